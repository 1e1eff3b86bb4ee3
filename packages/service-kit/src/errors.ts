/** What keeps a process of Grapevine from starting or going on, as a closed list. */
export type ServiceErrorCode =
  /** Variables of the environment that are missing or wrong, all of them. */
  'GV_SETTINGS' | 'GV_CONFIGURATION' | 'GV_AUTHOR_KEY' | 'GV_STAGE_FAILED';

export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly retriable = false;

  constructor(code: ServiceErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
  }
}
