/** What ends a command before it is done, with what to do about it; and the exit codes, which are a promise. */
export const EXIT = {
  fine: 0,
  /** It found something: a failed check, an incident with `--fail-on`. */
  found: 1,
  /** Usage, configuration or environment. */
  usage: 2,
  /** Some input was dead-lettered. */
  deadLettered: 3,
  /** A fault of Grapevine's own. */
  fault: 70,
} as const;

export type CliErrorCode =
  | 'GV_USAGE'
  | 'GV_CONFIGURATION'
  | 'GV_AUTHOR_KEY'
  | 'GV_DATA_SET_OTHER'
  | 'GV_FILE_CHANGED'
  | 'GV_NO_ANSWER'
  | 'GV_OUTPUT'
  | 'GV_REFUSED'
  | 'GV_PORT_TAKEN'
  | 'GV_STAGE_FAILED';

export class CliError extends Error {
  readonly code: CliErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retriable = false;

  constructor(code: CliErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CliError';
    this.code = code;
  }

  get exitCode(): number {
    return this.code === 'GV_STAGE_FAILED' ? EXIT.fault : EXIT.usage;
  }
}
