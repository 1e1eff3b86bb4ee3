/**
 * One seed is one run: the scenario, the faults and their instants are functions of it. Afterwards the interactions that
 * are on the log are judged by the oracle, and folded once more without any fault and on the other shape of ports: the
 * totals, the decisions and the accounts must be the same.
 */
import { createHash } from 'node:crypto';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import type { Random } from '../generators/random.ts';
import { Cluster, type Shape, type Wrap } from './cluster.ts';
import type { FaultCounts } from './fault-counts.ts';
import { incidentArrivals, incidentLog, type Size, SMALL, USUAL } from './incident-log.ts';
import type { BreakFeed } from './lawless.ts';
import { Expectation, type Violation } from './outcome.ts';
import { type RunReport, runClean, runRandomly } from './schedule.ts';
import { Sources } from './sources.ts';

export interface Scenario {
  readonly seed: number;
  readonly shape: Shape;
  /** Whether the log is there from the start, or made meanwhile by sources that are read. */
  readonly input: 'given' | 'live';
}

export interface Simulated extends Scenario, Omit<RunReport, 'unfenced' | 'wentOn'> {
  readonly violations: readonly Violation[];
  /** How far event time went. */
  readonly virtualMs: number;
  /** `brand state` of each decision of the clean run. */
  readonly decided: readonly string[];
  /** Of everything on the log and in the stores at the end: equal means that the whole run was. */
  readonly digest: string;
}

export function scenarioOf(seed: number): Scenario {
  return { seed, shape: seed % 2 === 0 ? 'distributed' : 'embedded', input: seed % 4 < 2 ? 'given' : 'live' };
}

/** One world in eight is a busier one. */
function sizeOf(seed: number): Size {
  return Math.floor(seed / 4) % 8 === 0 ? USUAL : SMALL;
}

export interface SimulateOptions {
  /** A law that is broken on purpose, in both runs; default none. */
  readonly breakLaw?: () => Wrap;
  /** One that feeds should keep; default none. */
  readonly breakFeed?: () => BreakFeed;
  /** Whether to sum up everything that is left at the end; default no. */
  readonly withDigest?: boolean;
}

export async function simulate(seed: number, options: SimulateOptions = {}): Promise<Simulated> {
  const scenario = scenarioOf(seed);
  const { breakLaw = () => (ports) => ports, breakFeed = () => (log) => log, withDigest = false } = options;
  const { cluster, report, missing } = await faultyRun(scenario, breakLaw(), breakFeed);
  const logs = await cluster.entries();
  const clean = await Cluster.of(logs, { shape: scenario.shape === 'embedded' ? 'distributed' : 'embedded' });
  await runClean(clean, breakLaw());
  const expectation = await Expectation.of(logs, clean);
  countFromLog(report, expectation);
  const violations: Violation[] = [...(await expectation.violations(cluster))];
  // The clean run's own totals are judged now and then: the oracle says the same of the other run over this log.
  if (seed % 16 === 1) violations.push(...(await expectation.violations(clean)));
  if (report.unfenced > 0) violations.push({ law: 'fence', message: `${report.unfenced} old owners have written` });
  for (const message of report.wentOn) violations.push({ law: 'stop', message });
  for (const identity of missing.slice(0, 5))
    violations.push({ law: 'lost', message: `${identity} is not on the log` });
  const { startMs, nowMs } = cluster.clock;
  const { turns, ioSteps, faults } = report;
  return {
    ...scenario,
    turns,
    ioSteps,
    faults,
    violations,
    virtualMs: nowMs - startMs,
    decided: expectation.decisions.map(stateOf),
    digest: withDigest ? await digestOf(cluster) : '',
  };
}

async function faultyRun({ seed, shape, input }: Scenario, tamper: Wrap, breakFeed: () => BreakFeed) {
  const gapAfterAppend = seed % 3;
  if (input === 'given') {
    const cluster = await Cluster.of(incidentLog(seed, sizeOf(seed)), { shape, gapAfterAppend });
    return { cluster, report: await runRandomly(cluster, seed, { tamper }), missing: [] };
  }
  const cluster = await Cluster.open({ shape, gapAfterAppend, partitions: INTERACTION_PARTITIONS });
  const opened: Sources[] = [];
  const sources = (random: Random, faults: FaultCounts): Sources => {
    const all = new Sources(cluster, { arrivals: incidentArrivals(seed, sizeOf(seed)), breakFeed }, { random, faults });
    opened.push(all);
    return all;
  };
  const report = await runRandomly(cluster, seed, { tamper, sources });
  return { cluster, report, missing: (await opened[0]?.missing()) ?? [] };
}

/** What the log itself has of faults: records that came again, and that came late. */
function countFromLog({ faults }: RunReport, { accounts }: Expectation): void {
  for (const { duplicate, late } of accounts) {
    faults.redelivered += duplicate;
    faults.lateEvent += late;
  }
}

export function stateOf(decision: string): string {
  const { brand, state } = JSON.parse(decision) as { readonly brand: string; readonly state: string };
  return `${brand.slice(-1)} ${state}`;
}

async function digestOf(cluster: Cluster): Promise<string> {
  const hash = createHash('sha256');
  for (const { topic } of Object.values(TOPICS)) {
    const { partitions } = await cluster.log.describe(topic);
    for (let partition = 0; partition < partitions; partition++) {
      for (const { offset, key, value, appendedAtMs } of await cluster.recordsOf(topic, partition)) {
        hash.update(`${topic} ${partition} ${offset} ${key} ${appendedAtMs} `).update(value ?? '');
      }
    }
  }
  for (const { scope } of cluster.works) {
    for (const version of cluster.stores.of(scope).history()) hash.update(JSON.stringify(version));
  }
  return hash.digest('hex').slice(0, 16);
}
