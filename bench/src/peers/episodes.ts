/** One alarm an episode: it begins where the excess reaches the knob, and ends when it has not for so many rows on end. */
export function episodeAlarms(excess: Float64Array, knob: number, quietRows: number): boolean[] {
  let quiet = quietRows;
  return Array.from(excess, (value) => {
    if (value < knob) {
      quiet++;
      return false;
    }
    const begins = quiet >= quietRows;
    quiet = 0;
    return begins;
  });
}
