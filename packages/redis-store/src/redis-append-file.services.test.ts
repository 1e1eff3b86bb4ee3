/** Redis's file of appends, cut at each byte of its last commit: what a crash or a torn write leaves of it. */
import type { StateChanges } from '@grapevine/engine/ports/state-store.ts';
import '@grapevine/test-services/provided-services.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openRedisStore } from './redis-store.ts';

const SCOPE = 'tally/3';
const FILE = '/data/appendonlydir/appendonly.aof.1.incr.aof';
const WHOLE = '/tmp/whole.aof';
const ARGUMENTS = ['--appendonly', 'yes', '--appendfsync', 'always', '--enable-debug-command', 'yes'];
/** Has Redis load the file at each length from `$1` to `$2`, as at a start, and say what it then has. */
const CUTS = `
for length in $(seq $1 $2); do
  head -c $length ${WHOLE} > ${FILE}
  echo "cut $length"
  printf 'DEBUG LOADAOF\\nHGET gv:{t3}:state position\\nHGET gv:{t3}:state commit\\nHGETALL gv:{t3}:row:f\\n' | redis-cli
done`;

test('a file of appends that was cut anywhere in the last commit has the one before, whole, and is folded on from there', async (context) => {
  if (inject('services') === null) return context.skip('Docker absent: no Redis can be started');
  const redis = await startRedis({ args: ARGUMENTS });
  onTestFinished(() => redis.stop());
  const store = await openRedisStore({ address: { kind: 'node', url: redis.url } });
  onTestFinished(() => store.close());
  const length = async () => Number(await redis.exec(['stat', '-c', '%s', FILE]));

  const old = await store.acquire(SCOPE);
  for (const position of [1, 2]) await old.commit(position, rows(position));
  const before = await length();
  await old.commit(3, rows(3));
  const after = await length();
  await redis.exec(['cp', FILE, WHOLE]);

  const said = await redis.exec(['sh', '-c', CUTS, 'cuts', `${before}`, `${after}`]);
  const found = said.split(/^cut \d+\n/m).slice(1);
  expect(found).toHaveLength(after - before + 1);
  const [whole, ...cut] = [...found].reverse();
  // A row, then its bytes; the commit's id ends in its number.
  expect(whole).toMatch(/^OK\n3\n\S+\.3\n1\none\n2\none\n3\none\n/);
  // To load less than is there is an error to this command, and a warning at a start.
  const left = cut.map((each) =>
    each.replace(/^(?:OK|ERR Error trying to load the AOF files, check server logs\.\n)\n/, ''),
  );
  expect([...new Set(left)]).toEqual([expect.stringMatching(/^2\n\S+\.2\n1\none\n2\none\n$/)]);

  await redis.exec(['sh', '-c', `head -c ${after - 7} ${WHOLE} > ${FILE}`]);
  await redis.kill();
  await redis.restart();
  await expect(old.commit(4, rows(4))).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  const next = await store.acquire(SCOPE);
  expect(next.position).toBe(2);
  for (const position of [3, 4]) await next.commit(position, rows(position));
  expect((await next.scan('f')).map(({ key }) => key).sort()).toEqual(['1', '2', '3', '4']);
});

function rows(position: number): StateChanges {
  return { drops: [], puts: [{ family: 'f', key: `${position}`, bytes: Buffer.from('one') }], deletes: [] };
}
