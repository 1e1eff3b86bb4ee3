/** `dead-letters`: what could not be taken, kept whole; listed, shown, and sent again as it was or repaired. */
import { readNdjson } from '@grapevine/connectors/files/ndjson.ts';
import type { DeadLetter, DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import { CliError, EXIT } from '../cli-error.ts';
import {
  DEFAULT_INGEST_URL,
  IngestClient,
  type Rejected,
  type SendingSums,
  type SentLine,
} from '../operating/ingest-client.ts';
import { sendIntoDataSet } from '../operating/into-data-set.ts';
import { repaired, type Setting } from '../operating/letter-repair.ts';
import { hindranceOf, type LetterPlace, originText, storedLetters } from '../operating/stored-letters.ts';
import { replayFiles } from '../replaying/replay-files.ts';
import { apiKeyFor } from '../settings/api-key-for.ts';
import { dataDirOf } from '../settings/data-set.ts';
import { printJson, type Shell } from '../shell.ts';
import { escapedBytes } from '../terminal/escaped-bytes.ts';
import { FirstNotices } from '../terminal/first-notices.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { bytes, grouped, howMany, instant } from '../terminal/wording.ts';
import { printSums } from './ingest.ts';

interface DataSetFlags extends LetterPlace {
  readonly json?: boolean;
}

export interface DeadLetterListFlags extends DataSetFlags {
  readonly reason?: DeadLetterReason;
  readonly limit: number;
}

export interface DeadLetterShowFlags extends DataSetFlags {
  readonly raw?: boolean;
}

export interface DeadLetterReplayFlags extends DataSetFlags {
  readonly all?: boolean;
  /** With `all`: those of this reason only. */
  readonly reason?: DeadLetterReason;
  readonly set?: readonly Setting[];
  readonly edit?: string;
  readonly url?: string;
}

const SHOWN_ID = 12;
const PREVIEW = 400;

export async function listDeadLetters(flags: DeadLetterListFlags, shell: Shell): Promise<number> {
  const found: DeadLetter[] = [];
  const reasons = new Map<DeadLetterReason, number>();
  let all = 0;
  for await (const letter of storedLetters(flags, shell)) {
    if (flags.reason !== undefined && letter.reason !== flags.reason) continue;
    all += 1;
    reasons.set(letter.reason, (reasons.get(letter.reason) ?? 0) + 1);
    found.push(letter);
    if (found.length > flags.limit) found.shift();
  }
  if (flags.json === true) {
    printJson(shell, { deadLetters: found.map(publicLetter), found: all, reasons: Object.fromEntries(reasons) });
    return EXIT.fine;
  }
  if (all === 0) {
    shell.out('No dead letters.');
    return EXIT.fine;
  }
  const columns = [
    { head: 'id' },
    { head: 'seen (UTC)' },
    { head: 'reason' },
    { head: 'from' },
    { head: 'what is wrong' },
  ];
  const rows = found.map((letter) => [
    letter.id.slice(0, SHOWN_ID),
    instant(new Date(letter.seenAtMs).toISOString()),
    letter.reason,
    harmless(originText(letter.origin)),
    harmless(letter.message),
  ]);
  for (const line of table(columns, rows, { width: shell.outTerminal()?.columns, paint: shell.paint })) shell.out(line);
  const byReason = [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${grouped(count)} ${reason}`);
  const sum = `${howMany(all, 'dead letter')}: ${byReason.join(', ')}`;
  shell.out(all > found.length ? `The newest ${found.length} of ${sum}.` : `${sum}.`);
  return EXIT.fine;
}

export async function showDeadLetter(id: string, flags: DeadLetterShowFlags, shell: Shell): Promise<number> {
  const letter = await letterOf(id, flags, shell);
  if (flags.raw === true) {
    if (shell.outTerminal() !== null)
      throw new CliError(
        'GV_USAGE',
        '--raw gives bytes as they are, which a terminal might obey; send them to a file: `> line.json`.',
      );
    shell.rawOut(letter.bytes);
    return EXIT.fine;
  }
  if (flags.json === true) {
    printJson(shell, publicLetter(letter));
    return EXIT.fine;
  }
  shell.out(`${letter.id}  ${shell.paint('bold', letter.reason)}`);
  shell.out(`from     ${harmless(originText(letter.origin))}`);
  shell.out(`seen     ${instant(new Date(letter.seenAtMs).toISOString())} UTC`);
  shell.out(`wrong    ${harmless(letter.message)}`);
  shell.out(`size     ${bytes(letter.byteLength)}, SHA-256 ${letter.sha256}`);
  const hindrance = hindranceOf(letter);
  if (hindrance !== null) shell.out(`again    not as it is: ${hindrance}`);
  shell.out('');
  shell.out(escapedBytes(letter.bytes));
  return EXIT.fine;
}

export async function replayDeadLetters(
  ids: readonly string[],
  flags: DeadLetterReplayFlags,
  shell: Shell,
): Promise<number> {
  const lines =
    flags.edit === undefined ? await letterLines(ids, flags, shell) : await editedLines(ids, flags.edit, flags, shell);
  if (lines.length === 0) {
    shell.notice('There is nothing to send.');
    return EXIT.fine;
  }
  const faults = new FirstNotices(shell.notice);
  const onRejected = ({ origin, reason, message }: Rejected<string>) =>
    faults.tell(`${harmless(origin)}: ${reason}: ${harmless(message)}`);
  const url = flags.url ?? (await openDoor(flags));
  const sums =
    url === undefined
      ? await sendIntoDataSet(dataDirOf(shell, flags.dataDir), lines, shell, onRejected)
      : await sendTo(url, lines, shell, onRejected);
  faults.end('; `grapevine dead-letters list` has them.');
  printSums(sums, flags, shell);
  return sums.rejected > 0 ? EXIT.deadLettered : EXIT.fine;
}

async function letterLines(
  ids: readonly string[],
  flags: DeadLetterReplayFlags,
  shell: Shell,
): Promise<readonly SentLine<string>[]> {
  if (flags.all !== true && ids.length === 0) {
    throw new CliError(
      'GV_USAGE',
      'name the dead letters by their ids, or all with --all, or a file of repaired lines with --edit.',
    );
  }
  if (flags.reason !== undefined && flags.all !== true)
    throw new CliError('GV_USAGE', '--reason picks among --all; ids pick by themselves.');
  const lines: SentLine<string>[] = [];
  const leftOut = new FirstNotices(shell.notice);
  for (const letter of await chosenLetters(ids, flags, shell)) {
    const line = lineOf(letter, flags.set ?? []);
    if (typeof line !== 'string') lines.push({ bytes: line, origin: letter.id });
    else leftOut.tell(`${letter.id.slice(0, SHOWN_ID)} is left out: ${line}.`);
  }
  leftOut.end(' left out.');
  return lines;
}

async function chosenLetters(
  ids: readonly string[],
  flags: DeadLetterReplayFlags,
  shell: Shell,
): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  if (flags.all !== true) {
    for (const id of ids) letters.push(await letterOf(id, flags, shell));
    return letters;
  }
  // What was sent again and refused again has a letter for each time; its content goes once.
  const contents = new Set<string>();
  for await (const letter of storedLetters(flags, shell)) {
    if (flags.reason !== undefined && letter.reason !== flags.reason) continue;
    if (!contents.has(letter.sha256)) letters.push(letter);
    contents.add(letter.sha256);
  }
  return letters;
}

/** What is sent of a letter, or why nothing can be. */
function lineOf(letter: DeadLetter, settings: readonly Setting[]): Uint8Array | string {
  const hindrance = hindranceOf(letter);
  if (hindrance !== null) return hindrance;
  // Line ends within an original would make two of one.
  if (settings.length === 0) return Buffer.from(letter.bytes).filter((byte) => byte !== 0x0a);
  return repaired(letter.bytes, settings) ?? 'it is no JSON object whose fields could be set; repair it by --edit';
}

async function editedLines(
  ids: readonly string[],
  edited: string,
  { all, set }: DeadLetterReplayFlags,
  shell: Shell,
): Promise<readonly SentLine<string>[]> {
  if (all === true || set !== undefined || ids.length > 0) {
    throw new CliError(
      'GV_USAGE',
      '--edit sends the lines of its file and nothing else; leave ids, --all and --set out.',
    );
  }
  const [file] = replayFiles(shell, [edited], undefined);
  const lines: SentLine<string>[] = [];
  for await (const batch of readNdjson(file?.path ?? edited)) {
    for (const entry of batch) {
      if (entry.kind === 'bytes')
        lines.push({ bytes: Uint8Array.from(entry.bytes), origin: `${edited}:${entry.line}` });
      else if (entry.kind === 'refused') throw new CliError('GV_USAGE', `${edited}:${entry.line}: ${entry.message}`);
    }
  }
  return lines;
}

async function sendTo(
  url: string,
  lines: readonly SentLine<string>[],
  shell: Shell,
  onRejected: (rejected: Rejected<string>) => void,
): Promise<SendingSums> {
  const onWait = (seconds: number) => shell.notice(`It asks to wait for ${howMany(seconds, 'second')}.`);
  const client = new IngestClient<string>({ url, apiKey: apiKeyFor(url, shell), stop: shell.stop, onRejected, onWait });
  for (const line of lines) await client.add(line);
  await client.flush();
  return client.sums;
}

/** Where the lines go when no address is given; `undefined`: into the data set itself. */
async function openDoor({ dataDir, engine }: DeadLetterReplayFlags): Promise<string | undefined> {
  const isOpen = dataDir === undefined && (await isDoorOpen(DEFAULT_INGEST_URL));
  if (isOpen) return DEFAULT_INGEST_URL;
  if (engine === 'embedded') return undefined;
  throw new CliError('GV_NO_ANSWER', `no ingest door answers at ${DEFAULT_INGEST_URL}; start it, or name it by --url.`);
}

async function letterOf(id: string, place: LetterPlace, shell: Shell): Promise<DeadLetter> {
  const found: DeadLetter[] = [];
  for await (const letter of storedLetters(place, shell)) if (letter.id.startsWith(id)) found.push(letter);
  const [only, ...more] = found;
  if (only === undefined)
    throw new CliError('GV_USAGE', `there is no dead letter ${harmless(id)}; \`dead-letters list\` shows them.`);
  if (more.length > 0)
    throw new CliError('GV_USAGE', `${found.length} dead letters begin with ${harmless(id)}; write more of the id.`);
  return only;
}

/** Whether an ingest door answers there: it knows POST only. */
async function isDoorOpen(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/interactions`, { redirect: 'error', signal: AbortSignal.timeout(1500) });
    await response.body?.cancel();
    return response.status === 405;
  } catch {
    return false;
  }
}

function publicLetter({ bytes: kept, seenAtMs, ...letter }: DeadLetter) {
  const text = Buffer.from(kept).toString('utf8');
  return {
    ...letter,
    seenAt: new Date(seenAtMs).toISOString(),
    preview: text.slice(0, PREVIEW),
    original: Buffer.from(kept).toString('base64'),
  };
}
