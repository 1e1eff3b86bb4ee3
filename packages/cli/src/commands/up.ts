/** `up`: the whole system in one process, until it is asked to stop. */
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type LiveSystem, startLiveSystem } from '../live/live-system.ts';
import { portTaken } from '../live/port-taken.ts';
import { fingerprintOfKey, liveAuthorKey } from '../settings/author-key.ts';
import { readConfiguration } from '../settings/configuration-file.ts';
import {
  checkKind,
  dataDirOf,
  enterDataSet,
  keepConfiguration,
  makeDataDir,
  noteOf,
  shownPath,
} from '../settings/data-set.ts';
import { printJson, type Shell } from '../shell.ts';
import { journalFor } from '../terminal/journal.ts';

export interface UpFlags {
  readonly config?: string;
  readonly dataDir?: string;
  readonly port: number;
  readonly ingestPort: number;
  readonly host: string;
  readonly json?: boolean;
}

export async function runUp(flags: UpFlags, shell: Shell): Promise<number> {
  const file = readConfiguration(shell, flags.config);
  const { configuration } = file;
  if (flags.port !== 0 && flags.port === flags.ingestPort) {
    throw new CliError('GV_USAGE', '--port and --ingest-port are the same; give two.');
  }
  const dataDir = dataDirOf(shell, flags.dataDir);
  makeDataDir(dataDir);
  const note = noteOf(dataDir);
  if (note !== null) checkKind(dataDir, note, 'live');
  const authorKey = liveAuthorKey(shell, dataDir, note === null);
  enterDataSet(dataDir, {
    kind: 'live',
    group: configuration.group,
    authorKey: fingerprintOfKey(authorKey),
    delayMs: null,
  });
  const observe = journalFor(shell);
  const live = await startLiveSystem({
    engine: await openEmbedded({ dataDir, nowMs: shell.nowMs }),
    configuration,
    authorKey,
    nowMs: shell.nowMs,
    observe,
    onAlert({ severity, state, title, summary, incident, id, brand }) {
      const level = severity === 'watch' || state === 'resolved' ? 'info' : 'warn';
      const text = `${severity} ${state}: ${title.en}. ${summary.en}`;
      observe({ level, event: 'alert', text, fields: { incident, alert: id, brand, severity, state } });
    },
  });
  try {
    if (keepConfiguration(dataDir, file) === 'changed') {
      const text = 'the configuration has changed: what was counted before stays as it is';
      observe({ level: 'info', event: 'configuration-changed', text });
    }
    await serve(live, flags, shell, { dataDir, brand: configuration.brands[0]?.id ?? '' });
    observe({ level: 'info', event: 'stopping', text: 'stopping: counting what was taken' });
  } finally {
    await live.close();
  }
  observe({ level: 'info', event: 'stopped', text: 'stopped' });
  return EXIT.fine;
}

async function serve(
  live: LiveSystem,
  flags: UpFlags,
  shell: Shell,
  what: { dataDir: string; brand: string },
): Promise<void> {
  const { host, port, ingestPort } = flags;
  const doors = await live
    .open({ host, port, ingestPort, ifTaken: 'fail' })
    .catch((cause: unknown) => Promise.reject(portTaken(cause)));
  const address = host.includes(':') ? `[${host}]` : host;
  const api = `http://${address}:${doors.apiPort}`;
  const ingest = `http://${address}:${doors.ingestPort}`;
  if (flags.json === true) printJson(shell, { api, ingest, dataDir: what.dataDir });
  else for (const line of greeting({ api, ingest, ...what }, shell)) shell.out(line);
  await Promise.race([stopped(shell.stop), live.failed]);
}

export function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}

function greeting(
  { api, ingest, dataDir, brand }: { api: string; ingest: string; dataDir: string; brand: string },
  shell: Shell,
): readonly string[] {
  const { paint } = shell;
  return [
    paint('bold', 'Grapevine is up.'),
    `  answers  ${api}   (/openapi.json says what can be asked)`,
    `  ingest   ${ingest}/v1/interactions`,
    `  data     ${shownPath(shell, dataDir)}`,
    '',
    'Send something, and ask:',
    `  curl -s ${ingest}/v1/interactions -H 'content-type: application/json' \\`,
    `    -d '{"id":"1","kind":"post","at":"'$(date -u +%FT%TZ)'","platform":"x","post":"1","author":"me","text":"hello","brands":["${brand}"]}'`,
    `  curl -s '${api}/v1/brands/${brand}/counters?window=1h'`,
    `  curl -sN '${api}/v1/stream?topics=alerts'`,
    '',
    'Ctrl-C stops it.',
  ];
}
