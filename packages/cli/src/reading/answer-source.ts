/**
 * Where reading commands get their answers: a running instance, asked by HTTP, or a stopped one's data set, opened for
 * reading only. Both answer the same requests in the same words, since the data set is read by the api's own endpoints.
 *
 *     --data-dir D     that data set                    --url U     that instance
 *     neither          the instance at the default address; if none answers, the default data directory
 */

import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { ActionMethod } from '@grapevine/http-api/endpoint.ts';
import { CliError } from '../cli-error.ts';
import { apiKeyFor } from '../settings/api-key-for.ts';
import { configurationIfAny } from '../settings/configuration-file.ts';
import { dataDirOf, hasData, replaysIn, shownPath } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import { instanceAt, isAnswering } from './instance-source.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8080';

export interface SourceFlags {
  readonly url?: string;
  readonly dataDir?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface AnswerSource {
  /** Whether it still grows. */
  readonly isLive: boolean;
  /** In which language the brand team reads: of the configuration; of an instance, of the one that lies here. */
  readonly locale: Configuration['locale'];
  /** By whose clock people are told times: that of the configuration; of an instance UTC, since it does not say. */
  readonly timeZone: string;
  /** The body of the answer. Refuses (`GV_REFUSED`) with the words of the problem that it gets. */
  get<T>(path: string, query?: Query): Promise<T>;
  /** Does something, by a body; refuses likewise. */
  act<T>(method: ActionMethod, path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

/** What a command does with its source: a data set that is acted upon belongs to the command alone meanwhile. */
export type Access = 'read' | 'act';

/** Runs `use` with the source that the flags ask for, and closes it. */
export async function withAnswers(
  flags: SourceFlags,
  shell: Shell,
  use: (source: AnswerSource) => Promise<number>,
  access: Access = 'read',
): Promise<number> {
  const source = await openSource(flags, shell, access);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function openSource(flags: SourceFlags, shell: Shell, access: Access): Promise<AnswerSource> {
  if (flags.url !== undefined && flags.dataDir !== undefined) {
    throw new CliError(
      'GV_USAGE',
      '--url asks a running instance and --data-dir opens a stopped one; give one of them.',
    );
  }
  const locale = () => configurationIfAny(shell, flags.config)?.configuration.locale ?? 'en';
  if (flags.url !== undefined) return instanceAt(flags.url, { apiKey: apiKeyFor(flags.url, shell), locale });
  if (flags.dataDir !== undefined) return stopped(flags, shell, { dataDir: dataDirOf(shell, flags.dataDir), access });
  if (await isAnswering(DEFAULT_URL)) {
    return instanceAt(DEFAULT_URL, { apiKey: apiKeyFor(DEFAULT_URL, shell), locale });
  }
  const dataDir = dataDirOf(shell, undefined);
  if (hasData(dataDir)) {
    const doing = access === 'read' ? 'reading' : 'acting on';
    shell.notice(`No instance answers at ${DEFAULT_URL}; ${doing} the data in ${shownPath(shell, dataDir)}.`);
    return stopped(flags, shell, { dataDir, access });
  }
  throw nothingToRead(shell, dataDir);
}

async function stopped(
  flags: SourceFlags,
  shell: Shell,
  of: { readonly dataDir: string; readonly access: Access },
): Promise<AnswerSource> {
  const { openDataSet } = await import('./data-set-source.ts');
  return openDataSet({ ...of, configFlag: flags.config, shell });
}

function nothingToRead(shell: Shell, dataDir: string): CliError {
  const replays = replaysIn(dataDir);
  const found = replays.map((replay) => `  --data-dir ${shownPath(shell, replay)}`).slice(0, 10);
  return new CliError(
    'GV_NO_ANSWER',
    [
      `no instance answers at ${DEFAULT_URL}, and there is no data in ${shownPath(shell, dataDir)}.`,
      'Start one (`grapevine up` or `grapevine demo`), or name another with --url, or a data set with --data-dir.',
      ...(found.length === 0 ? [] : ['These replays are here:', ...found]),
    ].join('\n'),
  );
}
