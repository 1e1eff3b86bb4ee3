/** A post's forecast as numbers in a row of tally's or radar's state. */
import type { PostForecast } from '../model/pulse.ts';
import type { ShareForecast } from '../virality/growth-head.ts';

/** Its instant, four forecasts of five numbers, then velocity, acceleration and the reproduction number's three. */
export type PackedForecast = readonly number[];

export function packForecast({ atMs, final, ahead, pace, reproduction }: PostForecast): PackedForecast {
  return [
    atMs,
    ...[final, ...ahead].flatMap(({ shares, range80, range95 }) => [
      shares,
      range80.low,
      range80.high,
      range95.low,
      range95.high,
    ]),
    pace.velocity,
    pace.acceleration,
    reproduction.value,
    reproduction.low,
    reproduction.high,
  ];
}

export function unpackForecast(packed: PackedForecast): PostForecast {
  const at = (place: number) => packed[place] as number;
  const sharesAt = (place: number): ShareForecast => ({
    shares: at(place),
    range80: { low: at(place + 1), high: at(place + 2) },
    range95: { low: at(place + 3), high: at(place + 4) },
  });
  return {
    atMs: at(0),
    final: sharesAt(1),
    ahead: [sharesAt(6), sharesAt(11), sharesAt(16)],
    pace: { velocity: at(21), acceleration: at(22) },
    reproduction: { value: at(23), low: at(24), high: at(25) },
  };
}
