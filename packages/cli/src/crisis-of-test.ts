/** For tests: two quiet hours of a brand, and a crisis of half an hour behind them, as lines of a file. */
import { crisisOverlay } from '@grapevine/testkit/crisis.ts';

export const CRISIS_START_MS: number = Date.UTC(2026, 2, 1, 12);
const QUIET_MS = 2 * 3_600_000;
const EVERY_MS = 60_000;

/** `brand`: its id in the configuration. */
export function crisisLines(brand: string): string {
  const quiet = Array.from({ length: QUIET_MS / EVERY_MS }, (_, nth) => {
    const at = new Date(CRISIS_START_MS - QUIET_MS + nth * EVERY_MS).toISOString();
    return {
      id: `quiet-${nth}`,
      kind: 'post',
      at,
      platform: 'x',
      author: `a${nth}`,
      text: 'on my way',
      brands: [brand],
    };
  });
  const crisis = crisisOverlay({ seed: 1, brand, startMs: CRISIS_START_MS, acts: 300 });
  return [...quiet, ...crisis].map((line) => `${JSON.stringify(line)}\n`).join('');
}
