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
  readonly authors: Map<AuthorHash, number>;
  acts: number;
  readonly texts: Map<string, number>;
  items: number;
}

interface PaneCounts extends Counts {
  isDirty: boolean;
}

type Packed = readonly [
  acts: number,
  items: number,
  authors: readonly (readonly [AuthorHash, number])[],
  texts: readonly (readonly [string, number])[],
];

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
    if (count(counts.authors, author, acts)) add(sum.authors, author, acts);
  }

  /** A negative item and what it says. */
  item(brand: string, paneMs: number, text: string): void {
    const counts = this.countsOf(brand, paneMs);
    const sum = this.sumOf(brand);
    const hash = hashOf(text);
    counts.items += 1;
    sum.items += 1;
    if (count(counts.texts, hash, 1)) add(sum.texts, hash, 1);
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
      authors: repeated(authors, MOST_AUTHORS).map(([author, number]) => ({ author, acts: number })),
      acts,
      texts: repeated(texts, MOST_TEXTS).map(([text, number]) => ({ text, items: number })),
      items,
    };
  }

  private sumOf(brand: string): Counts {
    let sum = this.sums.get(brand);
    if (sum === undefined) {
      sum = { authors: new Map(), acts: 0, texts: new Map(), items: 0 };
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
      counts = { authors: new Map(), acts: 0, texts: new Map(), items: 0, isDirty: false };
      brands.set(brand, counts);
    }
    if (!counts.isDirty) this.dirty.push({ paneMs, brand, counts });
    counts.isDirty = true;
    return counts;
  }
}

/** 64 bits that stand for a text, by its normal form. */
function hashOf(text: string): string {
  hashIdentity('', '', '', normalForm(text), bits);
  return (bits[0] as number).toString(16).padStart(8, '0') + (bits[1] as number).toString(16).padStart(8, '0');
}

/** Whether there was room to tell it apart. */
function count<Key>(table: Map<Key, number>, key: Key, number: number): boolean {
  const known = table.get(key);
  if (known === undefined && table.size >= MOST_TOLD_APART) return false;
  table.set(key, (known ?? 0) + number);
  return true;
}

function add<Key>(table: Map<Key, number>, key: Key, number: number): void {
  const sum = (table.get(key) ?? 0) + number;
  if (sum === 0) table.delete(key);
  else table.set(key, sum);
}

function addInto(sum: Counts, counts: Counts, times: 1 | -1): void {
  sum.acts += times * counts.acts;
  sum.items += times * counts.items;
  for (const [author, acts] of counts.authors) add(sum.authors, author, times * acts);
  for (const [text, items] of counts.texts) add(sum.texts, text, times * items);
}

/** The largest counts above one, the largest first; of equal ones those with the lesser key: no order of arrival shows. */
function repeated<Key extends bigint | string>(
  table: ReadonlyMap<Key, number>,
  most: number,
): readonly (readonly [Key, number])[] {
  const several: (readonly [Key, number])[] = [];
  for (const entry of table) if (entry[1] > 1) several.push(entry);
  return several.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, most);
}

function familyOf(paneMs: number): string {
  return `concentration:${paneMs}`;
}

function packCounts({ authors, acts, texts, items }: PaneCounts): Packed {
  return [acts, items, [...authors], [...texts]];
}

function unpackCounts([acts, items, authors, texts]: Packed): PaneCounts {
  const known = authors.map(([author, number]) => [BigInt(author), number] as const);
  return { acts, items, authors: new Map(known), texts: new Map(texts), isDirty: false };
}
