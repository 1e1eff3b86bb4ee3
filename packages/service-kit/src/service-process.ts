/**
 * How a service starts and ends. It says what it does in JSON lines on standard output; the first SIGTERM or SIGINT asks
 * it to finish what it has taken, the second, or ten seconds, ends it at once. What it cannot go on with ends it with a
 * code, so that whoever watches it starts it again.
 *
 *     0 stopped as asked    2 environment or configuration    70 a fault    143 did not stop in time
 */
import { jsonJournal, withoutSecrets } from './json-journal.ts';
import type { Observer } from './observer.ts';
import { type Environment, readSettings, type ServiceSettings } from './settings.ts';

export interface ServiceContext {
  readonly settings: ServiceSettings;
  readonly env: Environment;
  readonly observe: Observer;
  readonly nowMs: () => number;
  /** Aborts when the service is asked to stop. */
  readonly signal: AbortSignal;
}

const EXIT = { environment: 2, fault: 70, late: 143 } as const;
const DRAIN_MS = 10_000;

const OF_ENVIRONMENT: ReadonlySet<unknown> = new Set([
  'GV_SETTINGS',
  'GV_CONFIGURATION',
  'GV_AUTHOR_KEY',
  'GV_KEYS_FILE',
  'GV_DOOR_UNPROTECTED',
]);

/** Runs until `signal` aborts; resolves when everything is put away. */
export type Service = (context: ServiceContext) => Promise<void>;

export async function runService(name: string, service: Service): Promise<void> {
  const observe = jsonJournal((line) => process.stdout.write(line), { service: name });
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => askToStop(signal, stop, observe));
  const fail = (event: string, cause: unknown): void => {
    const text = withoutSecrets(cause instanceof Error ? cause.message : String(cause));
    observe({ level: 'error', event, text, fields: { cause } });
    process.exit(isOfEnvironment(cause) ? EXIT.environment : EXIT.fault);
  };
  process.on('unhandledRejection', (cause) => fail('unhandled-rejection', cause));
  process.on('uncaughtException', (cause) => fail('uncaught-exception', cause));
  try {
    const settings = readSettings(process.env);
    observe({ level: 'info', event: 'starting', text: `${name} starts`, fields: { worker: settings.worker } });
    await service({ settings, env: process.env, observe, nowMs: Date.now, signal: stop.signal });
    observe({ level: 'info', event: 'stopped', text: `${name} has stopped` });
    process.exit(0);
  } catch (cause) {
    fail('failed', cause);
  }
}

function askToStop(signal: string, stop: AbortController, observe: Observer): void {
  if (stop.signal.aborted) process.exit(EXIT.late);
  observe({ level: 'info', event: 'stopping', text: `${signal}: finishing what was taken` });
  stop.abort(signal);
  setTimeout(() => {
    observe({ level: 'error', event: 'stopped-late', text: `not finished within ${DRAIN_MS} ms: ending at once` });
    process.exit(EXIT.late);
  }, DRAIN_MS).unref();
}

function isOfEnvironment(cause: unknown): boolean {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return OF_ENVIRONMENT.has(code);
}
