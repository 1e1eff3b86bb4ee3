/** What `doctor` looks at. Each look is independent: one that fails hides none of the others. */
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import { MAX_POSTS } from '@grapevine/core/stages/tally/posts.ts';
import { LATE_HOURS_KEPT_MS } from '@grapevine/core/windows/lateness.ts';
import { DAY_MS } from '@grapevine/core/windows/pane.ts';
import { LOCK_FILE } from '@grapevine/embedded/data-dir-lock.ts';
import { openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import type { EngineName } from '../live/engine-names.ts';
import { DEFAULT_URL } from '../reading/answer-source.ts';
import { isAnswering } from '../reading/instance-source.ts';
import { AUTHOR_KEY_FILE, givenAuthorKey } from '../settings/author-key.ts';
import { type ConfigurationFile, readConfiguration } from '../settings/configuration-file.ts';
import { dataDirOf, hasData, keptConfiguration, shownPath } from '../settings/data-set.ts';
import { doorOf } from '../settings/keys-in-use.ts';
import type { Shell } from '../shell.ts';
import { bytes, grouped, howMany } from '../terminal/wording.ts';
import type { Finding } from './finding.ts';
import { keysFinding } from './keys-finding.ts';
import { serverFindings } from './server-findings.ts';

const LEAST_NODE = 24;
const SCARCE_BYTES = 1024 ** 3;
const TOO_FEW_BYTES = 100 * 1024 ** 2;
const PORTS = [8080, 8090] as const;
/** statfs(2): NFS, SMB, CIFS, 9p, where file locks and shared memory do not hold what LMDB needs. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997]);

export async function findings(
  flags: { readonly config?: string; readonly dataDir?: string; readonly engine: EngineName },
  shell: Shell,
): Promise<readonly Finding[]> {
  if (flags.engine === 'kafka') {
    const [configuration] = configurationFinding(flags.config, shell);
    return [nodeFinding(), configuration, ...(await serverFindings(shell))];
  }
  const dataDir = dataDirOf(shell, flags.dataDir);
  const [configuration, file] = configurationFinding(flags.config, shell);
  const holder = lockHolder(dataDir);
  return [
    nodeFinding(),
    configuration,
    directoryFinding(dataDir, shell),
    spaceFinding(dataDir),
    lockFinding(dataDir, holder),
    keyFinding(dataDir, shell),
    keysFinding(doorOf(shell, dataDir).keysFile, { isNeeded: false, shell }),
    ...(await dataFindings(dataDir, file, shell)),
    retentionFinding(),
    ...(await Promise.all(PORTS.map((port) => portFinding(port)))),
  ];
}

function nodeFinding(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const text = `Node ${process.versions.node}`;
  if (major >= LEAST_NODE) return { subject: 'node', state: 'ok', text };
  return { subject: 'node', state: 'fail', text, advice: `start it by ./grapevine, which brings Node ${LEAST_NODE}` };
}

function configurationFinding(flag: string | undefined, shell: Shell): readonly [Finding, ConfigurationFile | null] {
  try {
    const file = readConfiguration(shell, flag);
    const { brands, group } = file.configuration;
    const text = `${file.file}: group ${group}, ${howMany(brands.length, 'brand')}`;
    return [{ subject: 'configuration', state: 'ok', text }, file];
  } catch (error) {
    const text = messageOf(error).split('\n')[0] ?? '';
    const advice = '`grapevine check` shows every fault; `grapevine check --example` prints one to begin with';
    return [{ subject: 'configuration', state: 'fail', text, advice }, null];
  }
}

function directoryFinding(dataDir: string, shell: Shell): Finding {
  const subject = 'data directory';
  const shown = shownPath(shell, dataDir);
  const place = existing(dataDir);
  try {
    if (!statSync(place).isDirectory()) throw new Error('it is not a folder');
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
    if (NETWORK_FILE_SYSTEMS.has(statfsSync(place).type)) {
      const text = `${shown} lies on a network file system`;
      return { subject, state: 'fail', text, advice: 'use a local disk: the database is not safe there' };
    }
    const text = place === dataDir ? `${shown} can be read and written` : `${shown} will be made at the first start`;
    return { subject, state: 'ok', text };
  } catch (error) {
    const text = `${shown} cannot be used: ${messageOf(error)}`;
    return { subject, state: 'fail', text, advice: 'give this user the right to it, or name another with --data-dir' };
  }
}

function spaceFinding(dataDir: string): Finding {
  const subject = 'space';
  try {
    const { bavail, bsize } = statfsSync(existing(dataDir));
    const free = bavail * bsize;
    const text = `${bytes(free)} free`;
    if (free < TOO_FEW_BYTES) return { subject, state: 'fail', text, advice: 'make room: writing will fail soon' };
    if (free < SCARCE_BYTES) return { subject, state: 'warn', text, advice: 'make room before it runs out' };
    return { subject, state: 'ok', text };
  } catch (error) {
    return { subject, state: 'warn', text: `not known: ${messageOf(error)}` };
  }
}

interface Holder {
  readonly pid: number;
  readonly isAlive: boolean;
}

function lockHolder(dataDir: string): Holder | null {
  try {
    const { pid } = JSON.parse(readFileSync(join(dataDir, LOCK_FILE), 'utf8')) as { readonly pid: number };
    return { pid, isAlive: isAlive(pid) };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lockFinding(dataDir: string, holder: Holder | null): Finding {
  const subject = 'lock';
  if (holder === null)
    return { subject, state: 'ok', text: hasData(dataDir) ? 'free: no instance runs' : 'no data yet' };
  if (holder.isAlive) return { subject, state: 'ok', text: `held by process ${holder.pid}, which runs` };
  return { subject, state: 'ok', text: `left by process ${holder.pid}, which has ended; the next start takes it over` };
}

function keyFinding(dataDir: string, shell: Shell): Finding {
  const subject = 'author key';
  try {
    if (givenAuthorKey(shell) !== null) return { subject, state: 'ok', text: 'given by the environment' };
  } catch (error) {
    return { subject, state: 'fail', text: messageOf(error) };
  }
  const file = join(dataDir, AUTHOR_KEY_FILE);
  if (!existsSync(file))
    return { subject, state: 'ok', text: 'none yet; `up` makes a random one and keeps it with the data' };
  const others = statSync(file).mode & 0o077;
  const text = `kept with the data, in ${AUTHOR_KEY_FILE}`;
  if (others === 0) return { subject, state: 'ok', text };
  return {
    subject,
    state: 'warn',
    text: `${text}, which others may read`,
    advice: `chmod 600 ${shownPath(shell, file)}`,
  };
}

async function dataFindings(
  dataDir: string,
  file: ConfigurationFile | null,
  shell: Shell,
): Promise<readonly Finding[]> {
  if (!hasData(dataDir)) return [];
  try {
    const embedded = await openEmbeddedReadOnly({ dataDir });
    try {
      const format: Finding = { subject: 'format', state: 'ok', text: 'this version reads it' };
      const group = (keptConfiguration(dataDir) ?? file)?.configuration.group;
      if (group === undefined) return [format];
      const snapshot = await embedded.store.snapshot(radarScope(group));
      try {
        const status = await readStatus(snapshot);
        if (status.kind === 'no-data') return [format, { subject: 'sums', state: 'ok', text: 'nothing counted yet' }];
        const { accounts } = status.completeness;
        const text = `${grouped(accounts.read)} records read, ${grouped(accounts.counted)} counted on time`;
        const sums: Finding = status.isBalanced
          ? { subject: 'sums', state: 'ok', text: `${text}; every one has an outcome` }
          : {
              subject: 'sums',
              state: 'fail',
              text: `${text}; the outcomes do not add up`,
              advice: 'this is a fault of Grapevine, please report it',
            };
        return [format, sums, ...roomFindings(accounts.passedOver)];
      } finally {
        snapshot.close();
      }
    } finally {
      await embedded.close();
    }
  } catch (error) {
    const advice = `restore ${shownPath(shell, dataDir)} from a copy, or name another with --data-dir`;
    return [{ subject: 'format', state: 'fail', text: messageOf(error), advice }];
  }
}

/** Nothing where all posts are remembered. */
function roomFindings(passedOver: number): readonly Finding[] {
  if (passedOver === 0) return [];
  return [
    {
      subject: 'posts',
      state: 'warn',
      text: `${grouped(passedOver)} were counted and not remembered: a partition remembers ${grouped(MAX_POSTS)} of seven days`,
      advice: 'find out whether a source sends random ids; `top` and later acts on these posts lack them',
    },
  ];
}

/** State never remembers longer than half of what its log keeps (law 5). */
function retentionFinding(): Finding {
  const subject = 'retention';
  const keptDays = TOPICS.interactions.keptMs / DAY_MS;
  const neededDays = (2 * LATE_HOURS_KEPT_MS) / DAY_MS;
  const text = `interactions are kept ${keptDays} days, and posts remembered ${neededDays / 2}`;
  if (keptDays >= neededDays) return { subject, state: 'ok', text };
  return { subject, state: 'fail', text, advice: `keep interactions at least ${neededDays} days` };
}

async function portFinding(port: number): Promise<Finding> {
  const subject = `port ${port}`;
  if (await isFree(port)) return { subject, state: 'ok', text: 'free' };
  const isOurs = port === PORTS[0] ? await isAnswering(DEFAULT_URL) : await isDoor(port);
  if (isOurs) return { subject, state: 'ok', text: 'a running Grapevine has it' };
  const option = port === PORTS[0] ? '--port' : '--ingest-port';
  return { subject, state: 'warn', text: 'another program has it', advice: `start with another ${option}` };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function isDoor(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/interactions`, {
      redirect: 'error',
      signal: AbortSignal.timeout(1500),
    });
    await response.body?.cancel();
    return response.status === 405;
  } catch {
    return false;
  }
}

/** The nearest folder above that is there. */
function existing(path: string): string {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
