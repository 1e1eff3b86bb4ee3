/**
 * `rebuild`: begins another generation of the state, counted anew from the log. On the embedded engine it does the counting
 * itself, the instance being stopped; on Kafka the services do, which are relieved and begin again by themselves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import type { Generation, StageName } from '@grapevine/engine/runtime/generation-log.ts';
import { STAGE_NAMES } from '@grapevine/engine/runtime/generation-log.ts';
import {
  beginGeneration,
  planRebuild,
  type Rebuildable,
  type RebuildPlan,
  type RebuildPorts,
  rebuildProgress,
} from '@grapevine/engine/runtime/rebuild.ts';
import { ensureTopics } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { untilAborted } from '@grapevine/service-kit/until-aborted.ts';
import { stageWorks } from '@grapevine/single-process/stage-works.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { planLines, type RebuildReport, reportOf, resultLines } from '../operating/rebuild-report.ts';
import { readConfiguration } from '../settings/configuration-file.ts';
import { dataDirOf, keptConfiguration } from '../settings/data-set.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { grouped } from '../terminal/wording.ts';

export interface RebuildFlags {
  readonly engine: EngineName;
  readonly config?: string;
  readonly dataDir?: string;
  readonly stage?: StageName | 'all';
  readonly why: string;
  readonly dryRun?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** What one engine needs for it. */
interface Site {
  readonly group: string;
  readonly ports: RebuildPorts;
  readonly works: readonly Rebuildable[];
  /** Counts what is left, or waits until others have; resolves when it is done or the user does not want to wait. */
  readonly count: (generation: Generation) => Promise<void>;
}

const LOOK_EVERY_MS = 250;
/** So long nobody is expected to have taken the generation up. */
const PATIENCE_MS = 20_000;

export function rebuild(flags: RebuildFlags, shell: Shell): Promise<number> {
  return flags.engine === 'embedded' ? onEmbedded(flags, shell) : onKafka(flags, shell);
}

/** Refuses (`GV_DATA_DIR_IN_USE`) while an instance runs on it. */
async function onEmbedded(flags: RebuildFlags, shell: Shell): Promise<number> {
  const dataDir = dataDirOf(shell, flags.dataDir);
  const file = keptConfiguration(dataDir);
  if (file === null) {
    throw new CliError(
      'GV_DATA_SET_OTHER',
      `${dataDir} was not begun by \`up\` or \`replay\`; name one that was with --data-dir.`,
    );
  }
  const { configuration } = file;
  const { nowMs } = shell;
  const engine = await openEmbedded({ dataDir, nowMs });
  let isClosed = false;
  try {
    await ensureTopics(engine.log);
    const works = stageWorks(configuration);
    const count = async (generation: Generation): Promise<void> => {
      isClosed = true;
      const system = await openSystem({ engine, configuration, nowMs, paceMs: 0 });
      const done = new AbortController();
      const showing = follow({ log: engine.log, store: engine.store }, works, generation, shell, done.signal);
      try {
        await Promise.race([system.settled(), untilAborted(shell.stop)]);
      } finally {
        done.abort();
        await showing;
        await system.close();
      }
    };
    return await run({ group: configuration.group, ports: engine, works, count }, flags, shell);
  } finally {
    if (!isClosed) await engine.close();
  }
}

async function onKafka(flags: RebuildFlags, shell: Shell): Promise<number> {
  if (flags.dataDir !== undefined) {
    throw new CliError('GV_USAGE', '--data-dir is of the embedded engine; leave it out.');
  }
  const { configuration } = readConfiguration(shell, flags.config);
  const { nowMs } = shell;
  const engine = await openKafkaEngine({
    settings: readSettings(shell.env),
    clientId: 'grapevine-rebuild',
    nowMs,
    observe: () => undefined,
  });
  try {
    const works = stageWorks(configuration);
    const count = (generation: Generation) => follow(engine, works, generation, shell, shell.stop);
    return await run({ group: configuration.group, ports: engine, works, count }, flags, shell);
  } finally {
    await engine.close();
  }
}

async function run({ group, ports, works, count }: Site, flags: RebuildFlags, shell: Shell): Promise<number> {
  const plan = await planRebuild(ports, { group, works, asked: askedFor(flags) });
  if (flags.dryRun === true || plan.stages.length === 0) {
    tell(reportOf(plan, null), plan, flags, shell);
    return flags.dryRun === true && plan.scopes.some(({ misfit }) => misfit !== null) ? EXIT.found : EXIT.fine;
  }
  if (flags.json !== true) for (const line of planLines(plan)) shell.out(line);
  const beganAtMs = shell.nowMs();
  const generation = await beginGeneration(ports, plan, flags.why);
  const isWaiting = flags.engine === 'embedded' || flags.wait;
  const total = await rebuildProgress(ports, works, generation);
  if (isWaiting) await count(generation);
  const seconds = isWaiting ? (shell.nowMs() - beganAtMs) / 1000 : null;
  const isDone = isWaiting && !shell.stop.aborted;
  const report = reportOf(plan, { number: generation.number, records: total.left, seconds, isDone });
  tell(report, plan, flags, shell);
  return shell.stop.aborted ? exitCodeOfStop(shell.stop) : EXIT.fine;
}

function askedFor({ stage }: RebuildFlags): readonly StageName[] | null {
  if (stage === undefined) return null;
  return stage === 'all' ? STAGE_NAMES : [stage];
}

function tell(report: RebuildReport, plan: RebuildPlan, flags: RebuildFlags, shell: Shell): void {
  if (flags.json === true) printJson(shell, report);
  else if (report.result === null) for (const line of planLines(plan)) shell.out(line);
  else for (const line of resultLines(report.result)) shell.out(line);
}

/** Shows how far it is until all is counted, or `signal` aborts. */
async function follow(
  ports: RebuildPorts,
  works: readonly Rebuildable[],
  generation: Generation,
  shell: Shell,
  signal: AbortSignal,
): Promise<void> {
  const progress = progressLine(shell);
  const beganAtMs = shell.nowMs();
  let hasTold = false;
  let lastPulse: number | null = null;
  try {
    while (!signal.aborted) {
      const { begun, scopes, left, pulses } = await rebuildProgress(ports, works, generation);
      // Others may go on sending: it is done when radar has read what the tallies had said by then.
      if (begun === scopes && left === 0) lastPulse ??= pulses.endOffset;
      if (lastPulse !== null && pulses.position >= lastPulse) return;
      progress.show(`counting anew: ${begun} of ${scopes} partitions have begun, ${grouped(left)} records are left`);
      if (!hasTold && begun === 0 && shell.nowMs() - beganAtMs > PATIENCE_MS) {
        hasTold = true;
        progress.clear();
        shell.notice(`Nobody has begun yet: start tally and radar. Generation ${generation.number} stands on the log.`);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.clear();
  }
}
