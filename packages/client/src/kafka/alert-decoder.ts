/**
 * Alerts from the values of their topic:  0x00 | schema id, u32 big-endian | Avro
 *
 * Whatever version wrote one, it is read as this version knows alerts, by a resolver that is made once for each schema
 * id (the registry client's own option parses anew for every message: 65 times the cost). A registry that does not
 * answer is waited for; only what certainly is no alert is given as undecodable.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { ALERT_SCHEMA } from '@grapevine/engine/records/alert-schema.ts';
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import { typeOf } from '@grapevine/engine/records/avro-types.ts';
import { pause } from '../backoff.ts';
import { ClientError, reasonOf } from '../errors.ts';
import { RegistryUnreachable, type SchemaAnswer, type SchemaSource } from './schema-source.ts';
import { hostilePartOf } from './writer-schema.ts';

export interface AlertDecoderOptions {
  readonly source: SchemaSource;
  /** How long a registry may be away, in ms. */
  readonly outageMs: number;
  /** An id is asked for again after each of these before it is taken for unknown: a registry may learn of it late. */
  readonly unknownPausesMs?: readonly number[];
  /** How long an unknown id is not asked for again; default 30,000. */
  readonly unknownKeptMs?: number;
  readonly onWaiting: (why: Error) => void;
  readonly signal: AbortSignal;
}

export type AlertReading =
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'undecodable'; readonly detail: string }
  /** The signal aborted while the registry was waited for. */
  | { readonly kind: 'aborted' };

type Reader = (bytes: Buffer) => AlertReading;

const FRAME_BYTES = 5;
const UNKNOWN_PAUSES_MS = [1_500, 3_500];
const UNKNOWN_KEPT_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Schema ids that are remembered; beyond, the oldest are forgotten. */
const MAX_KNOWN = 1_000;

const ALERT_TYPE = typeOf(ALERT_SCHEMA);

export class AlertDecoder {
  readonly #options: AlertDecoderOptions;
  readonly #readers = new Map<number, { readonly reader: Reader; readonly untilMs: number }>();
  #newestUnknownAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: AlertDecoderOptions) {
    this.#options = options;
  }

  /** Throws `GV_CLIENT_REGISTRY_UNREACHABLE` when the outage lasts. */
  async read(value: Buffer): Promise<AlertReading> {
    if (value.length < FRAME_BYTES) return undecodable(`${value.length} bytes are too few for a framed value`);
    if (value[0] !== 0) return undecodable(`a framed value begins with byte 0, this one with ${value[0]}`);
    const id = value.readInt32BE(1);
    if (id <= 0) return undecodable(`${id} is no id of a schema`);
    const reader = await this.#readerOf(id);
    return reader === null ? { kind: 'aborted' } : reader(value.subarray(FRAME_BYTES));
  }

  async #readerOf(id: number): Promise<Reader | null> {
    const known = this.#readers.get(id);
    if (known !== undefined && known.untilMs > performance.now()) return known.reader;
    const answer = await this.#askFor(id);
    if (answer === null) return null;
    const isKnown = answer.kind === 'schema';
    const reader = isKnown ? readerFor(answer.schema) : () => undecodable(answer.detail);
    const { unknownKeptMs = UNKNOWN_KEPT_MS } = this.#options;
    const untilMs = isKnown ? Number.POSITIVE_INFINITY : performance.now() + unknownKeptMs;
    if (this.#readers.size >= MAX_KNOWN) this.#readers.delete(this.#readers.keys().next().value as number);
    this.#readers.set(id, { reader, untilMs });
    return reader;
  }

  async #askFor(id: number): Promise<SchemaAnswer | null> {
    const { unknownPausesMs = UNKNOWN_PAUSES_MS, unknownKeptMs = UNKNOWN_KEPT_MS, signal } = this.#options;
    // Where ids are unknown one after the other, each is asked for once: bad data must not slow everything down.
    const isFlood = performance.now() - this.#newestUnknownAtMs < unknownKeptMs;
    let answer = await this.#patiently(id);
    for (const pauseMs of isFlood ? [] : unknownPausesMs) {
      if (answer?.kind !== 'none') return answer;
      await pause(pauseMs, signal);
      answer = await this.#patiently(id);
    }
    if (answer?.kind === 'none') this.#newestUnknownAtMs = performance.now();
    return answer;
  }

  async #patiently(id: number): Promise<SchemaAnswer | null> {
    const { source, outageMs, onWaiting, signal } = this.#options;
    const untilMs = performance.now() + outageMs;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await source.schemaOf(id);
      } catch (error) {
        if (!(error instanceof RegistryUnreachable)) throw error;
        if (performance.now() + pauseMs >= untilMs) throw registryUnreachable(error, outageMs);
        onWaiting(error);
        await pause(pauseMs, signal);
      }
    }
    return null;
  }
}

function readerFor(schema: unknown): Reader {
  const hostile = hostilePartOf(schema);
  if (hostile !== null) return () => undecodable(`the writer's schema has ${hostile}`);
  try {
    const resolver = ALERT_TYPE.createResolver(typeOf(schema as AvroRecord));
    return (bytes) => {
      try {
        return { kind: 'alert', alert: ALERT_TYPE.fromBuffer(bytes, resolver) as Alert };
      } catch (error) {
        return undecodable(`not what the writer's schema says: ${reasonOf(error)}`);
      }
    };
  } catch (error) {
    const detail = `what the writer's schema says cannot be read as an alert: ${reasonOf(error)}`;
    return () => undecodable(detail);
  }
}

function undecodable(detail: string): AlertReading {
  return { kind: 'undecodable', detail };
}

function registryUnreachable(cause: Error, outageMs: number): ClientError {
  const message = `No answer for ${outageMs / 1000} s. ${cause.message} Nothing was skipped; a restart goes on there.`;
  return new ClientError('GV_CLIENT_REGISTRY_UNREACHABLE', message, { cause, retriable: true });
}
