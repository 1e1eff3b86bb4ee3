/** What a stage asks its store to change, in one commit with its position: drops first, then puts and deletes. */
export interface StateChanges {
  readonly drops: readonly string[];
  readonly puts: readonly { readonly family: string; readonly key: string; readonly bytes: Uint8Array }[];
  readonly deletes: readonly { readonly family: string; readonly key: string }[];
}

/** A row that a fold needs before it can go on. */
export interface RowAddress {
  readonly family: string;
  readonly key: string;
}

/** What a stage's rows can be read through; the engine's StateReader satisfies it. */
export interface RowReader {
  read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  scan(family: string): Promise<readonly { readonly key: string; readonly bytes: Uint8Array }[]>;
}
