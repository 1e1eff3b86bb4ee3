/** The rows of a large commit: written part by part when it is done, by its owner or, where that one died, by the next. */
import type { RowSource } from './guarded-rows.ts';
import { refusal, type Standing, textOf, tornState } from './replies.ts';

/** Each is a command of its own, between which Redis serves others; so many bound what is under way: some 1.5 MB. */
const PARTS_AT_ONCE = 64;

/** Writes the parts of the commit of `standing`; those that are written already are let be. `keys` are those of each. */
export async function applyParts(
  { connection, deadlineMs, scope }: RowSource,
  standing: Standing,
  keys: readonly (readonly string[])[],
): Promise<void> {
  const guard = [standing.commit, standing.owner, `${standing.epoch}`];
  await eachPart(keys, async (of, number) => {
    const reply = await connection.call(`Writing a commit of ${scope}`, deadlineMs, (client) =>
      client.gvApplyBuffer(of.length, ...of, ...guard, `${number}`),
    );
    if (textOf(reply[0]) !== 'OK') throw refusal(scope, reply, of, standing);
  });
}

/**
 * Does something for each part, numbered from 1: the first alone, which takes away what was staged before, then several at
 * once, since parts are independent and most of their time is the way to Redis and back. Rejects with the first that failed,
 * when nothing is under way any more.
 */
export async function eachPart<T>(
  parts: readonly T[],
  work: (part: T, number: number) => Promise<void>,
): Promise<void> {
  for (let begin = 0; begin < parts.length; ) {
    const end = begin === 0 ? 1 : begin + PARTS_AT_ONCE;
    const number = begin + 1;
    const done = await Promise.allSettled(parts.slice(begin, end).map((part, nth) => work(part, number + nth)));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    begin = end;
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
