import { describe, expect, test } from 'vitest';
import { hasNabData, NAB_ABSENT, nabFiles, publishedRows, publishedScores } from './nab-files.ts';
import { NAB_PROFILES, type NabProfile, type NabScore, nabScore, normalised, probationRows } from './nab-score.ts';

const [STANDARD, LOW_FALSE_POSITIVE] = NAB_PROFILES as [NabProfile, NabProfile];
const WINDOWS = [
  { first: 300, last: 399 },
  { first: 700, last: 799 },
];

/** Of 1,000 rows (150 of probation), with detections in `rows`. */
function scored(...rows: number[]): NabScore {
  return nabScore(
    Array.from({ length: 1000 }, (_, row) => rows.includes(row)),
    WINDOWS,
    STANDARD,
  );
}

describe("NAB's score", () => {
  //  0 |---150---| 300 [####] 399 ... 700 [####] 799 ... 1000
  test('is 0 for silence and 100 for the first row of every window', () => {
    expect(normalised([scored()], STANDARD)).toBe(0);
    expect(normalised([scored(300, 700)], STANDARD)).toBe(100);
  });

  test('takes the earliest detection of a window, and no other', () => {
    expect(scored(320, 350, 399).raw).toBe(scored(320).raw);
    expect(scored(320).raw).toBeGreaterThan(scored(350).raw);
  });

  test('takes 0.11 for a false alarm before the first window or long after the last, less just after one', () => {
    expect(scored(200).raw).toBeCloseTo(-2 - 0.11, 12);
    expect(scored(401).raw).toBeGreaterThan(-2 - 0.02);
    expect(scored(999).raw).toBeLessThan(-2 - 0.109);
    expect(scored(200, 201).falseAlarmRows).toBe(2);
  });

  test('does not look at the first 15 %, nor at more than 750 rows', () => {
    expect(scored(149)).toEqual(scored());
    expect([probationRows(1000), probationRows(1_000_000)]).toEqual([150, 750]);
  });

  test.for(['ARTime', 'contextOSE', 'numenta', 'skyline', 'windowedGaussian'])(
    'of %s is the published one on every file and in both profiles, to 1e-6',
    (detector, context) => {
      if (!hasNabData()) context.skip(NAB_ABSENT);
      const profiles: Readonly<Record<string, NabProfile>> = {
        standard: STANDARD,
        reward_low_FP_rate: LOW_FALSE_POSITIVE,
      };
      const published = publishedScores().filter((one) => one.detector === detector && profiles[one.profile]);
      expect(published).toHaveLength(10);
      const files = nabFiles();
      for (const { brand, threshold, profile, raw } of published) {
        const windows = files.find((file) => file.brand === brand)?.windows ?? [];
        const isDetected = publishedRows(detector, brand).map((score) => score >= threshold);
        expect(nabScore(isDetected, windows, profiles[profile] as NabProfile).raw).toBeCloseTo(raw, 6);
      }
    },
  );
});
