/** What people have done, laid over incidents and alerts on their way out. */
import type { Action, Verdict } from '../model/action.ts';
import type { Alert, AlertClass } from '../model/alert.ts';
import type { Incident } from '../reading/read-incidents.ts';
import type { PeoplesActions } from './people-actions.ts';

export interface WhoAndWhen {
  readonly by: string;
  readonly atMs: number;
  readonly note: string;
}

/** How a rule has done at a brand, of the incidents that are listed. */
export interface RuleRecord {
  readonly fired: number;
  /** Of these, by people's verdicts. */
  readonly right: number;
  readonly wrong: number;
}

export interface Silence extends WhoAndWhen {
  readonly id: string;
  readonly brand: string;
  /** `null`: alerts of any class. */
  readonly class: AlertClass | null;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Overlay {
  readonly acknowledged: WhoAndWhen | null;
  readonly verdict: (WhoAndWhen & { readonly is: Verdict }) | null;
  /** The silence that covers it: an alert at its instant, an incident now or, when it is over, at its last notice. */
  readonly silenced: Silence | null;
  readonly ruleRecord: RuleRecord;
}

const NEVER_FIRED: RuleRecord = { fired: 0, right: 0, wrong: 0 };

export class Overlays {
  readonly #actions: PeoplesActions;
  readonly #nowMs: number;
  readonly #records = new Map<string, RuleRecord>();

  /** `listed`: all incidents that are listed; `nowMs`: of the clock. */
  constructor(listed: Iterable<Incident>, actions: PeoplesActions, nowMs: number) {
    this.#actions = actions;
    this.#nowMs = nowMs;
    for (const { incident, brand, rule } of listed) {
      const { fired, right, wrong } = this.#recordOf(brand, rule.id);
      const verdict = actions.verdictOf(incident)?.verdict;
      this.#records.set(keyOf(brand, rule.id), {
        fired: fired + 1,
        right: right + Number(verdict === 'right'),
        wrong: wrong + Number(verdict === 'wrong'),
      });
    }
  }

  incident(incident: Incident): Incident & Overlay {
    const atMs = incident.state === 'resolved' ? incident.updatedAtMs : this.#nowMs;
    return { ...incident, ...this.#of(incident, atMs) };
  }

  alert(alert: Alert): Alert & Overlay {
    return { ...alert, ...this.#of(alert, alert.atMs) };
  }

  #of(of: Pick<Alert, 'incident' | 'brand' | 'class' | 'rule'>, atMs: number): Overlay {
    const judgement = this.#actions.verdictOf(of.incident);
    const silenced = this.#actions.silenceAt(of.brand, of.class, atMs);
    return {
      acknowledged: whoAndWhen(this.#actions.acknowledgementOf(of.incident)),
      verdict: judgement && { is: judgement.verdict, ...whoAndWhen(judgement) },
      silenced: silenced && silenceOf(silenced),
      ruleRecord: this.#recordOf(of.brand, of.rule.id),
    };
  }

  #recordOf(brand: string, rule: string): RuleRecord {
    return this.#records.get(keyOf(brand, rule)) ?? NEVER_FIRED;
  }
}

export function silenceOf(action: Extract<Action, { kind: 'silenced' }>): Silence {
  const { silence: id, brand, class: alertClass, fromMs, toMs } = action;
  return { id, brand, class: alertClass, fromMs, toMs, ...whoAndWhen(action) };
}

export function whoAndWhen(action: Action): WhoAndWhen;
export function whoAndWhen(action: Action | null): WhoAndWhen | null;
export function whoAndWhen(action: Action | null): WhoAndWhen | null {
  return action && { by: action.by, atMs: action.atMs, note: action.note };
}

function keyOf(brand: string, rule: string): string {
  return `${brand} ${rule}`;
}
