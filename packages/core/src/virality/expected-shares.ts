/** How many shares there will be, as it is told: to a tenth of a share, and never fewer than there are. */
import type { ShareForecast } from './growth-head.ts';

/** Of shares, as they are made: between `low80` and `high80` in four of five such cases. */
export interface ExpectedShares {
  readonly shares: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
}

/** `least`: the shares that there are; some may have been made since the forecast was. */
export function expectedShares({ shares, range80, range95 }: ShareForecast, least: number): ExpectedShares {
  const shown = (number: number) => Math.max(least, toTenth(number));
  return {
    shares: shown(shares),
    low80: shown(range80.low),
    high80: shown(range80.high),
    low95: shown(range95.low),
    high95: shown(range95.high),
  };
}

/**
 * Of several posts together. Copies of one matter rise and fall together, so their bounds are summed; of posts that go
 * their own ways the sum would stray less, and so the interval is rather too wide than too narrow.
 */
export function sumOfExpected(parts: readonly ExpectedShares[]): ExpectedShares {
  const sum = (of: (part: ExpectedShares) => number) => toTenth(parts.reduce((all, part) => all + of(part), 0));
  return {
    shares: sum(({ shares }) => shares),
    low80: sum(({ low80 }) => low80),
    high80: sum(({ high80 }) => high80),
    low95: sum(({ low95 }) => low95),
    high95: sum(({ high95 }) => high95),
  };
}

function toTenth(number: number): number {
  return Math.round(number * 10) / 10;
}
