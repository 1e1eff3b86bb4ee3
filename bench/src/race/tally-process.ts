/**
 * The tally service's work as a process that is measured: the same log, store, runner and batches, for given partitions
 * in place of a share; or, in its place, the race's job alone. Says, a line each, when so many records are committed; ends when its standard input does.
 *
 *   node tally-process.ts OPTIONS     JSON of TallyProcessOptions
 */
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { FoldingRoom } from '@grapevine/engine/runtime/folding-room.ts';
import { PartitionRunner } from '@grapevine/engine/runtime/partition-runner.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import {
  CACHED_POSTS,
  FOLDED_AT_ONCE,
  pause,
  STAGE_BATCH,
  TALLY_COMMITS,
  TALLY_PACE_MS,
} from '@grapevine/service-kit/stage-batch.ts';
import { gatedLog } from './gated-log.ts';
import { plainWork } from './plain-work.ts';

export interface TallyProcessOptions {
  readonly work: 'tally' | 'plain';
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly topicPrefix: string;
  readonly redisUrl: string;
  readonly namespace: string;
  readonly group: string;
  readonly partitions: readonly number[];
  /** Of each of them: where the warm-up ends. */
  readonly warmUpEnds: readonly number[];
  /** Ascending. */
  readonly marks: readonly number[];
}

const options = JSON.parse(process.argv[2] as string) as TallyProcessOptions;
const { work, brokers, registryUrl, topicPrefix, redisUrl, namespace, group, partitions, warmUpEnds, marks } = options;
const log = openKafkaLog({
  brokers,
  clientId: 'race',
  registry: { url: registryUrl },
  schemas: LOG_SCHEMAS,
  topicPrefix,
  replicationFactor: 1,
  nowMs: Date.now,
});
const store = await openRedisStore({ address: { kind: 'node', url: redisUrl }, namespace });

const { promise: opened, resolve: open } = Promise.withResolvers<void>();
const gated = gatedLog(log, {
  warmUpEnd: (partition) => warmUpEnds[partitions.indexOf(partition)] ?? 0,
  opened,
});
let committed = 0;
let next = 0;
function onCommit({ records }: { readonly records: number }): void {
  committed += records;
  const before = next;
  while (next < marks.length && committed >= (marks[next] as number)) next += 1;
  if (next > before) process.stdout.write(`${committed}\n`);
  if (next > 0) open();
}

const runner = {
  log: gated,
  store,
  ...STAGE_BATCH,
  ...(work === 'tally' && TALLY_COMMITS),
  room: new FoldingRoom(FOLDED_AT_ONCE),
  paceMs: TALLY_PACE_MS,
  pause,
  nowMs: Date.now,
  onCommit,
};
const stop = new AbortController();
const cachedPosts = () => CACHED_POSTS / partitions.length;
const workOf = (partition: number) => {
  return work === 'tally' ? tallyWork(partition, [group], cachedPosts) : plainWork(partition);
};
const running = Promise.all(
  partitions.map((partition) => new PartitionRunner(workOf(partition), runner).run(stop.signal)),
);
process.stdin.resume().once('end', () => stop.abort());
await running;
await log.close();
store.close();
