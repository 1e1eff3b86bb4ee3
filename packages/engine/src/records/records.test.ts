import { COUNTERS, counterIndex, emptyCounters, POST_COUNTERS } from '@grapevine/core/metrics/counters.ts';
import type { LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { PLACES_OF_BOARD, type Pulse, type TopPost } from '@grapevine/core/model/pulse.ts';
import { emptyAccounts } from '@grapevine/core/stages/tally/accounts.ts';
import { describe, expect, it } from 'vitest';
import { LONG, listOf, oneOf, recordOf, TEXT } from './avro-schema.ts';
import { typeOf } from './avro-types.ts';
import { decodeLogEntry, encodeLogEntry } from './interaction-codec.ts';
import { LOG_SCHEMAS } from './log-schemas.ts';
import { decodePulse, encodePulse } from './pulse-codec.ts';
import { PULSE_SCHEMA } from './pulse-schema.ts';
import { RecordEncodeError } from './record-errors.ts';

const like: LoggedInteraction = {
  type: 'interaction',
  id: 'like-1',
  kind: 'like',
  role: 'act',
  atMs: 1_700_000_000_000,
  platform: 'x',
  post: 'p1',
  parent: null,
  thread: null,
  author: 2n ** 64n - 1n,
  followers: null,
  text: null,
  lang: null,
  url: null,
  brands: null,
  itemBrands: [],
  ownOf: [],
  sentimentMilli: null,
  sentimentBy: '',
  harmClaim: false,
  reaction: null,
  segment: null,
  campaign: null,
  value: null,
  referrer: null,
  rating: null,
  count: 1,
  total: null,
};

const pulse: Pulse = {
  partition: 0,
  generation: 1,
  offset: 7,
  watermarkMs: null,
  newestMs: null,
  chunk: 0,
  chunks: 1,
  onTime: [],
  late: [],
  people: [],
  cuts: [],
  steps: [],
  feedChanges: [],
  erased: [],
  passed: 0,
  completeFromMs: null,
};

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

describe('an entry of the log', () => {
  it('begins with its branch: 0 for an interaction, 2 (zigzag of 1) for a mark', () => {
    const mark = {
      type: 'mark',
      source: 's',
      worker: 'w',
      lowWatermarkMs: -1,
      state: 'live',
      holds: false,
      cursor: '',
    } as const;
    expect(encodeLogEntry(like)[0]).toBe(0);
    expect(encodeLogEntry(mark)[0]).toBe(2);
    expect(decodeLogEntry(encodeLogEntry(mark))).toStrictEqual(mark);
  });

  it('is a plain object of one shape', () => {
    expect(decodeLogEntry(encodeLogEntry(like))).toStrictEqual(like);
  });

  it('names what is wrong with bytes that are none', () => {
    const bytes = encodeLogEntry(like);
    expect(codeOf(() => decodeLogEntry(new Uint8Array()))).toBe('GV_RECORD_TRUNCATED');
    expect(codeOf(() => decodeLogEntry(bytes.subarray(0, 9)))).toBe('GV_RECORD_TRUNCATED');
    expect(codeOf(() => decodeLogEntry(Uint8Array.of(...bytes, 0)))).toBe('GV_RECORD_TRAILING');
    expect(codeOf(() => decodeLogEntry(Uint8Array.of(6)))).toBe('GV_RECORD_INVALID');
  });

  it('is refused with the field and the number, if that is no safe integer', () => {
    for (const atMs of [2 ** 53 - 1, -(2 ** 52) - 1, 0.5, NaN, Infinity]) {
      expect(() => encodeLogEntry({ ...like, atMs })).toThrow(RecordEncodeError);
      expect(() => encodeLogEntry({ ...like, atMs })).toThrow(`atMs is ${atMs}, not a valid long`);
    }
    expect(() => encodeLogEntry({ ...like, author: 2n ** 64n })).toThrow('author is 18446744073709551616');
    expect(() => encodeLogEntry({ ...like, author: -1n })).toThrow('author is -1');
  });

  it('may be longer than any before it', () => {
    for (const length of [100_000, 3_000_000, 10]) {
      const long = { ...like, text: 'x'.repeat(length) };
      expect(decodeLogEntry(encodeLogEntry(long))).toStrictEqual(long);
    }
  });

  it('does not change when the next one is encoded', () => {
    const first = encodeLogEntry(like);
    const copy = Uint8Array.from(first);
    encodeLogEntry({ ...like, id: 'other' });
    expect(Uint8Array.from(first)).toEqual(copy);
  });
});

describe('a pulse', () => {
  it('keeps each counter in its place, and money by currency', () => {
    const counters = emptyCounters();
    counters.vector.forEach((_, index) => {
      counters.vector[index] = index + 1;
    });
    counters.value = new Map([['NOK', { direct: 5, indirect: 2 ** 53 - 2 }]]);
    const full = { ...pulse, onTime: [{ brand: 'main/united', startMs: 10_000, counters }] };
    expect(decodePulse(encodePulse(full))).toStrictEqual(full);
  });

  it('of another version has its counters by their names: what that did not count is 0', () => {
    const older = JSON.parse(JSON.stringify(PULSE_SCHEMA), (key, part) => {
      const isCounters = key === 'type' && part?.name === 'Counters';
      return isCounters
        ? { ...part, fields: part.fields.filter(({ name }: { readonly name: string }) => name !== 'likes').reverse() }
        : part;
    });
    const counts = { value: [{ currency: 'NOK', direct: 5, indirect: 0 }], shares_retracted: 2, comments: 3 };
    const writer = typeOf(older);
    const bytes = writer.toBuffer({
      partition: 1,
      onTime: [{ brand: 'main/united', startMs: 10_000, counters: counts }],
    });
    const type = typeOf(PULSE_SCHEMA);
    const [slot] = type.fromBuffer(bytes, type.createResolver(writer)).onTime;
    const counters = emptyCounters();
    counters.vector[COUNTERS + counterIndex('shares')] = 2;
    counters.vector[counterIndex('comments')] = 3;
    counters.value = new Map([['NOK', { direct: 5, indirect: 0 }]]);
    expect(slot).toEqual({ brand: 'main/united', startMs: 10_000, counters });
  });

  it('with a count that is no whole number is refused, and the count is named', () => {
    const counters = emptyCounters();
    counters.vector[counterIndex('shares')] = 0.5;
    const broken = { ...pulse, onTime: [{ brand: 'main/united', startMs: 10_000, counters }] };
    expect(() => encodePulse(broken)).toThrow('onTime.0.counters.shares is 0.5, not a valid long');
  });

  it('of before boards had places says them whole: its posts, and nobody in the other places', () => {
    const post = (name: string): TopPost => ({
      platform: 'x',
      post: name,
      author: null,
      text: '',
      url: null,
      sentiment: 'neutral',
      harmClaim: false,
      createdMs: null,
      followers: null,
      counts: Array.from({ length: POST_COUNTERS }, () => 0),
      viewers: 0,
      velocity: 1,
      velocityAtMs: 0,
      forecast: null,
    });
    const places = ['p', 'q'].map((name, nth) => ({ place: 4 + nth, post: post(name) }));
    const accounts = emptyAccounts();
    const step = { stepMs: 0, offset: 1, feeds: [], accounts, top: [{ brand: 'main/a', places }], concentrations: [] };
    const type = typeOf(PULSE_SCHEMA);
    const raw = type.fromBuffer(Buffer.from(encodePulse({ ...pulse, steps: [step] })));
    for (const { top } of raw.steps) for (const board of top) board.places = [];
    const [said] = decodePulse(type.toBuffer(raw)).steps[0]?.top ?? [];
    const names = Array.from({ length: PLACES_OF_BOARD }, (_, place) => ['p', 'q'][place] ?? null);
    expect(said?.places.map(({ place, post: on }) => [place, on?.post ?? null])).toEqual([...names.entries()]);
  });

  it('is refused if it announces more items than it has bytes, however many', () => {
    // Up to `onTime`: partition, generation, offset, two nulls, chunk, chunks; then a count of 2^48.
    const head = [0, 2, 14, 0, 0, 0, 2];
    const huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
    expect(encodePulse(pulse).subarray(0, head.length)).toEqual(Buffer.from(head));
    expect(codeOf(() => decodePulse(Uint8Array.of(...head, ...huge)))).toBe('GV_RECORD_INVALID');
    // The same as a block with a size, whose count is negative.
    const sized = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0];
    expect(codeOf(() => decodePulse(Uint8Array.of(...head, ...sized)))).toBe('GV_RECORD_INVALID');
  });

  it('is refused so too where the list is of another version, and only skipped', () => {
    const newer = typeOf(recordOf('R', { added: listOf('int'), name: TEXT }));
    const ours = typeOf(recordOf('R', { name: TEXT }));
    const resolver = ours.createResolver(newer);
    const read = (...bytes: number[]): unknown => ours.fromBuffer(Buffer.from(bytes), resolver);
    // Two blocks, the second one with its size in bytes; then the name.
    expect(read(4, 2, 4, 1, 2, 6, 0, 2, 0x61)).toEqual({ name: 'a' });
    expect(() => read(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)).toThrow('items or bytes');
    // A block whose size goes back to its own start.
    expect(() => read(1, 3)).toThrow('items or bytes');
  });
});

describe('the schemas', () => {
  it('give every field a default and every enum a default symbol', () => {
    let fields = 0;
    let enums = 0;
    JSON.stringify([...LOG_SCHEMAS.values()], (_, part: unknown) => {
      if (typeof part === 'object' && part !== null && 'symbols' in part) {
        enums++;
        expect(part).toMatchObject({ default: 'unknown' });
      }
      if (typeof part === 'object' && part !== null && 'fields' in part) {
        for (const field of part.fields as object[]) {
          fields++;
          expect(field).toHaveProperty('default');
        }
      }
      return part;
    });
    expect(fields).toBeGreaterThan(150);
    expect(enums).toBeGreaterThan(10);
  });

  it('let a reader of another version read: a new field by its default, an unknown symbol refused', () => {
    const old = typeOf(recordOf('R', { kind: oneOf('K', ['like', 'far-away']), gone: TEXT }));
    const next = typeOf(recordOf('R', { kind: oneOf('K', ['like']), added: LONG }));
    const resolver = next.createResolver(old);
    const bytes = (kind: string): Buffer => {
      const buffer = Buffer.alloc(20);
      return buffer.subarray(0, old.encode({ kind, gone: 'x' }, buffer));
    };
    expect(next.fromBuffer(bytes('like'), resolver)).toEqual({ kind: 'like', added: 0 });
    expect(() => next.fromBuffer(bytes('far-away'), resolver)).toThrow('does not know');
    expect(old.fromBuffer(bytes('far-away'))).toEqual({ kind: 'far-away', gone: 'x' });
  });
});

describe('a record that says what no interaction can', () => {
  it.each([
    ['a time beyond the calendar', { atMs: -(2 ** 52) }],
    ['no act', { count: 0 }],
    ['more acts than one lump holds', { count: 2 ** 53 - 2 }],
    ['a total below nothing', { total: -1 }],
    ['followers below nothing', { followers: -1 }],
    ['a sentiment beyond its scale', { sentimentMilli: 1001 }],
    ['money below nothing', { value: { amountMinor: -1, currency: 'NOK' } }],
    ['ten thousand brands and one', { brands: Array.from({ length: 10_001 }, () => 'b') }],
  ])('is refused where it is read: %s', (_what, fields) => {
    const bytes = encodeLogEntry({ ...like, ...fields });
    expect(() => decodeLogEntry(bytes)).toThrow(expect.objectContaining({ code: 'GV_RECORD_INVALID' }));
  });
});

describe('sums beyond what a pulse can carry', () => {
  it('stay at the bound, so that no sender of absurd amounts can stop a partition', () => {
    const counters = emptyCounters();
    counters.vector[0] = 2 ** 60;
    counters.vector[1] = -(2 ** 60);
    counters.value = new Map([['NOK', { direct: 2 ** 60, indirect: 1 }]]);
    const [slot] = decodePulse(encodePulse({ ...pulse, onTime: [{ brand: 'b', startMs: 0, counters }] })).onTime;
    expect([...(slot?.counters.vector.slice(0, 3) ?? [])]).toEqual([2 ** 53 - 2, -(2 ** 52), 0]);
    expect(slot?.counters.value?.get('NOK')).toEqual({ direct: 2 ** 53 - 2, indirect: 1 });
  });
});
