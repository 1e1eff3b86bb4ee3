/** What the scripts answer besides rows: who stands in the state, and why a call was refused. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';

/** Format of the keys: raised whenever an older program would misread them. */
export const FORMAT = '2';

const TORN = 'torn:';

/** Where a scope stands. Commits are told apart by their ids, for two may reach the same position. */
export interface Standing {
  /** 0: nobody ever owned it. */
  readonly epoch: number;
  readonly owner: string;
  readonly position: Offset | null;
  /** `''`: nothing was ever committed. */
  readonly commit: string;
}

export type ReplyPart = Buffer | null | readonly Buffer[] | undefined;

export function textOf(part: ReplyPart): string {
  return part instanceof Buffer ? part.toString() : '';
}

/** What stands behind FENCED and MOVED. */
export function standingOf(reply: readonly ReplyPart[]): Standing {
  const [, epoch, position, commit, owner] = reply.map(textOf);
  return { epoch: Number(epoch), owner: owner ?? '', position: positionOf(position ?? ''), commit: commit ?? '' };
}

export function positionOf(text: string): Offset | null {
  return text === '' ? null : Number(text);
}

/** The state as HMGET gives it, for who only reads; throws GV_STORE_UNUSABLE where nobody may go on. */
export function checkReadable(scope: string, stored: { readonly format: string; readonly commit: string }): void {
  if (stored.format !== '' && stored.format !== FORMAT) throw otherFormat(scope, stored.format);
  if (stored.commit.startsWith(TORN)) throw tornState(scope);
}

/** The error of a reply that is neither OK nor ALREADY. `keys` are those of the call. */
export function refusal(
  scope: string,
  reply: readonly ReplyPart[],
  keys: readonly string[],
  mine: Standing,
): EngineError {
  const [kind, detail] = [textOf(reply[0]), textOf(reply[1])];
  switch (kind) {
    case 'FENCED':
      return new EngineError('GV_STORE_FENCED', fencedText(scope, standingOf(reply), mine));
    case 'UNSTAGED':
      return new EngineError('GV_STORE_FENCED', unstagedText(scope, mine));
    case 'MOVED':
      return movedOn(scope, standingOf(reply), mine);
    case 'FORMAT':
      return otherFormat(scope, detail);
    case 'TORN':
      return tornState(scope);
    case 'DENIED':
      return unusable(
        `${scope}: the user of Redis may not call ${detail} on ${keys[0]} and its like. Give it the rights that the README of redis-store lists; nothing was written.`,
      );
    case 'FOREIGN': {
      const key = keys[Number(detail) - 1];
      return unusable(
        `${scope}: the key ${key} is no hash: another program uses the same names. Delete it, or choose another namespace; nothing was written.`,
      );
    }
    default:
      return strayReply(scope, kind);
  }
}

/** The error of a reply that no script of ours gives. */
export function strayReply(scope: string, reply: string): EngineError {
  return unusable(
    `${scope}: a script answered ${JSON.stringify(reply.slice(0, 40))}, which is none of its replies. Look for a proxy, or something else than Redis, at the address.`,
  );
}

function fencedText(scope: string, stored: Standing, mine: Standing): string {
  if (stored.epoch === 0) {
    return `${scope}: Redis holds nothing of it any more, and this owner left it at epoch ${mine.epoch} and position ${mine.position}: it was emptied. Nothing was written; a restart replays what the log still has.`;
  }
  if (stored.epoch > mine.epoch) {
    return `${scope}: it is at epoch ${stored.epoch} and position ${stored.position}, but this owner has epoch ${mine.epoch} and last knew position ${mine.position}: another one took over. Nothing was written; stop this one.`;
  }
  return `${scope}: the store came back older: it is at epoch ${stored.epoch} and position ${stored.position}, and this owner left it at epoch ${mine.epoch} and position ${mine.position} (a fail-over, or a restored copy). Nothing was written; a restart replays from the store's own position.`;
}

function unstagedText(scope: string, mine: Standing): string {
  return `${scope}: parts of a commit after position ${mine.position} that were laid down are not there any more: the store came back older. The commit was not done; a restart replays from the store's own position.`;
}

function movedOn(scope: string, stored: Standing, mine: Standing): EngineError {
  return new EngineError(
    'GV_STORE_MOVED',
    `${scope}: this snapshot is of position ${mine.position}, and ${stored.position} has been committed since. Take another one.`,
    { retriable: true },
  );
}

function otherFormat(scope: string, format: string): EngineError {
  return unusable(
    `${scope}: its keys are of format ${format}, and this program writes ${FORMAT}. Use the program that wrote them, or another namespace.`,
  );
}

export function tornState(scope: string): EngineError {
  return unusable(
    `${scope}: a commit was left half written, which no failure of this program's own can do. Look for rights of the user that were taken away; then delete the keys of this scope, and a restart replays what the log still has.`,
  );
}

function unusable(text: string): EngineError {
  return new EngineError('GV_STORE_UNUSABLE', text);
}
