/**
 * What a stretch of work cost. CPU is that of the whole process (all threads, garbage collection, the store's writer),
 * because on a machine that is shared a rate by the clock says more about the neighbours than about the work.
 */
export interface Cost {
  readonly events: number;
  readonly cpuUsPerEvent: number;
  /** What one core that does nothing else would do in a second. */
  readonly eventsPerSecondOfCpu: number;
  readonly wallMs: number;
  /** By the clock, on this machine as it was. */
  readonly eventsPerSecond: number;
}

export class Meter {
  private readonly startedMs = performance.now();
  private readonly started = process.cpuUsage();

  /** CPU since the meter was made. */
  get cpuUs(): number {
    const { user, system } = process.cpuUsage(this.started);
    return user + system;
  }

  get wallMs(): number {
    return performance.now() - this.startedMs;
  }

  costOf(events: number): Cost {
    return costOf(events, this.cpuUs, this.wallMs);
  }
}

export function costOf(events: number, cpuUs: number, wallMs: number): Cost {
  return {
    events,
    cpuUsPerEvent: rounded(cpuUs / events, 3),
    eventsPerSecondOfCpu: Math.round((events / cpuUs) * 1e6),
    wallMs: Math.round(wallMs),
    eventsPerSecond: Math.round((events / wallMs) * 1000),
  };
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** The value below which the given part (0..1) of the values lies. */
export function quantile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null;
}
