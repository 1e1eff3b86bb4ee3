/**
 * How a value lies on the log: in the frame of the Confluent registry's clients, so that anybody may read it.
 *
 *     0x00 | schema id, u32 big-endian | Avro
 *
 * Reading strips the frame where the id is ours, which the decoder of batches does by itself; what is left for here is
 * foreign: another version of the schema (transcoded), or no value of the topic at all (given as it lies there, with the
 * fault named, for a dead letter). A registry that does not answer is neither: reading waits for it.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import { pause } from '../connection/retrying.ts';
import { FRAME_BYTES, type Frame } from '../protocol/record-batch-reader.ts';
import { type RegistryClient, RegistryUnreachable } from './registry-client.ts';
import { type Transcoder, transcoderOf } from './transcoder.ts';

export interface ValueFramesOptions {
  readonly registry: RegistryClient;
  /** By topic, without its prefix. */
  readonly schemas: ReadonlyMap<string, AvroRecord>;
  /** For an answer of the registry, all attempts together, in ms. */
  readonly withinMs: number;
  /** An id is asked for so often before it is taken for unknown: a registry may learn of it late. */
  readonly unknownPausesMs: readonly number[];
  /** How long an unknown id is not asked for again. */
  readonly unknownKeptMs: number;
  readonly signal: AbortSignal;
}

type Reading = Transcoder | { readonly fault: string };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Distinct foreign ids that are remembered; beyond, the oldest are forgotten. */
const MAX_KNOWN = 10_000;

export class ValueFrames {
  readonly #options: ValueFramesOptions;
  readonly #readings = new Map<string, { readonly reading: Reading; readonly untilMs: number }>();
  #newestUnknownAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ValueFramesOptions) {
    this.#options = options;
  }

  /** `null`: values of this topic stand on the log as they are. */
  async frameOf(topic: string, subject: string): Promise<Frame | null> {
    const schema = this.#options.schemas.get(topic);
    if (schema === undefined) return null;
    const schemaId = await this.#patiently(() => this.#options.registry.idOf(subject, JSON.stringify(schema)));
    if (schemaId !== null) return { schemaId };
    const message = `The registry does not hold the schema of ${subject}. \`grapevine topics apply\` registers it.`;
    throw new EngineError('GV_LOG_NO_SCHEMA', message);
  }

  /** Replaces the foreign records: by what the topic holds, or with the fault named. */
  async settle(topic: string, records: StoredRecord[], foreign: readonly number[]): Promise<void> {
    const schema = this.#options.schemas.get(topic);
    if (schema === undefined) return;
    const ids = new Set<number>();
    for (const index of foreign) {
      const value = records[index]?.value as Buffer;
      if (frameFault(value) === null) ids.add(value.readUInt32BE(1));
    }
    const readings = new Map<number, Reading>();
    for (const id of ids) readings.set(id, await this.#readingOf(topic, schema, id));
    for (const index of foreign) {
      const record = records[index]!;
      records[index] = settled(record, record.value as Buffer, readings);
    }
  }

  async #readingOf(topic: string, schema: AvroRecord, id: number): Promise<Reading> {
    const name = `${topic}/${id}`;
    const known = this.#readings.get(name);
    if (known !== undefined && known.untilMs > performance.now()) return known.reading;
    const text = await this.#schemaOf(id);
    const reading = text === null ? { fault: `the registry knows no schema ${id}` } : transcoderOf(schema, text);
    const untilMs = text === null ? performance.now() + this.#options.unknownKeptMs : Number.POSITIVE_INFINITY;
    if (this.#readings.size >= MAX_KNOWN) this.#readings.delete(this.#readings.keys().next().value as string);
    this.#readings.set(name, { reading, untilMs });
    return reading;
  }

  async #schemaOf(id: number): Promise<string | null> {
    const { registry, unknownPausesMs, unknownKeptMs, signal } = this.#options;
    // Where ids are unknown one after the other, each is asked for once: bad data must not slow everything down.
    const isFlood = performance.now() - this.#newestUnknownAtMs < unknownKeptMs;
    for (const pauseMs of [0, ...(isFlood ? [] : unknownPausesMs)]) {
      if (pauseMs > 0) await pause(pauseMs, signal);
      const text = await this.#patiently(() => registry.schemaOf(id));
      if (text !== null) return text;
    }
    this.#newestUnknownAtMs = performance.now();
    return null;
  }

  async #patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { withinMs, signal } = this.#options;
    const until = performance.now() + withinMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof RegistryUnreachable)) throw error;
        if (performance.now() + pauseMs >= until || signal.aborted)
          throw new EngineError('GV_LOG_UNREACHABLE', error.message, { cause: error, retriable: true });
        await pause(pauseMs, signal);
      }
    }
  }
}

function settled(record: StoredRecord, value: Buffer, readings: ReadonlyMap<number, Reading>): StoredRecord {
  return { ...copyOf(record), ...outcomeOf(value, readings) };
}

function outcomeOf(value: Buffer, readings: ReadonlyMap<number, Reading>): Pick<StoredRecord, 'value' | 'fault'> {
  const fault = frameFault(value);
  if (fault !== null) return { value, fault };
  const reading = readings.get(value.readUInt32BE(1));
  if (typeof reading !== 'function') return { value, fault: reading?.fault ?? 'of an unknown schema' };
  const outcome = reading(value.subarray(FRAME_BYTES));
  return 'fault' in outcome ? { value, fault: outcome.fault } : { value: outcome.value };
}

function copyOf({ offset, key, appendedAtMs, headers }: StoredRecord): Omit<StoredRecord, 'value'> {
  return headers === undefined ? { offset, key, appendedAtMs } : { offset, key, appendedAtMs, headers };
}

function frameFault(value: Buffer): string | null {
  if (value.length < FRAME_BYTES) return `${value.length} bytes are too few for a framed value`;
  if (value[0] !== 0) return `a framed value begins with byte 0, this one with ${value[0]}`;
  const id = value.readInt32BE(1);
  return id > 0 ? null : `${id} is no id of a schema`;
}
