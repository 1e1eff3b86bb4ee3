/** What can go wrong at a port, as a closed list; each with what happened, where, and what to do. */
export type EngineErrorCode =
  | 'GV_LOG_NO_SCHEMA'
  | 'GV_LOG_NO_TOPIC'
  | 'GV_LOG_TOPIC_DIFFERS'
  | 'GV_LOG_OUT_OF_RANGE'
  | 'GV_LOG_WRITE_FAILED'
  | 'GV_LOG_UNREACHABLE'
  | 'GV_LOG_UNREADABLE'
  | 'GV_STORE_FENCED'
  | 'GV_STORE_MOVED'
  | 'GV_STORE_UNREACHABLE'
  | 'GV_STORE_UNUSABLE'
  | 'GV_STORE_WRITE_FAILED'
  | 'GV_STORE_AHEAD'
  | 'GV_DATA_DIR_IN_USE'
  | 'GV_DATA_DIR_UNUSABLE';

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retriable: boolean;

  constructor(code: EngineErrorCode, message: string, options: { retriable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineError';
    this.code = code;
    this.retriable = options.retriable ?? false;
  }
}
