/**
 * What the fence costs: the same commits by the script that compares owner, epoch and commit before it writes, and by the
 * same script without the comparison, in turn, in one run. CPU of Redis itself, and of who sends.
 *
 *   node bench/src/fence.ts [--rounds 40] [--commits 50] [--bytes 250]
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
import { rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';

const SCOPE = 'tally/0';
const NAMES = new ScopeKeys('gv', SCOPE);
const ROWS_A_COMMIT = [10, 50, 250];
const KEY_SPACE = 200_000;
/** From the look at what is stored to the refusal. */
const COMPARISON = /local stored = [\s\S]*?return \{ 'FENCED'[^\n]*\nend\n/;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    commits: { type: 'string', default: '50' },
    bytes: { type: 'string', default: '250' },
  },
});
const [rounds, commits, bytes] = [Number(values.rounds), Number(values.commits), Number(values.bytes)];
const script = readFileSync(fileURLToPath(import.meta.resolve('@grapevine/redis-store/scripts/commit.lua')), 'utf8');
if (!COMPARISON.test(script)) throw new Error('commit.lua compares in another way than is known here');
const scripts = { fenced: script, unfenced: script.replace(COMPARISON, 'local unapplied = false\n') };

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
  const commitBy = async (kind: keyof typeof scripts, rows: number): Promise<void> => {
    const puts = Array.from({ length: rows }, () => ({
      family: 'posts',
      key: `bluesky:3k${(random.word() % KEY_SPACE).toString(36)}`,
      bytes: Buffer.alloc(bytes, number),
    }));
    const { commit } = commitPlan(NAMES, { drops: [], puts, deletes: [] }, []);
    number += 1;
    const id = `${owner}.${number}`;
    const args = [last, id, owner, `${epoch}`, `${number}`, format, '0', commit.bytes];
    const reply = await redis.call('EVALSHA', digests[kind], commit.keys.length, ...commit.keys, ...args);
    if (String(reply) !== 'OK') throw new Error(`the commit was answered by ${String(reply)}`);
    last = id;
  };
  const digests = {
    fenced: String(await redis.script('LOAD', scripts.fenced)),
    unfenced: String(await redis.script('LOAD', scripts.unfenced)),
  };
  const results = [];
  for (const rows of ROWS_A_COMMIT) {
    const used = { fenced: { redisUs: 0, clientUs: 0 }, unfenced: { redisUs: 0, clientUs: 0 } };
    for (const kind of ['fenced', 'unfenced'] as const)
      for (let nth = 0; nth < commits; nth++) await commitBy(kind, rows);
    for (let round = 0; round < rounds; round++) {
      // Who goes first changes, so that what drifts meanwhile falls on both.
      const turn = round % 2 === 0 ? (['fenced', 'unfenced'] as const) : (['unfenced', 'fenced'] as const);
      for (const kind of turn) {
        const [redisBefore, clientBefore] = [await redisCpuUs(), process.cpuUsage()];
        for (let nth = 0; nth < commits; nth++) await commitBy(kind, rows);
        const client = process.cpuUsage(clientBefore);
        used[kind].clientUs += client.user + client.system;
        used[kind].redisUs += (await redisCpuUs()) - redisBefore;
      }
    }
    const perCommit = (us: number) => rounded(us / (rounds * commits), 1);
    const sum = ({ redisUs, clientUs }: { readonly redisUs: number; readonly clientUs: number }) => redisUs + clientUs;
    results.push({
      rows,
      redisUsPerCommit: { fenced: perCommit(used.fenced.redisUs), unfenced: perCommit(used.unfenced.redisUs) },
      clientUsPerCommit: { fenced: perCommit(used.fenced.clientUs), unfenced: perCommit(used.unfenced.clientUs) },
      redisRatio: rounded(used.fenced.redisUs / used.unfenced.redisUs, 3),
      ratio: rounded(sum(used.fenced) / sum(used.unfenced), 3),
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
