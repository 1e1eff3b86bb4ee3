/** What `forecast --json` says of a cascade: one document for each age, and one if it reached the size asked about. */
import type { AgeForecast, CascadeForecast } from '@grapevine/core/virality/forecast-run.ts';

type Id = string | number;

export interface AgeDocument {
  readonly id: Id;
  readonly atSeconds: number;
  /** Entries of `t` up to then, the post itself among them; `final` and its bounds count alike. */
  readonly seen: number;
  readonly final: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
  /** Further shares that one share causes, with its 90 % interval. */
  readonly reproduction: number;
  readonly reproductionLow: number;
  readonly reproductionHigh: number;
  /** Shares a minute of late; and how that changes, a minute. */
  readonly velocity: number;
  readonly acceleration: number;
}

export interface DoublingDocument {
  readonly id: Id;
  readonly after: number;
  readonly pDouble: number;
}

export function documentsOf(
  id: Id,
  { ages, doubling }: CascadeForecast,
  after: number,
): readonly (AgeDocument | DoublingDocument)[] {
  const byAge = ages.map((age) => ageDocument(id, age));
  return doubling === null ? byAge : [...byAge, { id, after, pDouble: rounded(doubling.probability, 1e6) }];
}

function ageDocument(id: Id, { snapshot, forecast }: AgeForecast): AgeDocument {
  const { shares, range80, range95 } = forecast.final;
  const { value, low, high } = snapshot.reproduction;
  const acts = (count: number) => rounded(count + 1, 1e3);
  return {
    id,
    atSeconds: snapshot.ageSeconds,
    seen: snapshot.shares + 1,
    final: acts(shares),
    low80: acts(range80.low),
    high80: acts(range80.high),
    low95: acts(range95.low),
    high95: acts(range95.high),
    reproduction: rounded(value, 1e3),
    reproductionLow: rounded(low, 1e3),
    reproductionHigh: rounded(high, 1e3),
    velocity: rounded(snapshot.pace.velocity, 1e4),
    acceleration: rounded(snapshot.pace.acceleration, 1e4),
  };
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
