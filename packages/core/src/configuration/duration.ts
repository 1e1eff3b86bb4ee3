/** Durations as people write them: a whole number and a unit, `30s` `10m` `1h` `7d`. Days are 24 hours. */

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const DURATION_PATTERN = /^[1-9]\d{0,5}[smhd]$/;

/** Milliseconds of a text that matches `DURATION_PATTERN`; NaN of any other. */
export function durationMs(text: string): number {
  if (!DURATION_PATTERN.test(text)) return Number.NaN;
  return Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? Number.NaN);
}
