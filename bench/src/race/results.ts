/** What each racer has left behind, as counts: Kafka Streams in Redis; Grapevine in its rows there and in its pulses. */
import { counterIndex } from '@grapevine/core/metrics/counters.ts';
import type { OnTimeSlot } from '@grapevine/core/model/pulse.ts';
import { POST_CODEC } from '@grapevine/core/stages/tally/post-state.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { StateStore } from '@grapevine/engine/ports/state-store.ts';
import { decodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { tallyScope } from '@grapevine/engine/runtime/tally-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { Redis } from 'ioredis';
import { countsAt, type KindCounts, noCounts, paneKey, RACE_KINDS, type RaceCounts, type RaceKind } from './counts.ts';

const READ_LIMIT = { maxRecords: 1000, maxBytes: 8 << 20 };
const KEYS_A_SCAN = 5000;
/** A post is not its own mention. */
const KINDS_OF_POST = RACE_KINDS.filter((kind) => kind !== 'mentions');

export interface TallyResult {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly partitions: number;
  /** Where the pulses of this run begin. */
  readonly pulsesFrom: number;
  /** Platforms that occur. */
  readonly platforms: ReadonlySet<string>;
}

export async function countsOfTally({
  log,
  store,
  partitions,
  pulsesFrom,
  platforms,
}: TallyResult): Promise<RaceCounts> {
  const counts = noCounts();
  for (let partition = 0; partition < partitions; partition++) {
    const snapshot = await store.snapshot(tallyScope(partition));
    for (const platform of platforms) {
      for (const { bytes } of await snapshot.scan(`post:${platform}`)) {
        const state = POST_CODEC.decode(bytes);
        if (state.counts.every((count) => count === 0)) continue;
        addVector(countsAt(counts.posts, `${platform}:${state.post}`), state.counts, KINDS_OF_POST);
      }
    }
    snapshot.close();
  }
  for (const { brand, startMs, counters } of await newestSlots(log, pulsesFrom)) {
    addVector(countsAt(counts.panes, paneKey(brand, startMs)), counters.vector, RACE_KINDS);
  }
  return counts;
}

/** Of each partition, brand and pane the slot of the newest version: what radar would keep. */
async function newestSlots(log: EventLog, from: number): Promise<readonly OnTimeSlot[]> {
  const { topic } = TOPICS.pulses;
  const slots = new Map<string, { readonly version: number; readonly slot: OnTimeSlot }>();
  const { endOffset } = await log.bounds(topic, 0);
  for (let offset = from; offset < endOffset; ) {
    const { records, nextOffset } = await log.read(topic, 0, offset, READ_LIMIT);
    for (const { value } of records) {
      const pulse = decodePulse(value as Uint8Array);
      if (pulse.late.length > 0) throw new Error('the load has no late events, and some were counted as late');
      for (const slot of pulse.onTime) {
        const name = `${pulse.partition} ${paneKey(slot.brand, slot.startMs)}`;
        const known = slots.get(name);
        if (known === undefined || known.version <= pulse.offset) slots.set(name, { version: pulse.offset, slot });
      }
    }
    offset = nextOffset;
  }
  return [...slots.values()].map(({ slot }) => slot);
}

function addVector(to: KindCounts, vector: ArrayLike<number>, kinds: readonly RaceKind[]): void {
  for (const kind of kinds) to[kind] += vector[counterIndex(kind)] as number;
}

/** `race:post:<platform>:<post>` and `race:pane:<partition>:<start>:<brand>`, hashes of totals by kind. */
export async function countsOfPeer(redisUrl: string): Promise<RaceCounts> {
  const counts = noCounts();
  const redis = new Redis(redisUrl);
  try {
    // SCAN may give a key twice.
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, found] = await redis.scan(cursor, 'MATCH', 'race:*', 'COUNT', KEYS_A_SCAN);
      const keys = found.filter((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      const rows = await Promise.all(keys.map((key) => redis.hgetall(key)));
      for (const [index, row] of rows.entries()) addRow(counts, keys[index] as string, row);
      cursor = next;
    } while (cursor !== '0');
  } finally {
    redis.disconnect();
  }
  return counts;
}

function addRow(counts: RaceCounts, key: string, row: Readonly<Record<string, string>>): void {
  const [, table, first, second, ...rest] = key.split(':');
  const to =
    table === 'post'
      ? countsAt(counts.posts, [first, second, ...rest].join(':'))
      : countsAt(counts.panes, paneKey(rest.join(':'), Number(second)));
  // Of a pane each partition has its part.
  for (const kind of RACE_KINDS) to[kind] += Number(row[kind] ?? 0);
}
