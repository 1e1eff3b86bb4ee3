/** What keeps a door from opening, as a closed list. What a client did wrong is a problem answer, not an error. */
export type DoorErrorCode =
  /** It would open where others than this machine's own users reach it, and it asks for no key. */
  | 'GV_DOOR_UNPROTECTED'
  /** The file of keys cannot be read or written, or is not one. */
  | 'GV_KEYS_FILE';

export class DoorError extends Error {
  readonly code: DoorErrorCode;
  readonly retriable = false;

  constructor(code: DoorErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DoorError';
    this.code = code;
  }
}
