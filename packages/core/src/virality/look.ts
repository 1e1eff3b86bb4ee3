/**
 * When a post is forecast, and when anew: not with every share and not with every tick, but when there is more to say.
 * So a post is forecast some fifty times in its life, however much it is shared.
 */

/** How a post stood when it was forecast. */
export interface Standing {
  readonly ageSeconds: number;
  readonly shares: number;
}

/** Younger posts are forecast only once they have some shares: next to nothing is known of them. */
export const FIRST_AGE_SECONDS = 300;
const FIRST_SHARES = 10;
/** A forecast is made anew when the post is so much older, so that silence tells, or has so many more acts. */
const MORE = 1.25;

/** Whether a post is to be forecast now; `last`: how it stood the last time, `null` if there was none. */
export function isWorthALook(last: Standing | null, now: Standing): boolean {
  if (last === null) return now.ageSeconds >= FIRST_AGE_SECONDS || now.shares >= FIRST_SHARES;
  return now.ageSeconds >= MORE * last.ageSeconds || now.shares + 1 >= MORE * (last.shares + 1);
}
