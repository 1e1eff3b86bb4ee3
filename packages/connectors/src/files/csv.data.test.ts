/** Reads a public data set whole, where it is on this machine. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createIngester, recordsOf } from '../ingest/ingester.ts';
import { readCsv } from './csv.ts';
import { parseCsvMapping } from './csv-mapping.ts';

const FILE = fileURLToPath(new URL('../../../../../shared/data/airline-sentiment/tweets.csv.gz', import.meta.url));
const hasFile = existsSync(FILE);
if (!hasFile) console.log('The airline tweets are not on this machine; reading them is not tested.');

const MAPPING = `
columns: { id: tweet_id, at: created_utc, author: author, text: text, sentiment: airline_sentiment, brands: airline }
constants: { platform: x, kind: post }
values:
  sentiment: { negative: -1, neutral: 0, positive: 1 }
  brands: { United: united, Southwest: southwest, Virgin America: virgin-america }
`;

describe('6,714 tweets about airlines', () => {
  it.runIf(hasFile)('are taken, every one, and account for themselves', async () => {
    const reading = parseCsvMapping(MAPPING, 'airlines.yaml');
    if (reading.kind === 'faults') throw new Error(reading.faults[0]?.message);
    const brands = ['united', 'southwest', 'virgin-america'];
    const ingest = createIngester({
      surroundings: {
        brandIdsOnLog: new Map(brands.map((brand) => [brand, `main/${brand}`])),
        ownAccounts: new Map(),
        brandsNamedIn: () => [],
        scorer: { id: 'none', version: 1, score: () => ({ score: 0, harmClaim: false }) },
        identifyLanguage: () => 'en',
        authorHash: () => 1n,
      },
      partitions: 8,
      nowMs: () => Date.UTC(2026, 10, 23),
    });
    const perBrand = new Map<string, number>();
    let deadLettered = 0;
    for await (const batch of readCsv(FILE, { mapping: reading.mapping })) {
      const ingested = ingest(batch);
      deadLettered += ingested.accounts.deadLettered;
      for (const { record } of recordsOf(ingested))
        for (const brand of record.brands ?? []) perBrand.set(brand, (perBrand.get(brand) ?? 0) + 1);
    }
    expect(deadLettered).toBe(0);
    expect(Object.fromEntries(perBrand)).toEqual({
      'main/united': 3805,
      'main/southwest': 2409,
      'main/virgin-america': 500,
    });
  });
});
