/** A state that another version of a fold has left cannot be gone on from: the partition stops, it never guesses. */
export class FoldChangedError extends Error {
  readonly code = 'GV_FOLD_CHANGED';
  readonly retriable = false;

  constructor(stage: string, stored: number, own: number) {
    super(
      `the stored state was folded by version ${stored} of ${stage}, this program folds by version ${own}. Go back to the program that wrote it, or replay the log into a new data directory.`,
    );
    this.name = 'FoldChangedError';
  }
}

export function checkFoldVersion(stage: string, stored: number, own: number): void {
  if (stored !== own) throw new FoldChangedError(stage, stored, own);
}
