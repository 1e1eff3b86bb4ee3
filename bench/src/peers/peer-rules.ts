/**
 * Four rules that others have published, as functions over a series of counts. Each gives for each row how far the count
 * is above what the rule compares it with; the rule alarms where that reaches its knob. What a page leaves open is
 * settled in the rule's favour: looked at with every row (and not once an hour or two), with the history that there is
 * so far (and not only when all of it is there), and never held against less than one event (so that a ratio to nothing
 * alarms at nobody's first mention).
 */
export interface PeerRule {
  readonly id: string;
  readonly what: string;
  /** The knob as published; `null`: it is not said. */
  readonly published: number | null;
  /** Of each row what is compared with the knob; 0 while there is nothing to compare with. */
  readonly excess: (counts: readonly number[], intervalMs: number) => Float64Array;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const LEAST_LEVEL = 1;

export const PEER_RULES: readonly PeerRule[] = [
  {
    id: 'hour-against-12-hours',
    what: 'the last hour over the mean of the 12 hours before (Meltwater), and not below the same hour of the day and of the week before',
    published: null,
    excess: (counts, intervalMs) => {
      const sums = new RunningSums(counts);
      const [hour, day, week] = [rowsIn(HOUR_MS, intervalMs), rowsIn(DAY_MS, intervalMs), rowsIn(WEEK_MS, intervalMs)];
      return each(counts, (row) => {
        const end = row + 1;
        const now = sums.between(end - hour, end);
        const before = sums.between(end - 13 * hour, end - hour);
        const hours = Math.min(12, Math.max(0, end - hour) / hour);
        if (hours < 1) return 0;
        const isUsual = [day, week].some((ago) => end - ago >= hour && now < sums.between(end - ago - hour, end - ago));
        return isUsual ? 0 : now / Math.max(LEAST_LEVEL, before / hours);
      });
    },
  },
  {
    id: 'same-hour-of-4-weeks',
    what: 'the last hour over the mean of the same hour of up to four weeks before (Salesforce Social Studio)',
    published: null,
    excess: (counts, intervalMs) => {
      const sums = new RunningSums(counts);
      const [hour, week] = [rowsIn(HOUR_MS, intervalMs), rowsIn(WEEK_MS, intervalMs)];
      return each(counts, (row) => {
        const end = row + 1;
        const same = [1, 2, 3, 4]
          .map((weeks) => end - weeks * week)
          .filter((then) => then >= hour)
          .map((then) => sums.between(then - hour, then));
        if (same.length === 0) return 0;
        const mean = same.reduce((sum, count) => sum + count, 0) / same.length;
        return sums.between(end - hour, end) / Math.max(LEAST_LEVEL, mean);
      });
    },
  },
  {
    id: '10-minutes-against-6-hours',
    what: 'the last 10 minutes over the mean 10 minutes of the 6 hours before (MutualMind)',
    published: 2,
    excess: (counts, intervalMs) => {
      const sums = new RunningSums(counts);
      const [ten, six] = [rowsIn(10 * MINUTE_MS, intervalMs), rowsIn(6 * HOUR_MS, intervalMs)];
      return each(counts, (row) => {
        const end = row + 1;
        const rows = Math.min(six, Math.max(0, end - ten));
        if (rows < ten) return 0;
        const mean = (sums.between(end - ten - rows, end - ten) * ten) / rows;
        return sums.between(end - ten, end) / Math.max(LEAST_LEVEL, mean);
      });
    },
  },
  {
    id: 'sigmas-of-14-days',
    what: 'how many standard deviations the last hour lies above the mean hour of the 14 days before (Exorde)',
    published: 5,
    excess: (counts, intervalMs) => {
      const sums = new RunningSums(counts);
      const hour = rowsIn(HOUR_MS, intervalMs);
      const fortnight = rowsIn(14 * DAY_MS, intervalMs);
      const hours = counts.map((_, row) => (row + 1 < hour ? 0 : sums.between(row + 1 - hour, row + 1)));
      const level = new RunningSums(hours);
      const square = new RunningSums(hours.map((count) => count * count));
      return each(counts, (row) => {
        const end = row + 1 - hour;
        const begin = Math.max(hour - 1, end - fortnight);
        const rows = end - begin;
        if (rows < rowsIn(DAY_MS, intervalMs)) return 0;
        const mean = level.between(begin, end) / rows;
        const variance = square.between(begin, end) / rows - mean * mean;
        return ((hours[row] as number) - mean) / Math.sqrt(Math.max(LEAST_LEVEL, variance));
      });
    },
  },
];

class RunningSums {
  private readonly sums: Float64Array;

  constructor(values: readonly number[]) {
    this.sums = new Float64Array(values.length + 1);
    for (const [index, value] of values.entries()) this.sums[index + 1] = (this.sums[index] as number) + value;
  }

  /** Of `[from, to)`; what lies before the first is 0. */
  between(from: number, to: number): number {
    return (this.sums[Math.max(0, to)] as number) - (this.sums[Math.max(0, from)] as number);
  }
}

function rowsIn(spanMs: number, intervalMs: number): number {
  return Math.max(1, Math.round(spanMs / intervalMs));
}

function each(counts: readonly number[], excessAt: (row: number) => number): Float64Array {
  return Float64Array.from(counts, (_, row) => excessAt(row));
}
