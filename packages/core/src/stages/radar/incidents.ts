/**
 * Incidents as they are read: the notices of each, newest state last. Kept as rows beside the decisions' own state,
 * at most 1,000 incidents a group, the oldest resolved ones making room.
 */
import { forecastOf } from '../../detection/matter-forecast.ts';
import { spreadWords } from '../../detection/spread-words.ts';
import type { Alert, Localised } from '../../model/alert.ts';
import { authorText } from '../../model/author-text.ts';
import type { ErasedPerson } from '../../model/pulse.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';

export const MAX_INCIDENTS = 1000;

/** JSON text of the notices: an alert holds plain values only. */
type PackedIncident = readonly string[];

interface Kept {
  readonly key: string;
  readonly notices: Alert[];
}

export class Incidents {
  private readonly incidents = new Map<string, Kept>();
  private readonly dirty = new Set<string>();
  private readonly deleted: string[] = [];

  static async load(rows: RowReader): Promise<Incidents> {
    const incidents = new Incidents();
    for (const { key, bytes } of await rows.scan('incidents')) {
      const notices = unpackIncident(bytes);
      incidents.incidents.set((notices[0] as Alert).incident, { key, notices: [...notices] });
    }
    return incidents;
  }

  /** Takes the evidence of a person from the notices of up to the request; what it led to stays. */
  erase(person: ErasedPerson): void {
    for (const [incident, { notices }] of this.incidents) {
      for (const [index, notice] of notices.entries()) {
        const erased = withoutPerson(notice, person);
        if (erased === notice) continue;
        notices[index] = erased;
        this.dirty.add(incident);
      }
    }
  }

  add(alert: Alert): void {
    const known = this.incidents.get(alert.incident);
    if (known === undefined) {
      const key = `${String(alert.openedAtMs).padStart(16, '0')} ${alert.incident}`;
      this.incidents.set(alert.incident, { key, notices: [alert] });
    } else known.notices.push(alert);
    this.dirty.add(alert.incident);
    if (this.incidents.size > MAX_INCIDENTS) this.makeRoom();
  }

  collect(changes: CollectedChanges): void {
    for (const incident of this.dirty) {
      const known = this.incidents.get(incident);
      if (known === undefined) continue;
      const packed: PackedIncident = known.notices.map((notice) => JSON.stringify(notice));
      changes.puts.push({ family: 'incidents', key: known.key, bytes: packRow(packed) });
    }
    this.dirty.clear();
    for (const key of this.deleted.splice(0)) changes.deletes.push({ family: 'incidents', key });
  }

  private makeRoom(): void {
    const resolved = [...this.incidents].filter(([, { notices }]) => notices.at(-1)?.state === 'resolved');
    const oldest = resolved.sort(([, a], [, b]) => (a.key < b.key ? -1 : 1))[0];
    if (oldest === undefined) return;
    this.incidents.delete(oldest[0]);
    this.deleted.push(oldest[1].key);
  }
}

/** The alert without this person's posts, and without the words that its summary quotes of them; else the same object. */
export function withoutPerson(alert: Alert, { author, requestedAtMs }: ErasedPerson): Alert {
  const name = authorText(author);
  if (alert.atMs > requestedAtMs || !alert.evidence.some((post) => post.author === name)) return alert;
  const [leader = null] = alert.evidence;
  const evidence = alert.evidence.filter((post) => post.author !== name);
  const forecast = forecastOf(evidence, alert.forecast?.posts ?? []);
  const said = spreadWords({ leader, forecast: alert.forecast });
  const left = spreadWords({ leader: leader?.author === name ? null : leader, forecast });
  // By a function: what people wrote may hold what `replace` takes for a pattern.
  const without = (summary: Localised, locale: keyof Localised) =>
    summary[locale].replace(said[locale], () => left[locale]);
  return {
    ...alert,
    summary: { en: without(alert.summary, 'en'), nb: without(alert.summary, 'nb') },
    evidence,
    forecast,
  };
}

/** The notices of an incident, the opening one first. */
export function unpackIncident(bytes: Uint8Array): readonly Alert[] {
  return unpackRow<PackedIncident>(bytes).map((notice) => JSON.parse(notice) as Alert);
}
