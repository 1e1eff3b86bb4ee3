/** `up`: the whole system in one process, until it is asked to stop. */
import { readFileSync } from 'node:fs';
import { createSecretReader } from '@grapevine/connectors/sources/secrets.ts';
import type { DoorSettings } from '@grapevine/service-kit/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { openLiveEngine } from '../live/live-engine.ts';
import { type LiveSystem, startLiveSystem } from '../live/live-system.ts';
import { portTaken } from '../live/port-taken.ts';
import { type ConfigurationFile, readConfiguration } from '../settings/configuration-file.ts';
import { shownPath } from '../settings/data-set.ts';
import { printJson, type Shell } from '../shell.ts';
import { journalFor } from '../terminal/journal.ts';

export interface UpFlags {
  readonly config?: string;
  readonly dataDir?: string;
  readonly port: number;
  readonly ingestPort: number;
  readonly host: string;
  readonly json?: boolean;
  readonly engine: EngineName;
  /** Kinds of sources beside those of the configuration. */
  readonly source?: readonly string[];
}

export async function runUp(flags: UpFlags, shell: Shell): Promise<number> {
  const file = withSources(readConfiguration(shell, flags.config), flags.source);
  const { configuration } = file;
  if (flags.port !== 0 && flags.port === flags.ingestPort) {
    throw new CliError('GV_USAGE', '--port and --ingest-port are the same; give two.');
  }
  const observe = journalFor(shell);
  const { where, remember, door, ...engine } = await openLiveEngine(flags.engine, file, {
    dataDir: flags.dataDir,
    shell,
    observe,
  });
  const live = await startLiveSystem({
    ...engine,
    configuration,
    nowMs: shell.nowMs,
    observe,
    sources: {
      secretOf: createSecretReader({ env: shell.env, readText: (path) => readFileSync(shell.path(path), 'utf8') }),
      random: Math.random,
    },
    onAlert({ severity, state, title, summary, incident, id, brand }) {
      const level = severity === 'watch' || state === 'resolved' ? 'info' : 'warn';
      const text = `${severity} ${state}: ${title.en}. ${summary.en}`;
      observe({ level, event: 'alert', text, fields: { incident, alert: id, brand, severity, state } });
    },
  });
  try {
    if (remember() === 'changed') {
      const text = 'the configuration has changed: what was counted before stays as it is';
      observe({ level: 'info', event: 'configuration-changed', text });
    }
    await serve(live, flags, shell, { where, brand: configuration.brands[0]?.id ?? '', door });
    observe({ level: 'info', event: 'stopping', text: 'stopping: counting what was taken' });
  } finally {
    await live.close();
  }
  observe({ level: 'info', event: 'stopped', text: 'stopped' });
  return EXIT.fine;
}

/** `--source KIND`: a source with all defaults, unless the configuration has one of this kind. */
function withSources(file: ConfigurationFile, kinds: readonly string[] = []): ConfigurationFile {
  const { configuration } = file;
  const added = kinds
    .filter((kind) => !configuration.sources.some((source) => source.kind === kind))
    .map((kind) => ({ id: kind, kind, delayMs: null, holds: null, options: {} }));
  return { ...file, configuration: { ...configuration, sources: [...configuration.sources, ...added] } };
}

async function serve(
  live: LiveSystem,
  flags: UpFlags,
  shell: Shell,
  what: { where: string; brand: string; door: DoorSettings },
): Promise<void> {
  const { host, port, ingestPort } = flags;
  const doors = await live
    .open({ host, port, ingestPort, ifTaken: 'fail', door: what.door })
    .catch((cause: unknown) => Promise.reject(portTaken(cause)));
  const address = host.includes(':') ? `[${host}]` : host;
  const api = `http://${address}:${doors.apiPort}`;
  const ingest = `http://${address}:${doors.ingestPort}`;
  if (flags.json === true) printJson(shell, { api, ingest, data: what.where });
  else for (const line of greeting({ api, ingest, ...what }, shell)) shell.out(line);
  await Promise.race([stopped(shell.stop), live.failed]);
}

export function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}

function greeting(
  {
    api,
    ingest,
    where,
    brand,
    door,
  }: { api: string; ingest: string; where: string; brand: string; door: DoorSettings },
  shell: Shell,
): readonly string[] {
  const { paint } = shell;
  const { keysFile } = door;
  const isOpen = keysFile === null;
  // The key comes from the environment: what is typed is seen by everybody in the list of processes.
  const key = isOpen ? '' : ` -H @<(printf 'authorization: Bearer %s' "$GRAPEVINE_API_KEY")`;
  return [
    paint('bold', 'Grapevine is up.'),
    `  answers  ${api}   (/openapi.json says what can be asked)`,
    `  ingest   ${ingest}/v1/interactions`,
    `  data     ${where}`,
    `  keys     ${isOpen ? 'none: this machine only (`grapevine keys create` makes one)' : shownPath(shell, keysFile)}`,
    '',
    'Send something, and ask:',
    `  curl -s ${ingest}/v1/interactions${key} -H 'content-type: application/json' \\`,
    `    -d '{"id":"1","kind":"post","at":"'$(date -u +%FT%TZ)'","platform":"x","post":"1","author":"me","text":"hello","brands":["${brand}"]}'`,
    `  curl -s${key} '${api}/v1/brands/${brand}/counters?window=1h'`,
    `  curl -sN${key} '${api}/v1/stream?topics=alerts'`,
    '',
    'Ctrl-C stops it.',
  ];
}
