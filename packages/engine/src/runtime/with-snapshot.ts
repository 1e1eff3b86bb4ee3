/** Reads from one commit: where a store keeps no old ones, another snapshot is taken when a commit comes in between. */
import { EngineError } from '../ports/errors.ts';
import type { StateSnapshot } from '../ports/state-store.ts';

/** Commits that may come in between; at a commit every 40 ms and a few ms a reading, two in a row are rare. */
const ATTEMPTS = 30;

/** `use` may be called several times, and must do nothing but read. */
export async function withSnapshot<T>(
  snapshot: () => Promise<StateSnapshot>,
  use: (rows: StateSnapshot) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const rows = await snapshot();
    try {
      return await use(rows);
    } catch (cause) {
      const hasMoved = cause instanceof EngineError && cause.code === 'GV_STORE_MOVED';
      if (!hasMoved || attempt === ATTEMPTS) throw cause;
    } finally {
      rows.close();
    }
  }
}
