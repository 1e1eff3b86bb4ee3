/** A state that another version of a fold has left cannot be gone on from: the partition stops, it never guesses. */
import { unpackRow } from './row-codec.ts';

/** Where every stage has the row that says what its state is; the version of its fold comes first in it. */
export const HEAD_ROW = { family: 'head', key: 'head' } as const;

export class FoldChangedError extends Error {
  readonly code = 'GV_FOLD_CHANGED';
  readonly retriable = false;

  constructor(stage: string, stored: number, own: number) {
    super(
      `the stored state was folded by version ${stored} of ${stage}, this program folds by version ${own}. Go back to the program that wrote it, or let \`grapevine rebuild\` fold the log anew.`,
    );
    this.name = 'FoldChangedError';
  }
}

export function checkFoldVersion(stage: string, stored: number, own: number): void {
  if (stored !== own) throw new FoldChangedError(stage, stored, own);
}

/** By which version of its fold a stage's head row was written. */
export function foldVersionOf(headRow: Uint8Array): number {
  return unpackRow<readonly [number]>(headRow)[0];
}
