/** What can go wrong between a source and the log, as a closed list; each says what happened, where, and what to do. */
export type ConnectorErrorCode =
  | 'GV_FILE_NOT_FOUND'
  | 'GV_FILE_IS_DIRECTORY'
  | 'GV_FILE_UNREADABLE'
  | 'GV_FILE_CORRUPT'
  | 'GV_FILE_ENCODING'
  | 'GV_FILE_SHORTER'
  | 'GV_CSV_HEADER'
  | 'GV_CSV_BROKEN'
  | 'GV_CSV_NO_IDS'
  | 'GV_AUTHOR_KEY_SHORT'
  | 'GV_SOURCE_CURSOR'
  | 'GV_SOURCE_SECRET';

export class ConnectorError extends Error {
  readonly code: ConnectorErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retriable = false;

  constructor(code: ConnectorErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorError';
    this.code = code;
  }
}
