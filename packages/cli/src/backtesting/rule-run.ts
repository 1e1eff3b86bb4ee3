/** One rule set over the pulses of a backtest: what it raises, and what it saw. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { StateStore } from '@grapevine/engine/ports/state-store.ts';
import { decideAgain } from '@grapevine/engine/runtime/decide-again.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { AttentionRecorder } from './attention-series.ts';
import { type RaisedIncident, raisedIncidents } from './raised-incident.ts';

/** Rules by the name of their file. */
export interface NamedRules {
  readonly name: string;
  /** The configuration, with these rules as its alerts. */
  readonly configuration: Configuration;
}

export interface RuleRun extends NamedRules {
  /** Of what decisions depend on; two rule sets that decide alike have the same. */
  readonly digest: string;
  /** Of the whole time, also before the period that is judged. */
  readonly incidents: readonly RaisedIncident[];
  readonly attention: AttentionRecorder;
  /** What was decided upon: `[beganAtMs, watermarkMs)`; `null`: nothing. */
  readonly decided: { readonly beganAtMs: number; readonly watermarkMs: number } | null;
  /** Whether the log does not have its beginning any more, so that what was learned before is not known. */
  readonly isBeheaded: boolean;
}

export interface RunRulesOptions {
  readonly log: EventLog;
  /** For radar's rows; each run has a scope of its own. */
  readonly store: StateStore;
  readonly scope: string;
  readonly signal: AbortSignal;
}

export async function runRules(rules: NamedRules, { log, store, scope, signal }: RunRulesOptions): Promise<RuleRun> {
  const configuration = radarConfigurationOf(rules.configuration);
  const own = configuration.brands.filter(({ isOwn }) => isOwn).map(({ id }) => id);
  const attention = new AttentionRecorder(own);
  const { alerts, startOffset, watermarkMs } = await decideAgain({
    log,
    state: await store.acquire(scope),
    configuration,
    onDecided: attention.onDecided,
    signal,
  });
  const { beganAtMs } = attention;
  return {
    ...rules,
    digest: configuration.digest,
    incidents: raisedIncidents(alerts),
    attention,
    decided: beganAtMs === null || watermarkMs === null ? null : { beganAtMs, watermarkMs },
    isBeheaded: startOffset > 0,
  };
}
