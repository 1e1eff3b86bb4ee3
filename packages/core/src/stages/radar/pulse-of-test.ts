/** Pulses and their slots for unit tests of radar's parts. */
import { type CounterId, type Counters, counterIndex, emptyCounters } from '../../metrics/counters.ts';
import type { Pulse, Step } from '../../model/pulse.ts';
import { emptyAccounts } from '../tally/accounts.ts';

export const T0: number = Date.UTC(2026, 10, 23, 12);

export function countersOfTest(counts: Partial<Record<CounterId, number>>): Counters {
  const counters = emptyCounters();
  for (const [id, count] of Object.entries(counts)) counters.vector[counterIndex(id as CounterId)] = count;
  return counters;
}

export function pulseOfTest(fields: Partial<Pulse> = {}): Pulse {
  return {
    partition: 0,
    generation: 1,
    offset: 10,
    watermarkMs: T0,
    newestMs: T0,
    chunk: 0,
    chunks: 1,
    onTime: [],
    late: [],
    people: [],
    cuts: [],
    steps: [],
    feedChanges: [],
    erased: [],
    passed: 0,
    completeFromMs: null,
    ...fields,
  };
}

export function stepOfTest(stepMs: number, fields: Partial<Step> = {}): Step {
  return {
    stepMs,
    offset: stepMs / 10_000,
    feeds: [],
    accounts: emptyAccounts(),
    top: [],
    concentrations: [],
    ...fields,
  };
}
