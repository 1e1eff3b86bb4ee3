/**
 * What people have done, as it stands: the fold of `grapevine.actions.v1`.
 *
 *     acknowledged   the first of an incident stands
 *     judged         the last of an incident stands
 *     missed         each stands once: the same brand, range and words are the same
 *     silenced       the last of its id stands, until it is taken away
 *
 * An action holds for as long as the topic keeps it, 30 days by the clock: so one that has read the topic for long and one
 * that begins to read it now say the same. Bounded: beyond the bounds the oldest makes room.
 */
import type { Acknowledgement, Action, Judgement, Missed, Silenced } from '../model/action.ts';
import type { AlertClass } from '../model/alert.ts';
import { DAY_MS } from '../windows/pane.ts';

export const ACTIONS_KEPT_MS: number = 30 * DAY_MS;
/** Of acknowledgements, and of verdicts. */
export const MAX_INCIDENTS_ACTED_UPON = 10_000;
export const MAX_MISSED = 1_000;
export const MAX_SILENCES = 1_000;

export class PeoplesActions {
  readonly #acknowledged = new Map<string, Acknowledgement>();
  readonly #judged = new Map<string, Judgement>();
  readonly #missed = new Map<string, Missed>();
  readonly #silences = new Map<string, Silenced>();

  /** To be called in the order of the log. */
  fold(action: Action): void {
    switch (action.kind) {
      case 'acknowledged':
        if (!this.#acknowledged.has(action.incident)) {
          putLast(this.#acknowledged, action.incident, action, MAX_INCIDENTS_ACTED_UPON);
        }
        break;
      case 'judged':
        putLast(this.#judged, action.incident, action, MAX_INCIDENTS_ACTED_UPON);
        break;
      case 'missed':
        putLast(this.#missed, missedKey(action), action, MAX_MISSED);
        break;
      case 'silenced':
        putLast(this.#silences, action.silence, action, MAX_SILENCES);
        break;
      case 'unsilenced':
        this.#silences.delete(action.silence);
        break;
    }
  }

  /** Forgets what is older than the topic keeps; `nowMs` is of the clock. */
  forget(nowMs: number): void {
    for (const kept of [this.#acknowledged, this.#judged, this.#missed, this.#silences]) {
      for (const [key, { atMs }] of kept) if (atMs < nowMs - ACTIONS_KEPT_MS) kept.delete(key);
    }
  }

  acknowledgementOf(incident: string): Acknowledgement | null {
    return this.#acknowledged.get(incident) ?? null;
  }

  verdictOf(incident: string): Judgement | null {
    return this.#judged.get(incident) ?? null;
  }

  /** The one that was said last at the end. */
  get missed(): readonly Missed[] {
    return [...this.#missed.values()];
  }

  /** The one that was put last at the end; also those whose time is over. */
  get silences(): readonly Silenced[] {
    return [...this.#silences.values()];
  }

  silence(id: string): Silenced | null {
    return this.#silences.get(id) ?? null;
  }

  /** The one that is put last of those that cover an alert of this class at this instant; `null`: none. */
  silenceAt(brand: string, alertClass: AlertClass, atMs: number): Silenced | null {
    const covers = (each: Silenced) =>
      each.brand === brand &&
      (each.class === null || each.class === alertClass) &&
      each.fromMs <= atMs &&
      atMs < each.toMs;
    return this.silences.findLast(covers) ?? null;
  }

  /** The same that was said before; `null`: it is new. */
  sameMissed(missed: Pick<Missed, 'brand' | 'fromMs' | 'toMs' | 'note'>): Missed | null {
    return this.#missed.get(missedKey(missed)) ?? null;
  }
}

function missedKey({ brand, fromMs, toMs, note }: Pick<Missed, 'brand' | 'fromMs' | 'toMs' | 'note'>): string {
  return JSON.stringify([brand, fromMs, toMs, note]);
}

function putLast<T>(entries: Map<string, T>, key: string, entry: T, most: number): void {
  entries.delete(key);
  entries.set(key, entry);
  for (const oldest of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(oldest);
  }
}
