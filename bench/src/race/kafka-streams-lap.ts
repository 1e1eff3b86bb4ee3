/** One lap of the job in Kafka Streams, as a new application, and its result compared. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { Kafka, logLevel } from 'kafkajs';
import { compareCounts } from './counts.ts';
import type { Lap } from './grapevine-lap.ts';
import { run } from './racer.ts';
import { countsOfPeer } from './results.ts';
import type { Track } from './track.ts';

const PROJECT = fileURLToPath(new URL('../../race/kafka-streams/', import.meta.url));
const CLASS_PATH = `${PROJECT}target/race.jar:${PROJECT}target/libs/*`;
const JVM_OPTIONS = ['-Xms1g', '-Xmx1g', '-XX:+UseParallelGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** `null`: built; else why it cannot be. */
export function buildKafkaStreams(): string | null {
  for (const tool of ['java', 'mvn']) {
    if (spawnSync(tool, ['-version'], { stdio: 'ignore' }).status !== 0) return `there is no ${tool} here`;
  }
  const { status, stdout } = spawnSync('mvn', ['-q', '-B', 'package'], { cwd: PROJECT, encoding: 'utf8' });
  return status === 0 ? null : `Maven could not build it:\n${stdout.slice(-2000)}`;
}

export async function lapOfKafkaStreams(track: Track, round: number, threads: number): Promise<Lap> {
  const { brokers, topicPrefix, schemaId, redis, marks, servers, expected, records } = track;
  const topic = `${topicPrefix}${TOPICS.interactions.topic}`;
  const applicationId = `race-${round}`;
  const given = [brokers.join(','), topic, schemaId, redis.port, applicationId, threads, marks.join(',')];
  const args = [...JVM_OPTIONS, '-cp', CLASS_PATH, 'grapevine.race.Race', ...given.map(String)];
  const cost = await run({ name: 'Kafka Streams', command: 'java', args }, marks, servers);
  const numbersCompared = compareCounts('Kafka Streams', await countsOfPeer(redis.url), expected.given);
  const committed = await committedBy(applicationId, topic, brokers);
  if (committed !== records) throw new Error(`Kafka Streams: ${committed} of ${records} records are committed`);
  return { ...cost, numbersCompared };
}

async function committedBy(groupId: string, topic: string, brokers: readonly string[]): Promise<number> {
  const admin = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
}
