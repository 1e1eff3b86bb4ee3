/** What can go wrong with the api itself, as a closed list. What a client did wrong is a problem answer, not an error. */
export type ApiErrorCode =
  /** A position in the alerts that is none, or is one of another log. */
  'GV_API_UNKNOWN_POSITION';

export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly retriable = false;

  constructor(code: ApiErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
  }
}
