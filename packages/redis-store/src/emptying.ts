/** A scope's keys are taken away in steps, by its owner or, where that one died, by the next. */
import type { RowSource } from './guarded-rows.ts';
import { keysLike } from './key-scan.ts';
import { refusal, type Standing, textOf } from './replies.ts';

/** Stands in `unapplied` while it is under way. */
export const EMPTYING = 'emptying';

const KEYS_A_STEP = 200;

/** `id`: of the emptying. Gives where the scope stands afterwards. */
export async function emptyScope(source: RowSource, standing: Standing, id: string): Promise<Standing> {
  const { connection, deadlineMs, names, scope } = source;
  const step = async (kind: 'begin' | 'go on' | 'end', some: readonly string[]): Promise<void> => {
    const keys = [names.state, names.staged, ...some];
    const reply = await connection.call(`Emptying ${scope}`, deadlineMs, (client) =>
      client.gvEmptyBuffer(keys.length, ...keys, standing.commit, id, standing.owner, `${standing.epoch}`, kind),
    );
    if (textOf(reply[0]) !== 'OK') throw refusal(scope, reply, keys, standing);
  };
  await step('begin', []);
  const found = await keysLike(connection, names.pattern, { what: `Listing the keys of ${scope}`, deadlineMs });
  const doomed = found.filter((key) => names.isContent(key));
  for (let from = 0; from < doomed.length; from += KEYS_A_STEP) {
    await step('go on', doomed.slice(from, from + KEYS_A_STEP));
  }
  await step('end', []);
  return { ...standing, position: null, commit: id };
}
