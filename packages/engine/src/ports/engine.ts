/** A log and a store that belong together: all that the stages stand on. */
import type { EventLog } from './event-log.ts';
import type { StateStore } from './state-store.ts';

export interface Engine {
  readonly log: EventLog;
  readonly store: StateStore;
  /** Waits for the writes under way, ends all waits for records, lets go of connections and files. */
  readonly close: () => Promise<void>;
}
