/** The rows of a large commit: written part by part when it is done, by its owner or, where that one died, by the next. */
import type { RowSource } from './guarded-rows.ts';
import { refusal, type Standing, textOf, tornState } from './replies.ts';

/** Writes the parts of the commit of `standing`; those that are written already are let be. `keys` are those of each. */
export async function applyParts(
  { connection, deadlineMs, scope }: RowSource,
  standing: Standing,
  keys: readonly (readonly string[])[],
): Promise<void> {
  const guard = [standing.commit, standing.owner, `${standing.epoch}`];
  for (const [index, of] of keys.entries()) {
    const reply = await connection.call(`Writing a commit of ${scope}`, deadlineMs, (client) =>
      client.gvApplyBuffer(of.length, ...of, ...guard, `${index + 1}`),
    );
    if (textOf(reply[0]) !== 'OK') throw refusal(scope, reply, of, standing);
  }
}

/** Writes what the owner before has left of its last commit. Throws GV_STORE_UNUSABLE where that is gone. */
export async function applyLeftParts(source: RowSource, standing: Standing): Promise<void> {
  const { connection, deadlineMs, names, scope } = source;
  const own = [names.state, names.staged];
  const [answer, ...families] = await connection.call(
    `Reading what is left of a commit of ${scope}`,
    deadlineMs,
    (client) => client.gvStagedBuffer(own.length, ...own, standing.commit),
  );
  if (textOf(answer) !== 'OK') throw tornState(scope);
  const keys = families.map((part) => [...own, ...(part as readonly Buffer[]).map(textOf)]);
  await applyParts(source, standing, keys);
}
