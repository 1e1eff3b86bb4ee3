/**
 * What the fence costs: the same commits by the script that compares owner, epoch and commit before it writes, and by the
 * same script without the comparison, side by side again and again in one run. CPU of Redis itself, and of who sends, as
 * the median of the pairs' ratios. The fenced script stands there twice: what its two copies differ by is noise, and a
 * figure within it says nothing.
 *
 *   npm run bench -- fence [--rounds 200] [--commits 40] [--bytes 250]
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commitPlan } from '@grapevine/redis-store/commit-plan.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import { ScopeKeys } from '@grapevine/redis-store/scope-keys.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { Redis } from 'ioredis';
import { quantile, rounded } from './measuring/cost.ts';
import { medianOfPairs } from './measuring/paired.ts';
import { printReport } from './measuring/report.ts';

/** CPU of some commits, in µs. */
interface Used {
  readonly redisUs: number;
  /** With who sends. */
  readonly allUs: number;
}

const SCOPE = 'tally/0';
const NAMES = new ScopeKeys('gv', SCOPE);
/** The largest still goes in one call; of one in parts the fence is a smaller part. */
const ROWS_A_COMMIT = [10, 50, 200];
const KEY_SPACE = 200_000;
/** From the look at what is stored to the refusal. */
const COMPARISON = /local stored = [\s\S]*?return \{ 'FENCED'[^\n]*\nend\n/;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    commits: { type: 'string', default: '40' },
    bytes: { type: 'string', default: '250' },
  },
});
const [rounds, commits, bytes] = [Number(values.rounds), Number(values.commits), Number(values.bytes)];
const script = readFileSync(fileURLToPath(import.meta.resolve('@grapevine/redis-store/scripts/commit.lua')), 'utf8');
if (!COMPARISON.test(script)) throw new Error('commit.lua compares in another way than is known here');
const KINDS = ['fenced', 'unfenced', 'again'] as const;
type Kind = (typeof KINDS)[number];
const scripts: Readonly<Record<Kind, string>> = {
  fenced: script,
  unfenced: script.replace(COMPARISON, 'local unapplied = false\n'),
  again: `${script}\n-- again\n`,
};

const container = await startRedis({ args: ['--appendonly', 'yes'] });
const redis = new Redis(container.url);
const store = await openRedisStore({ address: { kind: 'node', url: container.url } });
const random = new Random(1);
try {
  // The state that the commits go by is made by the store itself.
  const { epoch } = await store.acquire(SCOPE);
  const owner = (await redis.hget(NAMES.state, 'owner')) ?? '';
  const format = (await redis.hget(NAMES.state, 'format')) ?? '';
  let [last, number] = [(await redis.hget(NAMES.state, 'commit')) ?? '', 0];
  const commitBy = async (kind: Kind, rows: number): Promise<void> => {
    const puts = Array.from({ length: rows }, () => ({
      family: 'posts',
      key: `bluesky:3k${(random.word() % KEY_SPACE).toString(36)}`,
      bytes: Buffer.alloc(bytes, number),
    }));
    const { commit, parts } = commitPlan(NAMES, { drops: [], puts, deletes: [] });
    if (parts.length > 0) throw new Error(`a commit of ${rows} rows goes in ${parts.length} parts: give fewer bytes`);
    number += 1;
    const id = `${owner}.${number}`;
    const args = [last, id, owner, `${epoch}`, `${number}`, format, '0', commit.bytes];
    const reply = await redis.call('EVALSHA', digests[kind], commit.keys.length, ...commit.keys, ...args);
    if (String(reply) !== 'OK') throw new Error(`the commit was answered by ${String(reply)}`);
    last = id;
  };
  const load = async (kind: Kind): Promise<string> => String(await redis.script('LOAD', scripts[kind]));
  const digests = { fenced: await load('fenced'), unfenced: await load('unfenced'), again: await load('again') };
  const results = [];
  for (const rows of ROWS_A_COMMIT) {
    const stretch = async (kind: Kind): Promise<Used> => {
      const [redisBefore, clientBefore] = [await redisCpuUs(), process.cpuUsage()];
      for (let nth = 0; nth < commits; nth++) await commitBy(kind, rows);
      const { user, system } = process.cpuUsage(clientBefore);
      const redisUs = (await redisCpuUs()) - redisBefore;
      return { redisUs, allUs: redisUs + user + system };
    };
    for (const kind of KINDS) await stretch(kind);
    const used: Record<Kind, Used[]> = { fenced: [], unfenced: [], again: [] };
    for (let round = 0; round < rounds; round++) {
      // Who goes first changes, so that what drifts meanwhile falls on all.
      for (let turn = 0; turn < KINDS.length; turn++) {
        const kind = KINDS[(round + turn) % KINDS.length] as Kind;
        used[kind].push(await stretch(kind));
      }
    }
    const compare = (kind: Kind, other: Kind, of: keyof Used) => {
      const pairs = used[kind].map((each, round) => [each[of], (used[other][round] as Used)[of]] as const);
      return {
        ratio: medianOfPairs(pairs.map(([one, two]) => one / two)),
        usPerCommit: medianOfPairs(pairs.map(([one, two]) => (one - two) / commits)),
      };
    };
    const usPerCommit = (kind: Kind, of: keyof Used) =>
      rounded(
        (quantile(
          used[kind].map((each) => each[of]),
          0.5,
        ) ?? 0) / commits,
        1,
      );
    results.push({
      rows,
      fencedUsPerCommit: { redis: usPerCommit('fenced', 'redisUs'), all: usPerCommit('fenced', 'allUs') },
      ofRedis: { fence: compare('fenced', 'unfenced', 'redisUs'), noise: compare('fenced', 'again', 'redisUs') },
      ofAll: { fence: compare('fenced', 'unfenced', 'allUs'), noise: compare('fenced', 'again', 'allUs') },
    });
  }
  printReport('fence', { rounds, commits, bytes }, { results });
} finally {
  store.close();
  redis.disconnect();
  await container.stop();
}

/** Of the thread that runs the scripts. */
async function redisCpuUs(): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('used_cpu_user_main_thread') + seconds('used_cpu_sys_main_thread')) * 1e6;
}
