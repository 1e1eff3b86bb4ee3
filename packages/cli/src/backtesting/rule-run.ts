/** One rule set over the pulses of a backtest: what it raises, and what it saw. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { NearMiss } from '@grapevine/core/detection/near-miss.ts';
import { readExplanation } from '@grapevine/core/reading/read-explanation.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { decideAgain } from '@grapevine/engine/runtime/decide-again.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { AttentionRecorder } from './attention-series.ts';
import { type RaisedIncident, raisedIncidents } from './raised-incident.ts';

/** What nearly became an incident of a brand, or was held back. */
export interface BrandNearMiss extends NearMiss {
  /** As on the log. */
  readonly brand: string;
}

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
  /** Of own brands, in the last week of the data: as long as radar remembers them. */
  readonly nearMisses: readonly BrandNearMiss[];
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
  const state = await store.acquire(scope);
  const { alerts, startOffset, watermarkMs } = await decideAgain({
    log,
    state,
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
    nearMisses: await nearMissesOf(own, state, configuration),
    decided: beganAtMs === null || watermarkMs === null ? null : { beganAtMs, watermarkMs },
    isBeheaded: startOffset > 0,
  };
}

async function nearMissesOf(
  brands: readonly string[],
  state: OwnedState,
  configuration: RadarConfiguration,
): Promise<readonly BrandNearMiss[]> {
  const misses: BrandNearMiss[] = [];
  for (const brand of brands) {
    const explanation = await readExplanation(state, { brand, configuration });
    if (explanation.kind === 'answer') misses.push(...explanation.nearMisses.map((miss) => ({ ...miss, brand })));
  }
  return misses.toSorted((a, b) => a.atMs - b.atMs);
}
