/** Whether the counting is so far behind that whoever brings interactions should wait. */

/** So many records behind, clients are asked to come again later, and streams wait. */
const MAX_LAG_RECORDS = 500_000;
/** How old the known lag may be: asking for it costs round trips. */
const LAG_KNOWN_FOR_MS = 1000;

export function watchSaturation(lag: () => Promise<number>, nowMs: () => number): () => Promise<boolean> {
  let known = 0;
  let knownAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (nowMs() - knownAtMs >= LAG_KNOWN_FOR_MS) {
      knownAtMs = nowMs();
      known = await lag();
    }
    return known > MAX_LAG_RECORDS;
  };
}
