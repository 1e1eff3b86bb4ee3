/**
 * What the whole system should answer, by adding up notes one at a time. Nothing is rolled up, dropped or estimated:
 * a window is the sum of the notes whose slot starts in it.
 */

import type { CounterId, CustomerValue } from '@grapevine/core/metrics/counters.ts';
import { COUNTER_IDS } from '@grapevine/core/metrics/counters.ts';
import type { AuthorHash, EventTimeMs, LogEntry } from '@grapevine/core/model/interaction.ts';
import type { Accounts, CutDimension, PeopleKind } from '@grapevine/core/model/pulse.ts';
import { floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { Note } from './note.ts';
import { PartitionOracle } from './partition-oracle.ts';
import type { PostOracle } from './post-oracle.ts';
import { endOf, LATE_MINUTES_KEPT_MS } from './slot.ts';

/** Sums of one brand over one window. */
export interface Sums {
  readonly additions: Readonly<Record<CounterId, number>>;
  readonly retracted: Readonly<Record<CounterId, number>>;
  /** By currency, in minor units. */
  readonly value: ReadonlyMap<string, CustomerValue>;
}

/** A half-open window `[fromMs, toMs)` as the answer echoes it. */
export interface OracleWindow {
  readonly fromMs: EventTimeMs;
  readonly toMs: EventTimeMs;
  /** Whether late slots count. Default: the echoed range is an hour or longer. */
  readonly late?: boolean;
  /** Late minutes that this has passed by 25 h stand at the start of their hour. Default: the oracle's own least. */
  readonly minWatermarkMs?: EventTimeMs | null;
}

export class Oracle {
  readonly partitions: readonly PartitionOracle[];
  readonly #notesOfBrand = new Map<string, Note[]>();

  constructor(logs: readonly (readonly LogEntry[])[]) {
    this.partitions = logs.map((log) => new PartitionOracle(log));
    for (const note of this.partitions.flatMap((partition) => partition.notes)) {
      const notes = this.#notesOfBrand.get(note.brand);
      if (notes === undefined) this.#notesOfBrand.set(note.brand, [note]);
      else notes.push(note);
    }
  }

  /** Every brand for which anything counted, in order. */
  brands(): string[] {
    return [...this.#notesOfBrand.keys()].sort();
  }

  countersIn(brand: string, window: OracleWindow): Sums {
    return sumOf(this.#notesIn(brand, window));
  }

  /** Of one partition, each pane and late slot in which something counted, by `brand lateness startMs`. */
  slots(partition: number): Map<string, Sums> {
    const bySlot = Map.groupBy(this.#notesOf(partition), slotName);
    return new Map([...bySlot].map(([slot, notes]) => [slot, sumOf(notes)]));
  }

  /** Of one partition, the people of each slot, by `brand lateness startMs kind`. */
  peopleSlots(partition: number): Map<string, Set<AuthorHash>> {
    const people = new Map<string, Set<AuthorHash>>();
    for (const note of this.#notesOf(partition)) {
      for (const kind of note.person === null ? [] : note.peopleKinds) {
        const slot = `${slotName(note)} ${kind}`;
        people.set(slot, (people.get(slot) ?? new Set()).add(note.person as AuthorHash));
      }
    }
    return people;
  }

  /** Of one partition, its cuts, by `brand hourMs dimension value`. */
  cutSlots(partition: number): Map<string, Sums> {
    const dimensions = ['platform', 'country'] as const;
    const cut = dimensions.flatMap((dimension) => {
      const notes = this.#notesOf(partition).filter((note) => note.cuts[dimension] !== null);
      const nameOf = (note: Note) =>
        `${note.brand} ${floorTo(note.atMs, HOUR_MS)} ${dimension} ${note.cuts[dimension]}`;
      return [...Map.groupBy(notes, nameOf)];
    });
    return new Map(cut.map(([slot, notes]) => [slot, sumOf(notes)]));
  }

  peopleIn(brand: string, kind: PeopleKind, window: OracleWindow): Set<AuthorHash> {
    const people = new Set<AuthorHash>();
    for (const note of this.#notesIn(brand, window)) {
      if (note.person !== null && note.peopleKinds.includes(kind)) people.add(note.person);
    }
    return people;
  }

  /** By value of the dimension, over the whole hours `[fromMs, toMs)`. Not yet folded to the sixteen largest. */
  cutsIn(brand: string, dimension: CutDimension, fromMs: EventTimeMs, toMs: EventTimeMs): Map<string, Sums> {
    const cut = (this.#notesOfBrand.get(brand) ?? []).filter((note) => {
      const hourMs = floorTo(note.atMs, HOUR_MS);
      return note.cuts[dimension] !== null && hourMs >= fromMs && hourMs < toMs;
    });
    const byValue = Map.groupBy(cut, (note) => note.cuts[dimension] as string);
    return new Map([...byValue].map(([value, notes]) => [value, sumOf(notes)]));
  }

  accounts(partition: number): Accounts {
    return (this.partitions[partition] as PartitionOracle).accounts;
  }

  watermark(partition: number): EventTimeMs | null {
    return (this.partitions[partition] as PartitionOracle).watermarkMs;
  }

  /** The least watermark of the partitions; `null` while one of them has none. */
  minWatermark(): EventTimeMs | null {
    const watermarks = this.partitions.map((partition) => partition.watermarkMs);
    return watermarks.includes(null) ? null : Math.min(...(watermarks as number[]));
  }

  /** The newest event time that counted for a brand whose id starts with `prefix` (`main/` for a group). */
  newestMs(prefix = ''): EventTimeMs | null {
    let newestMs: EventTimeMs | null = null;
    for (const [brand, notes] of this.#notesOfBrand) {
      if (!brand.startsWith(prefix)) continue;
      for (const { atMs } of notes) newestMs = newestMs === null ? atMs : Math.max(newestMs, atMs);
    }
    return newestMs;
  }

  /** Where a live window ends: the end of the newest pane. */
  liveToMs(prefix = ''): EventTimeMs | null {
    const newestMs = this.newestMs(prefix);
    return newestMs === null ? null : endOf(newestMs, PANE_MS);
  }

  /** The posts still remembered, by `platform:post`. */
  posts(): Map<string, PostOracle> {
    return new Map(this.partitions.flatMap((partition) => [...partition.posts]));
  }

  #notesOf(partition: number): readonly Note[] {
    return (this.partitions[partition] as PartitionOracle).notes;
  }

  #notesIn(brand: string, window: OracleWindow): Note[] {
    const { fromMs, toMs, late = toMs - fromMs >= HOUR_MS, minWatermarkMs = this.minWatermark() } = window;
    return (this.#notesOfBrand.get(brand) ?? []).filter((note) => {
      if (note.slot.lateness !== 'pane' && !late) return false;
      const startMs = standsAtMs(note, minWatermarkMs);
      return startMs >= fromMs && startMs < toMs;
    });
  }
}

function slotName({ brand, slot }: Note): string {
  return `${brand} ${slot.lateness} ${slot.startMs}`;
}

/** Late minutes are rolled into their hour when every watermark has passed them by 25 h. */
function standsAtMs({ slot }: Note, minWatermarkMs: EventTimeMs | null): EventTimeMs {
  const rolled = minWatermarkMs !== null && endOf(slot.startMs, MINUTE_MS) + LATE_MINUTES_KEPT_MS <= minWatermarkMs;
  return slot.lateness === 'minute' && rolled ? floorTo(slot.startMs, HOUR_MS) : slot.startMs;
}

function sumOf(notes: readonly Note[]): Sums {
  const additions = zeros();
  const retracted = zeros();
  const value = new Map<string, CustomerValue>();
  for (const note of notes) {
    for (const change of note.changes) {
      additions[change.id] += change.additions;
      retracted[change.id] += change.retracted;
    }
    for (const { currency, amountMinor, referred } of note.receipts) {
      const sum = value.get(currency) ?? { direct: 0, indirect: 0 };
      value.set(currency, { direct: sum.direct + amountMinor, indirect: sum.indirect + (referred ? amountMinor : 0) });
    }
  }
  return { additions, retracted, value };
}

function zeros(): Record<CounterId, number> {
  return Object.fromEntries(COUNTER_IDS.map((id) => [id, 0])) as Record<CounterId, number>;
}
