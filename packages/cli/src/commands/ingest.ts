/** `ingest`: sends files or standard input to a running instance. */
import { readNdjson } from '@grapevine/connectors/files/ndjson.ts';
import { EXIT } from '../cli-error.ts';
import { IngestClient, type SendingSums } from '../operating/ingest-client.ts';
import { replayFiles, STANDARD_INPUT } from '../replaying/replay-files.ts';
import { apiKeyFor } from '../settings/api-key-for.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { FirstNotices } from '../terminal/first-notices.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { table } from '../terminal/table.ts';
import { grouped, howMany } from '../terminal/wording.ts';

export interface IngestFlags {
  readonly url: string;
  readonly json?: boolean;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

/** So many rejected lines are shown one by one; all of them are in the dead letters. */
const MOST_SHOWN = 20;

export async function runIngest(names: readonly string[], flags: IngestFlags, shell: Shell): Promise<number> {
  const files = replayFiles(shell, names, undefined);
  const progress = progressLine(shell);
  const faults = new FirstNotices((line) => {
    progress.clear();
    shell.notice(line);
  }, MOST_SHOWN);
  const client = new IngestClient<Place>({
    url: flags.url,
    apiKey: apiKeyFor(flags.url, shell),
    stop: shell.stop,
    onRejected({ origin, reason, message }) {
      faults.tell(`${harmless(origin.file)}:${origin.line}: ${reason}: ${harmless(message)}`);
    },
    onWait: (seconds) => progress.show(`It asks to wait for ${howMany(seconds, 'second')}.`),
  });
  try {
    for (const { path, shown: file } of files) {
      for await (const batch of readNdjson(path === STANDARD_INPUT ? STANDARD_INPUT : path, { signal: shell.stop })) {
        for (const entry of batch) {
          const origin = { file, line: entry.line };
          if (entry.kind === 'bytes') await client.add({ bytes: entry.bytes, origin });
          else if (entry.kind === 'refused') client.refuse({ origin, reason: entry.reason, message: entry.message });
        }
        // What a pipe has given is sent before it is waited for again.
        await client.flush();
        progress.show(`${howMany(client.sums.sent, 'line')} sent`);
      }
    }
    if (!shell.stop.aborted) await client.flush();
  } finally {
    progress.clear();
  }
  faults.end('; `grapevine dead-letters list` has them.');
  printSums(client.sums, flags, shell);
  if (client.sums.rejected > 0) return EXIT.deadLettered;
  return shell.stop.aborted ? exitCodeOfStop(shell.stop) : EXIT.fine;
}

export function printSums(sums: SendingSums, flags: { readonly json?: boolean }, shell: Shell): void {
  if (flags.json === true) {
    printJson(shell, sums);
    return;
  }
  const { sent, accepted, rejected, unwatched, duplicates } = sums;
  const rows = [
    ['lines sent', grouped(sent), ''],
    ['  accepted', grouped(accepted), duplicates === 0 ? '' : `${grouped(duplicates)} of them say the same again`],
    ['  unwatched', grouped(unwatched), 'name no watched brand; not stored'],
    ['  rejected', grouped(rejected), 'dead-lettered, each with its reason'],
  ];
  for (const line of table([{ head: '' }, { head: '', align: 'right' }, { head: '' }], rows)) shell.out(line);
}
