/**
 * Laws broken on purpose, each by a wrapper around the ports of one worker: what the simulation must be able to see.
 * A function here makes the wrapper for one run, with what the broken system would remember.
 */
import { addCounters, type Counters, emptyCounters } from '@grapevine/core/metrics/counters.ts';
import type { OnTimeSlot, Pulse } from '@grapevine/core/model/pulse.ts';
import { floorTo, MINUTE_MS, PANE_MS } from '@grapevine/core/windows/pane.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog, PartitionAppend, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateReader, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { RADAR_SCOPE, type Wrap } from './cluster.ts';
import { delegate, type Ports } from './turns.ts';

const APPENDS_UNDER_WAY = 3;

/** What stands between one life of a feed and the log. */
export type BreakFeed = (log: EventLog) => EventLog;

/** Law 4: the position is committed before the output is on the log. */
export function commitBeforePublish(): Wrap {
  return ({ log, store }) => {
    let held: PartitionAppend[] = [];
    return {
      log: {
        ...delegate(log),
        append: async (parts) => {
          held.push(...parts);
          return parts.map(() => 0);
        },
      },
      store: withCommit(store, (owned) => async (next, changes) => {
        await owned.commit(next, changes);
        const parts = held;
        held = [];
        if (parts.length > 0) await log.append(parts);
      }),
    };
  };
}

/** Law 2: whoever writes last has written; no owner is refused, neither its rows nor its commit. */
export function noFence(): Wrap {
  const unchecked = rowsUnchecked();
  return (ports, scope) => {
    const { log, store } = unchecked(ports, scope);
    const jumping = withCommit(store, (owned) => async (next, changes) => {
      try {
        await owned.commit(next, changes);
      } catch (cause) {
        if (!(cause instanceof EngineError)) throw cause;
        const usurper = await ports.store.acquire(scope);
        await usurper.commit(next, changes);
      }
    });
    return { log, store: jumping };
  };
}

/** Law 2, for reading: an old owner may fold its successor's rows into what it publishes. */
export function rowsUnchecked(): Wrap {
  return ({ log, store }) => {
    let own: OwnedState | null = null;
    const asTheyAre = async <T>(scope: string, use: (rows: StateReader) => Promise<T>): Promise<T> => {
      const snapshot = await store.snapshot(scope);
      try {
        return await use(snapshot);
      } finally {
        snapshot.close();
      }
    };
    return {
      log,
      store: {
        ...plainStore(store),
        acquire: async (scope) => {
          const owned = await store.acquire(scope);
          own = owned;
          return {
            ...plainOwned(owned),
            get position() {
              return owned.position;
            },
            read: (family, keys) => asTheyAre(scope, (rows) => rows.read(family, keys)),
            scan: (family) => asTheyAre(scope, (rows) => rows.scan(family)),
          };
        },
        snapshot: async (scope) => {
          const snapshot = await store.snapshot(scope);
          return { ...snapshot, position: own?.position ?? snapshot.position, close: () => snapshot.close() };
        },
      },
    };
  };
}

/** Law 3: the last total that is read counts, however old it is. */
export function lastReadWins(): Wrap {
  return pulsesAsRead(() => (pulse, record) => ({ ...pulse, offset: record.offset }));
}

/** Law 3: what was added since the last commit, instead of totals. */
export function deltas(): Wrap {
  const committed = new Map<string, Map<string, Counters>>();
  const asDeltas: Wrap = ({ log, store }, scope) => {
    const base = committed.get(scope) ?? new Map<string, Counters>();
    committed.set(scope, base);
    const newest = new Map<string, Counters>();
    const delta = (pulse: Pulse): Pulse => ({
      ...pulse,
      onTime: pulse.onTime.map((slot) => {
        newest.set(slotName(slot), slot.counters);
        return { ...slot, counters: difference(slot.counters, base.get(slotName(slot))) };
      }),
    });
    return {
      log: { ...delegate(log), append: (parts) => log.append(parts.map((part) => changePulses(part, delta))) },
      store: withCommit(store, (owned) => async (next, changes) => {
        await owned.commit(next, changes);
        for (const [name, counters] of newest) base.set(name, structuredClone(counters));
      }),
    };
  };
  // Radar in its turn adds up all that it was ever told of a slot.
  const asSums = pulsesAsRead(() => {
    const sums = new Map<string, Counters>();
    return (pulse, record) => ({
      ...pulse,
      offset: record.offset,
      onTime: pulse.onTime.map((slot) => {
        const name = `${pulse.partition} ${slotName(slot)}`;
        const sum = structuredClone(sums.get(name) ?? emptyCounters());
        addCounters(sum, slot.counters);
        sums.set(name, sum);
        return { ...slot, counters: sum };
      }),
    });
  });
  return (ports, scope) => (scope === RADAR_SCOPE ? asSums : asDeltas)(ports, scope);
}

/** Law 5: nobody looks whether the log still holds what the store has read. */
export function logNotChecked(): Wrap {
  return ({ log, store }) => ({
    store,
    log: {
      ...delegate(log),
      bounds: async (topic, partition) => {
        const { startOffset, endOffset } = await log.bounds(topic, partition);
        if (topic === TOPICS.alerts.topic) return { startOffset, endOffset };
        return { startOffset: Math.min(startOffset, 0), endOffset: Number.MAX_SAFE_INTEGER };
      },
    },
  });
}

/** Law 5: what lives longer than its input is kept is nowhere but in the store. */
export function noCheckpoints(): Wrap {
  return ({ log, store }) => ({ store, log: { ...delegate(log), latest: async () => [] } });
}

/** Law 5: what an older generation says is taken for news of the present one. */
export function olderGenerationsTaken(): Wrap {
  return pulsesAsRead(() => {
    const newest = new Map<number, number>();
    return (pulse) => {
      const generation = Math.max(pulse.generation, newest.get(pulse.partition) ?? 0);
      newest.set(pulse.partition, generation);
      return { ...pulse, generation };
    };
  });
}

/** Law 5: a partition that is counted anew is taken to be where it was, with totals that are not there yet. */
export function halfCounted(): Wrap {
  return pulsesAsRead(() => {
    const newest = new Map<number, number>();
    return (pulse) => {
      const { partition, watermarkMs } = pulse;
      const latestMs = Math.max(watermarkMs ?? 0, newest.get(partition) ?? 0);
      newest.set(partition, latestMs);
      return { ...pulse, watermarkMs: watermarkMs === null ? null : latestMs };
    };
  });
}

/** Acknowledged is durable: a feed takes for written what is still under way, and notes its cursor. */
export function notAwaited(): BreakFeed {
  const underWay: (readonly PartitionAppend[])[] = [];
  return (log) => ({
    ...delegate(log),
    append: async (parts) => {
      const isCursor = ({ topic }: PartitionAppend) => topic === TOPICS.sources.topic;
      underWay.push(parts.filter((part) => !isCursor(part)));
      const cursors = parts.filter(isCursor);
      if (cursors.length > 0) await log.append(cursors);
      while (underWay.length > APPENDS_UNDER_WAY) await log.append(underWay.shift() ?? []);
      return parts.map(() => 0);
    },
  });
}

/** Section 3: what comes late is counted in its pane, as long as that has not been summed yet. */
export function lateInDecisions(): Wrap {
  return pulsesAsRead(() => {
    const onTime = new Map<string, Counters>();
    const late = new Map<string, Counters>();
    return (pulse) => {
      const name = ({ brand, startMs }: { readonly brand: string; readonly startMs: number }) =>
        `${pulse.partition} ${brand} ${startMs}`;
      for (const slot of pulse.onTime) onTime.set(name(slot), slot.counters);
      const mixed: OnTimeSlot[] = [];
      for (const slot of pulse.late) {
        if (slot.level === 'minute') late.set(name(slot), slot.counters);
        mixed.push(...panesOf(slot.startMs).map((startMs) => ({ ...slot, startMs })));
      }
      const touched = new Map([...mixed, ...pulse.onTime].map((slot) => [name(slot), slot]));
      const slots = [...touched.values()].map(({ brand, startMs }) => {
        const counters = emptyCounters();
        addCounters(counters, onTime.get(name({ brand, startMs })) ?? emptyCounters());
        // The minute's late totals stand in its first pane.
        const ofMinute = startMs === floorTo(startMs, MINUTE_MS) ? late.get(name({ brand, startMs })) : undefined;
        addCounters(counters, ofMinute ?? emptyCounters());
        return { brand, startMs, counters };
      });
      return { ...pulse, onTime: slots };
    };
  });
}

/** Section 3: panes are decided upon a minute before everybody has passed them. */
export function unfinishedPanes(): Wrap {
  return pulsesAsRead(() => (pulse) => ({
    ...pulse,
    watermarkMs: pulse.watermarkMs === null ? null : pulse.watermarkMs + 2 * MINUTE_MS,
  }));
}

type ChangePulse = (pulse: Pulse, record: StoredRecord) => Pulse;

/** Changes the pulses that radar reads: each as a function of the whole topic up to it, whoever reads it when. */
function pulsesAsRead(makeChange: () => ChangePulse): Wrap {
  const change = makeChange();
  const changed = new Map<number, Uint8Array>();
  return ({ log, store }: Ports, scope) => {
    if (scope !== RADAR_SCOPE) return { log, store };
    return {
      store,
      log: {
        ...delegate(log),
        read: async (topic, partition, fromOffset, limit) => {
          const batch = await log.read(topic, partition, fromOffset, limit);
          const records = batch.records.map((record) => {
            if (topic !== TOPICS.pulses.topic || record.value === null) return record;
            const value = changed.get(record.offset) ?? encodePulse(change(decodePulse(record.value), record));
            changed.set(record.offset, value);
            return { ...record, value };
          });
          return { ...batch, records };
        },
      },
    };
  };
}

function changePulses(part: PartitionAppend, change: (pulse: Pulse) => Pulse): PartitionAppend {
  if (part.topic !== TOPICS.pulses.topic) return part;
  const records = part.records.map((record) => ({
    ...record,
    value: record.value === null ? null : encodePulse(change(decodePulse(record.value))),
  }));
  return { ...part, records };
}

function difference(total: Counters, base: Counters | undefined): Counters {
  const rest = structuredClone(total);
  for (const index of rest.vector.keys()) rest.vector[index] = (total.vector[index] ?? 0) - (base?.vector[index] ?? 0);
  return rest;
}

function slotName({ brand, startMs }: OnTimeSlot): string {
  return `${brand} ${startMs}`;
}

function panesOf(minuteMs: number): number[] {
  return Array.from({ length: MINUTE_MS / PANE_MS }, (_, pane) => minuteMs + pane * PANE_MS);
}

type Commit = OwnedState['commit'];

/** A store whose owners commit in another way. */
function withCommit(store: StateStore, change: (owned: OwnedState) => Commit): StateStore {
  return {
    ...plainStore(store),
    acquire: async (scope) => {
      const owned = await store.acquire(scope);
      return {
        ...plainOwned(owned),
        ...(owned.fencesReads === true && { fencesReads: true }),
        get position() {
          return owned.position;
        },
        commit: change(owned),
      };
    },
  };
}

function plainOwned(owned: OwnedState): Omit<OwnedState, 'position' | 'fencesReads'> {
  return {
    scope: owned.scope,
    epoch: owned.epoch,
    read: (family, keys) => owned.read(family, keys),
    scan: (family) => owned.scan(family),
    commit: (next, changes) => owned.commit(next, changes),
    ...(owned.show !== undefined && { show: async (views) => owned.show?.(views) }),
    empty: () => owned.empty(),
  };
}

function plainStore(store: StateStore): StateStore {
  return {
    acquire: (scope) => store.acquire(scope),
    snapshot: (scope) => store.snapshot(scope),
    scopes: () => store.scopes(),
  };
}
