import {
  mutatedInteraction,
  OWN_ACCOUNT,
  soundInteraction,
  WATCHED_BRANDS,
} from '@grapevine/testkit/interaction-arbitrary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInteraction } from './interaction-schema.ts';
import { parseJsonLine } from './json-line.ts';
import type { RecordContext } from './to-records.ts';
import { recordKey, toRecords } from './to-records.ts';

const NOW_MS = Date.UTC(2026, 10, 24);
const context: RecordContext = {
  brandIdsOnLog: new Map(WATCHED_BRANDS.map((brand) => [brand, `main/${brand}`])),
  ownAccounts: new Map([[OWN_ACCOUNT.platform, new Map([[OWN_ACCOUNT.id, [OWN_ACCOUNT.brand]]])]]),
  brandsNamedIn: (text) => WATCHED_BRANDS.filter((brand) => text.toLowerCase().includes(brand)),
  scorer: { id: 'words', version: 1, score: (text) => ({ score: text.includes('lost') ? -0.5 : 0, harmClaim: false }) },
  identifyLanguage: () => 'und',
  authorHash: (_platform, person) => BigInt(person.length),
  nowMs: NOW_MS,
};

describe('an interaction at the edge', () => {
  it('is taken whenever it is sound, and its records lie under keys of its own platform', () => {
    fc.assert(
      fc.property(soundInteraction(), (json) => {
        const line = parseJsonLine(new TextEncoder().encode(JSON.stringify(json)));
        expect(line.kind).toBe('parsed');
        const reading = parseInteraction(line.kind === 'parsed' ? line.json : undefined);
        expect(reading).toMatchObject({ kind: 'accepted' });
        if (reading.kind !== 'accepted') return;
        const outcome = toRecords(reading.interaction, context);
        expect(outcome.kind).not.toBe('rejected');
        if (outcome.kind !== 'records') return;
        expect(outcome.records.length).toBeGreaterThan(0);
        expect(new Set(outcome.records.map(({ role }) => role)).size).toBe(outcome.records.length);
        for (const record of outcome.records) {
          expect(recordKey(record).startsWith(`${record.platform}:`)).toBe(true);
          expect(record.id).toBe(json['id']);
          expect(record.atMs).toBeLessThanOrEqual(NOW_MS);
          expect(record.brands?.every((brand) => brand.startsWith('main/')) ?? true).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is either taken or refused with a reason, whatever is changed in it, and never throws', () => {
    fc.assert(
      fc.property(mutatedInteraction(), (json) => {
        const reading = parseInteraction(json);
        if (reading.kind === 'accepted') {
          expect(['records', 'unwatched', 'rejected']).toContain(toRecords(reading.interaction, context).kind);
        } else {
          expect(reading.reason).toMatch(/^(missing|unknown|invalid)-field$/);
          expect(reading.message.length).toBeGreaterThan(10);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused, not thrown at, when it is any JSON value at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parseInteraction(json).kind).toBe('rejected');
      }),
    );
  });
});
