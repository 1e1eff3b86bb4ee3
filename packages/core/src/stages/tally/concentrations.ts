/**
 * By whom and in what words each brand's negative attention came lately: small tables of counts, so that an alert can say
 * whether it was many people or a few, and their own words or the same ones again and again.
 *
 *     panes   | | | | | ... | | |step|        the last five minutes before a step, and what is newer by then
 *             |<-- 5 minutes --->|
 *
 * What is late counts nowhere here, as in decisions. Bound: of a brand and pane 512 people and 512 texts are told apart;
 * those beyond them count in the sums alone, as if each were somebody else.
 */
import { hashIdentity } from '../../hashing/identity-hash.ts';
import { normalForm } from '../../language/text-normal-form.ts';
import type { AuthorHash } from '../../model/interaction.ts';
import type { ConcentrationTables } from '../../model/pulse.ts';
import { HashCounts } from '../../sketches/hash-counts.ts';
import { halvesOf, wholeOf } from '../../sketches/hash-halves.ts';
import { MINUTE_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';

/** As long as the window of the surge rule. */
const WINDOW_MS = 5 * MINUTE_MS;
const MOST_TOLD_APART = 512;
const MOST_AUTHORS = 10;
const MOST_TEXTS = 32;
const bits = new Uint32Array(2);

interface Counts {
  readonly authors: HashCounts;
  acts: number;
  readonly texts: HashCounts;
  items: number;
}

interface PaneCounts extends Counts {
  isDirty: boolean;
}

/** Of each hash: its upper and its lower half, and how often it came. */
type PackedTable = readonly number[];
type Packed = readonly [acts: number, items: number, authors: PackedTable, texts: PackedTable];

export class Concentrations {
  /** Pane -> brand. */
  private readonly panes: Map<number, Map<string, PaneCounts>>;
  /** By brand: the sums of its panes. */
  private readonly sums = new Map<string, Counts>();
  private readonly ended: number[] = [];
  /** Changed since the last commit. */
  private dirty: { readonly paneMs: number; readonly brand: string; readonly counts: PaneCounts }[] = [];

  private constructor(panes: Map<number, Map<string, PaneCounts>>) {
    this.panes = panes;
    for (const brands of panes.values()) {
      for (const [brand, counts] of brands) addInto(this.sumOf(brand), counts, 1);
    }
  }

  static empty(): Concentrations {
    return new Concentrations(new Map());
  }

  static async load(rows: RowReader, paneStarts: readonly number[]): Promise<Concentrations> {
    const panes = new Map<number, Map<string, PaneCounts>>();
    for (const paneMs of paneStarts) {
      const brands = (await rows.scan(familyOf(paneMs))).map(
        ({ key, bytes }) => [key, unpackCounts(unpackRow<Packed>(bytes))] as const,
      );
      panes.set(paneMs, new Map(brands));
    }
    return new Concentrations(panes);
  }

  /** For the stage's head row. */
  get paneStarts(): readonly number[] {
    return [...this.panes.keys()].sort((a, b) => a - b);
  }

  /** Acts of negative attention by a person who is known. */
  act(brand: string, paneMs: number, { author, acts }: { readonly author: AuthorHash; readonly acts: number }): void {
    const counts = this.countsOf(brand, paneMs);
    const sum = this.sumOf(brand);
    counts.acts += acts;
    sum.acts += acts;
    const halves = halvesOf(author);
    count(counts.authors, sum.authors, halves.getUint32(0), halves.getUint32(4), acts);
  }

  /** A negative item and what it says. */
  item(brand: string, paneMs: number, text: string): void {
    const counts = this.countsOf(brand, paneMs);
    const sum = this.sumOf(brand);
    counts.items += 1;
    sum.items += 1;
    hashIdentity('', '', '', normalForm(text), bits);
    count(counts.texts, sum.texts, bits[0] as number, bits[1] as number, 1);
  }

  /**
   * Goes on from one step to the next, and gives the tables that may have changed: those of brands with anything on time
   * since the step before, or with something that is older than the window now.
   */
  step(beforeMs: number | null, stepMs: number): readonly ConcentrationTables[] {
    const changed = new Set<string>();
    for (const [paneMs, brands] of this.panes) {
      const isOver = paneMs < stepMs - WINDOW_MS;
      if (isOver || beforeMs === null || paneMs >= beforeMs) for (const brand of brands.keys()) changed.add(brand);
      if (!isOver) continue;
      for (const [brand, counts] of brands) addInto(this.sumOf(brand), counts, -1);
      this.panes.delete(paneMs);
      this.ended.push(paneMs);
    }
    return [...changed].sort().map((brand) => this.tablesOf(brand));
  }

  collect(changes: CollectedChanges): void {
    for (const paneMs of this.ended.splice(0)) changes.drops.push(familyOf(paneMs));
    for (const { paneMs, brand, counts } of this.dirty) {
      counts.isDirty = false;
      if (this.panes.get(paneMs)?.get(brand) !== counts) continue;
      changes.puts.push({ family: familyOf(paneMs), key: brand, bytes: packRow(packCounts(counts)) });
    }
    this.dirty = [];
  }

  private tablesOf(brand: string): ConcentrationTables {
    const { authors, acts, texts, items } = this.sumOf(brand);
    if (acts === 0 && items === 0) this.sums.delete(brand);
    return {
      brand,
      authors: repeated(authors, MOST_AUTHORS).map(({ high, low, times }) => ({
        author: wholeOf(high, low),
        acts: times,
      })),
      acts,
      texts: repeated(texts, MOST_TEXTS).map(({ high, low, times }) => ({ text: hex(high) + hex(low), items: times })),
      items,
    };
  }

  private sumOf(brand: string): Counts {
    let sum = this.sums.get(brand);
    if (sum === undefined) {
      sum = { authors: new HashCounts(), acts: 0, texts: new HashCounts(), items: 0 };
      this.sums.set(brand, sum);
    }
    return sum;
  }

  private countsOf(brand: string, paneMs: number): PaneCounts {
    let brands = this.panes.get(paneMs);
    if (brands === undefined) {
      brands = new Map();
      this.panes.set(paneMs, brands);
    }
    let counts = brands.get(brand);
    if (counts === undefined) {
      counts = { authors: new HashCounts(), acts: 0, texts: new HashCounts(), items: 0, isDirty: false };
      brands.set(brand, counts);
    }
    if (!counts.isDirty) this.dirty.push({ paneMs, brand, counts });
    counts.isDirty = true;
    return counts;
  }
}

/** Counts in a pane's table, and in the sum of the panes, where there is room to tell it apart. */
function count(table: HashCounts, sum: HashCounts, high: number, low: number, times: number): void {
  if (table.size >= MOST_TOLD_APART && !table.has(high, low)) return;
  table.add(high, low, times);
  sum.add(high, low, times);
}

function addInto(sum: Counts, counts: Counts, times: 1 | -1): void {
  sum.acts += times * counts.acts;
  sum.items += times * counts.items;
  sum.authors.addAll(counts.authors, times);
  sum.texts.addAll(counts.texts, times);
}

interface Repeated {
  readonly high: number;
  readonly low: number;
  readonly times: number;
}

/** The largest counts above one, the largest first; of equal ones those of the lesser hash: no order of arrival shows. */
function repeated(table: HashCounts, most: number): readonly Repeated[] {
  const several: Repeated[] = [];
  table.forEach((high, low, times) => {
    if (times > 1) several.push({ high, low, times });
  });
  return several.sort((a, b) => b.times - a.times || a.high - b.high || a.low - b.low).slice(0, most);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}

function familyOf(paneMs: number): string {
  return `concentration:${paneMs}`;
}

function packCounts({ authors, acts, texts, items }: PaneCounts): Packed {
  return [acts, items, packTable(authors), packTable(texts)];
}

function unpackCounts([acts, items, authors, texts]: Packed): PaneCounts {
  return { acts, items, authors: unpackTable(authors), texts: unpackTable(texts), isDirty: false };
}

function packTable(table: HashCounts): PackedTable {
  const packed: number[] = [];
  table.forEach((high, low, times) => {
    packed.push(high, low, times);
  });
  return packed;
}

function unpackTable(packed: PackedTable): HashCounts {
  const table = new HashCounts();
  for (let at = 0; at < packed.length; at += 3) {
    const [high, low, times] = packed.slice(at, at + 3) as [number, number, number];
    table.add(high, low, times);
  }
  return table;
}
