/** What a rebuild is of, and what came of it, for people and as JSON. */
import { rfc3339 } from '@grapevine/core/reading/public-json.ts';
import type { RebuildPlan } from '@grapevine/engine/runtime/rebuild.ts';
import { grouped, howMany } from '../terminal/wording.ts';

export interface RebuildResult {
  /** Of the generation that was begun. */
  readonly number: number;
  /** To be counted anew. */
  readonly records: number;
  /** Of the clock, until all of it was; `null`: nobody waited. */
  readonly seconds: number | null;
  readonly isDone: boolean;
}

/** The form of `--json`. */
export interface RebuildReport {
  /** Of the state before. */
  readonly generation: number;
  readonly stages: readonly string[];
  readonly scopes: readonly {
    readonly scope: string;
    readonly generation: number;
    readonly position: number | null;
    readonly logFrom: number;
    readonly logTo: number;
    readonly problem: { readonly code: string; readonly message: string } | null;
  }[];
  readonly checkpoint: { readonly position: number; readonly at: string | null; readonly isReadable: boolean } | null;
  readonly incomplete: readonly string[];
  /** `null`: nothing was changed. */
  readonly result: RebuildResult | null;
}

export function reportOf(plan: RebuildPlan, result: RebuildResult | null): RebuildReport {
  const { present, stages, scopes, checkpoint, incomplete } = plan;
  return {
    generation: present.number,
    stages,
    scopes: scopes.map(({ scope, generation, position, startOffset, endOffset, misfit }) => {
      return { scope, generation, position, logFrom: startOffset, logTo: endOffset, problem: misfit };
    }),
    checkpoint:
      checkpoint === null
        ? null
        : {
            position: checkpoint.position,
            at: rfc3339(checkpoint.reachedMs),
            isReadable: checkpoint.isReadable,
          },
    incomplete,
    result,
  };
}

/** What would be done; that nothing would, if so. */
export function planLines(plan: RebuildPlan): readonly string[] {
  const { present, stages, scopes, incomplete } = plan;
  const problems = problemLines(scopes);
  if (stages.length === 0) {
    return [
      `Nothing needs a rebuild: state and log fit, in generation ${present.number}. --stage rebuilds all the same.`,
    ];
  }
  return [
    ...problems,
    ...(problems.length === 0 ? [] : ['']),
    `Generation ${present.number} is replaced:`,
    ...(stages.includes('tally') ? [`  ${tallyLine(plan)}`] : []),
    ...(stages.includes('radar') ? [`  ${radarLine(plan)}`] : []),
    '  alerts that stand on their topic are not sent again',
    ...(incomplete.length === 0 ? [] : ['', 'Incomplete afterwards:']),
    ...incomplete.map((line) => `  ${line}`),
  ];
}

/** What keeps scopes from going on; said once where it is the same of several. */
function problemLines(scopes: RebuildPlan['scopes']): readonly string[] {
  const said = new Map<string, string[]>();
  for (const { scope, misfit } of scopes) {
    if (misfit === null) continue;
    const line = `${misfit.code}  ${misfit.message}`;
    const known = said.get(line);
    if (known === undefined) said.set(line, [scope]);
    else known.push(scope);
  }
  return [...said].map(([line, of]) => `${of.join(', ')}: ${line}`);
}

function tallyLine({ scopes }: RebuildPlan): string {
  const tallies = scopes.filter(({ stage }) => stage === 'tally');
  const records = tallies.reduce((sum, { startOffset, endOffset }) => sum + endOffset - startOffset, 0);
  return `tally  counts ${howMany(records, 'record')} of ${howMany(tallies.length, 'partition')} anew`;
}

function radarLine({ checkpoint, scopes }: RebuildPlan): string {
  const radar = scopes.find(({ stage }) => stage === 'radar');
  const from = checkpoint?.isReadable === true ? checkpoint.position : (radar?.startOffset ?? 0);
  const pulses = howMany(Math.max(0, (radar?.endOffset ?? from) - from), 'pulse');
  return checkpoint?.isReadable === true
    ? `radar  begins from its checkpoint of ${rfc3339(checkpoint.reachedMs)}, and reads ${pulses} and those to come`
    : `radar  begins with nothing, and reads ${pulses} and those to come`;
}

export function resultLines({ number, records, seconds, isDone }: RebuildResult): readonly string[] {
  if (isDone && seconds !== null) {
    const perSecond = grouped(Math.round(records / Math.max(seconds, 0.001)));
    return [
      `Generation ${number} stands: ${howMany(records, 'record')} and pulses in ${seconds.toFixed(1)} s, ${perSecond} a second.`,
    ];
  }
  return [`Generation ${number} was begun; it is counted on by whoever starts next, or runs.`];
}
