/**
 * Incidents as they are read: the notices of each, newest state last. Kept as rows beside the decisions' own state,
 * at most 1,000 incidents a group, the oldest resolved ones making room.
 */
import type { Alert } from '../../model/alert.ts';
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

/** The notices of an incident, the opening one first. */
export function unpackIncident(bytes: Uint8Array): readonly Alert[] {
  return unpackRow<PackedIncident>(bytes).map((notice) => JSON.parse(notice) as Alert);
}
