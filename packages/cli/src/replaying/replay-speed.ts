/** How fast a replay goes: `max`, `realtime`, or so many times as fast (`60x`). */
const TIMES = /^(\d{1,6}(?:\.\d{1,3})?)x$/;

/** Seconds of event time in a second; `null`: as fast as it can; `undefined`: not a speed. */
export function replaySpeed(text: string): number | null | undefined {
  if (text === 'max') return null;
  if (text === 'realtime') return 1;
  const times = Number(TIMES.exec(text)?.[1] ?? Number.NaN);
  return times > 0 ? times : undefined;
}
