/**
 * The same records on more partitions, in a set of topics of its own. A key's partition of 64 is known by its partition of
 * 8 (both are the hash's remainder), so each partition is dealt out to eight, its marks to all of these, in their order.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { registerSchemas } from '@grapevine/kafka-log/values/schema-registration.ts';
import { fieldOf, recordsOn, type Track, trackLog } from './track.ts';

const READ_LIMIT = { maxRecords: 8192, maxBytes: 4 << 20 };

/** `partitions`: a multiple of those that `track` has. */
export async function onSpreadTrack<T>(
  track: Track,
  partitions: number,
  use: (spread: Track) => Promise<T>,
): Promise<T> {
  const topicPrefix = `race${partitions}.`;
  const log = trackLog({ ...track, topicPrefix });
  try {
    await registerSchemas({ url: track.registryUrl }, LOG_SCHEMAS, topicPrefix);
    for (const { topic, partitions: usual, compacted } of Object.values(TOPICS)) {
      await log.ensureTopic(topic, { partitions: topic === TOPICS.interactions.topic ? partitions : usual, compacted });
    }
    const spread = { ...track, topicPrefix, log, partitions };
    await dealOut(track, spread, (partition) => [0, track.ends[partition]?.warmUp ?? 0]);
    const warmUp = await recordsOn(log, partitions);
    await dealOut(track, spread, (partition) => {
      const { warmUp: from = 0, all = 0 } = track.ends[partition] ?? {};
      return [from, all];
    });
    return await use({ ...spread, ...fieldOf([warmUp, await recordsOn(log, partitions)]) });
  } finally {
    await log.close();
  }
}

type Range = readonly [from: number, end: number];

async function dealOut(track: Track, spread: Track, rangeOf: (partition: number) => Range): Promise<void> {
  const { topic } = TOPICS.interactions;
  for (let partition = 0; partition < track.partitions; partition++) {
    const [from, end] = rangeOf(partition);
    for (let offset = from; offset < end; ) {
      const maxRecords = Math.min(READ_LIMIT.maxRecords, end - offset);
      const batch = await track.log.read(topic, partition, offset, { ...READ_LIMIT, maxRecords });
      const dealt = new Map<number, LogRecord[]>();
      for (let to = partition; to < spread.partitions; to += track.partitions) dealt.set(to, []);
      for (const { key, value } of batch.records) {
        if (key === null) for (const records of dealt.values()) records.push({ key, value });
        else dealt.get(partitionOf(key, spread.partitions))?.push({ key, value });
      }
      await spread.log.append([...dealt].map(([to, records]) => ({ topic, partition: to, records })));
      offset = batch.nextOffset;
    }
  }
}
