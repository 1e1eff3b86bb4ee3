/** What can be wrong with a record of the log, or with what was to become one. */
export type RecordErrorCode =
  | 'GV_RECORD_TRUNCATED'
  | 'GV_RECORD_TRAILING'
  | 'GV_RECORD_INVALID'
  | 'GV_RECORD_UNENCODABLE';

/** Bytes that are not a record of the expected kind: the end is missing, bytes are left over, or they make no sense. */
export class RecordDecodeError extends Error {
  readonly code: RecordErrorCode;
  readonly retriable = false;

  constructor(code: RecordErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RecordDecodeError';
    this.code = code;
  }
}

/** A value that the schema cannot hold (an integer beyond 2^53, a field of another type): a fault of the caller. */
export class RecordEncodeError extends Error {
  readonly code: RecordErrorCode = 'GV_RECORD_UNENCODABLE';
  readonly retriable = false;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RecordEncodeError';
  }
}
