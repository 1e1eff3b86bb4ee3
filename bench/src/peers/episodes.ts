/**
 * The rows at which an episode begins: where the excess reaches the knob, and has not for so many rows on end. A loop, since
 * it is gone through for some hundred settings of each rule, over every minute of every brand.
 */
export function episodeStarts(excess: Float64Array, knob: number, quietRows: number): readonly number[] {
  const starts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < excess.length; row++) {
    if ((excess[row] as number) < knob) continue;
    if (row - last - 1 >= quietRows) starts.push(row);
    last = row;
  }
  return starts;
}

/** By row: whether an episode begins there. */
export function episodeAlarms(excess: Float64Array, knob: number, quietRows: number): readonly boolean[] {
  const alarms = Array.from({ length: excess.length }, () => false);
  for (const row of episodeStarts(excess, knob, quietRows)) alarms[row] = true;
  return alarms;
}
