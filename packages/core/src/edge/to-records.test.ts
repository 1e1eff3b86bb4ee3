import { describe, expect, it } from 'vitest';
import type { LoggedInteraction } from '../model/interaction.ts';
import { parseInteraction } from './interaction-schema.ts';
import type { RecordContext, RecordsOutcome } from './to-records.ts';
import { recordKey, toRecords } from './to-records.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12, 10);
const AT = '2026-11-23T12:00:00Z';
const AT_MS = Date.UTC(2026, 10, 23, 12);

const context: RecordContext = {
  brandIdsOnLog: new Map([
    ['united', 'main/united'],
    ['delta', 'main/delta'],
  ]),
  ownAccounts: new Map([['x', new Map([['@united', ['united']]])]]),
  brandsNamedIn: (text) => ['united', 'delta'].filter((brand) => text.includes(brand)),
  scorer: {
    id: 'words',
    version: 3,
    score: (text, lang) => ({
      score: text.includes('awful') ? -0.8 : lang === 'nb' ? 0.1 : 0.0004,
      harmClaim: text.includes('ill'),
    }),
  },
  identifyLanguage: (text) => (text.includes('ikke') ? 'nb' : 'en'),
  authorHash: (platform, person) => BigInt(platform.length * 1000 + person.length),
  nowMs: NOW_MS,
};

function outcomeOf(fields: Readonly<Record<string, unknown>>, changed: Partial<RecordContext> = {}): RecordsOutcome {
  const reading = parseInteraction({ id: '1', at: AT, platform: 'x', ...fields });
  if (reading.kind === 'rejected') throw new Error(reading.message);
  return toRecords(reading.interaction, { ...context, ...changed });
}

function recordsOf(fields: Readonly<Record<string, unknown>>): readonly LoggedInteraction[] {
  const outcome = outcomeOf(fields);
  if (outcome.kind !== 'records') throw new Error(outcome.kind);
  return outcome.records;
}

const rolesAndKeys = (fields: Readonly<Record<string, unknown>>): string[] =>
  recordsOf(fields).map((record) => `${record.role} ${recordKey(record)}`);

describe('the records of a kind', () => {
  it.each([
    [{ kind: 'post', text: 'united' }, ['item x:1']],
    [{ kind: 'post', post: 'p', text: 'united' }, ['item x:p']],
    [{ kind: 'review', post: 'p', brands: ['delta'] }, ['item x:p']],
    [{ kind: 'comment', post: 'c', parent: 'p', text: 'united' }, ['item x:c', 'act x:p']],
    [{ kind: 'quote', post: 'c', parent: 'p', text: 'nobody' }, ['act x:p']],
    [{ kind: 'like', post: 'p' }, ['act x:p']],
    [{ kind: 'reach', post: 'p', total: 3 }, ['act x:p']],
    [{ kind: 'edit', post: 'p', parent: 'q', text: 'united' }, ['item x:p']],
    [{ kind: 'delete', post: 'p' }, ['item x:p']],
    [{ kind: 'delete', post: 'c', parent: 'p' }, ['item x:c', 'act x:p']],
    [{ kind: 'message', thread: 't', parent: 'm', text: 'united' }, ['act x:t']],
    [{ kind: 'message', parent: 'm', text: 'united' }, ['act x:m']],
    [{ kind: 'message', text: 'united' }, ['act x:1']],
    [{ kind: 'response', parent: 'm' }, ['act x:m']],
    [{ kind: 'referral', post: 'p', campaign: 'spring' }, ['act x:p']],
    [{ kind: 'referral', campaign: 'spring' }, ['act x:spring']],
    [{ kind: 'conversion' }, ['act x:1']],
  ])('%j lie under their keys', (fields, expected) => {
    expect(rolesAndKeys(fields)).toEqual(expected);
  });
});

describe('brands', () => {
  it('are those of the source when it names any, and the text is not asked', () => {
    expect(recordsOf({ kind: 'post', text: 'united', brands: ['delta'] })[0]?.brands).toEqual(['main/delta']);
  });

  it('that nobody watches are taken out, and each stands once', () => {
    expect(recordsOf({ kind: 'post', brands: ['klm', 'delta', 'delta'] })[0]?.brands).toEqual(['main/delta']);
  });

  it.each([
    ['a post whose source names others', { kind: 'post', text: 'united', brands: ['klm'] }],
    ['a post that names nobody', { kind: 'post', text: 'hello' }],
    ['a post without words', { kind: 'post' }],
    ['a like whose source names others', { kind: 'like', post: 'p', brands: ['klm'] }],
    ['a comment whose source names others', { kind: 'comment', parent: 'p', text: 'united', brands: ['klm'] }],
    ['a message that names nobody', { kind: 'message', text: 'where is my bag?' }],
    ['a response whose source names others', { kind: 'response', parent: 'm', brands: ['klm'] }],
  ])('unwatched: %s', (_what, fields) => {
    expect(outcomeOf(fields)).toEqual({ kind: 'unwatched' });
  });

  it('of an act are left to its post when its source names none', () => {
    expect(recordsOf({ kind: 'like', post: 'p' })[0]?.brands).toBeNull();
    expect(recordsOf({ kind: 'like', post: 'p', brands: [] })[0]?.brands).toBeNull();
    expect(recordsOf({ kind: 'like', post: 'p', brands: ['united'] })[0]?.brands).toEqual(['main/united']);
  });

  it('of a comment: the item has those it names, the act its parent’s, knowing those of the item', () => {
    const [item, act] = recordsOf({ kind: 'comment', parent: 'p', text: 'delta is better' });
    expect(item).toMatchObject({ brands: ['main/delta'], itemBrands: [], text: 'delta is better' });
    expect(act).toMatchObject({ brands: null, itemBrands: ['main/delta'], text: null, parent: 'p' });
  });

  it('of an own account are among those of its posts, and marked', () => {
    expect(recordsOf({ kind: 'post', author: '@united', text: 'hello' })[0]).toMatchObject({
      brands: ['main/united'],
      ownOf: ['main/united'],
    });
    expect(recordsOf({ kind: 'post', author: '@united', text: 'delta' })[0]?.brands).toEqual([
      'main/delta',
      'main/united',
    ]);
    expect(recordsOf({ kind: 'like', author: '@united', post: 'p' })[0]).toMatchObject({
      brands: null,
      ownOf: ['main/united'],
    });
    expect(outcomeOf({ kind: 'post', author: '@united', platform: 'bluesky', text: 'hello' }).kind).toBe('unwatched');
  });

  it('of an own account’s comment with foreign brands: the item goes in, the act does not', () => {
    expect(rolesAndKeys({ kind: 'comment', author: '@united', parent: 'p', brands: ['klm'] })).toEqual(['item x:1']);
  });

  it('of an edit are what it names now: none, if its text names none, and as they were without a text', () => {
    expect(recordsOf({ kind: 'edit', post: 'p', text: 'delta' })[0]?.brands).toEqual(['main/delta']);
    expect(recordsOf({ kind: 'edit', post: 'p', text: 'hello' })[0]?.brands).toEqual([]);
    expect(recordsOf({ kind: 'edit', post: 'p', url: 'https://example.com/' })[0]?.brands).toBeNull();
  });
});

describe('sentiment', () => {
  it('is the scorer’s, in thousandths, with its id and version and the language that was detected', () => {
    expect(recordsOf({ kind: 'post', text: 'united is awful' })[0]).toMatchObject({
      sentimentMilli: -800,
      sentimentBy: 'words/3',
      lang: 'en',
      harmClaim: false,
    });
    expect(recordsOf({ kind: 'post', text: 'united ikke' })[0]).toMatchObject({ sentimentMilli: 100, lang: 'nb' });
    expect(recordsOf({ kind: 'post', text: 'united ikke', lang: 'da' })[0]).toMatchObject({
      sentimentMilli: 0,
      lang: 'da',
    });
  });

  it('of the source overrides the scorer’s, is marked so, and leaves the claim of harm to the scorer', () => {
    expect(recordsOf({ kind: 'post', text: 'united made me ill, awful', sentiment: 0.25 })[0]).toMatchObject({
      sentimentMilli: 250,
      sentimentBy: 'source',
      harmClaim: true,
    });
  });

  it.each([
    [1, -1000],
    [2, -1000],
    [2.5, 0],
    [3, 0],
    [4, 1000],
    [5, 1000],
  ])('of a review without words follows its %d stars', (rating, sentimentMilli) => {
    expect(recordsOf({ kind: 'review', brands: ['united'], rating })[0]).toMatchObject({
      sentimentMilli,
      sentimentBy: 'source',
    });
  });

  it('of a review with words is that of the words', () => {
    expect(recordsOf({ kind: 'review', text: 'united is awful', rating: 5 })[0]?.sentimentMilli).toBe(-800);
  });

  it('goes on both records of a comment, also when it names nobody', () => {
    const [act] = recordsOf({ kind: 'comment', parent: 'p', text: 'awful, I am ill' });
    expect(act).toMatchObject({ role: 'act', sentimentMilli: -800, sentimentBy: 'words/3', harmClaim: true });
  });

  it('of what says nothing is not scored', () => {
    for (const fields of [
      { kind: 'post', brands: ['united'] },
      { kind: 'like', post: 'p' },
      { kind: 'message', text: 'united is awful' },
    ]) {
      expect(recordsOf(fields)[0]).toMatchObject({ sentimentMilli: null, sentimentBy: '', harmClaim: false });
    }
  });

  it('is not asked of a text that stays out of the log', () => {
    const scorer = {
      ...context.scorer,
      score: (): never => {
        throw new Error('scored');
      },
    };
    expect(outcomeOf({ kind: 'post', text: 'hello' }, { scorer }).kind).toBe('unwatched');
  });
});

describe('people', () => {
  it('are hashes on the log, whoever led here too', () => {
    const [record] = recordsOf({ kind: 'conversion', author: 'kari', referrer: 'ola' });
    expect(record).toMatchObject({ author: 1004n, referrer: '00000000000003eb' });
    expect(Object.values(record ?? {})).not.toContain('kari');
  });

  it('are nobody when the source does not say', () => {
    expect(recordsOf({ kind: 'like', post: 'p' })[0]?.author).toBeNull();
  });
});

describe('the future', () => {
  it('of up to five minutes is now', () => {
    expect(recordsOf({ kind: 'like', post: 'p' })[0]?.atMs).toBe(AT_MS);
    expect(recordsOf({ kind: 'like', post: 'p', at: '2026-11-23T12:15:00Z' })[0]?.atMs).toBe(NOW_MS);
  });

  it.each(['2026-11-23T12:15:00.001Z', '2026-11-23T13:10:00Z', '9999-12-31T23:59:59Z'])('of %s is refused', (at) => {
    expect(outcomeOf({ kind: 'like', post: 'p', at })).toMatchObject({ kind: 'rejected', reason: 'in-the-future' });
  });

  it('is the only direction that is refused: 1970 goes on the log, to be expired there', () => {
    expect(recordsOf({ kind: 'like', post: 'p', at: '1969-12-31T23:59:59Z' })[0]?.atMs).toBe(-1000);
  });
});
