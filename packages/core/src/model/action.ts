/**
 * What people do about incidents: one record of `grapevine.actions.v1` each. It is laid over incidents and alerts where
 * they are read, and is never fed back into decisions (law 7).
 */
import type { AlertClass } from './alert.ts';
import type { EventTimeMs } from './interaction.ts';

/** What became clear of an incident: it was right, or wrong, to raise it. */
export type Verdict = 'right' | 'wrong';

interface ActionBase {
  readonly schemaVersion: 1;
  /** Unique. */
  readonly id: string;
  readonly group: string;
  /** As on the log: `main/united`. */
  readonly brand: string;
  /** The name that the key carries. */
  readonly by: string;
  /** When, by the clock of who took it. */
  readonly atMs: EventTimeMs;
  /** In the person's words; empty: none. */
  readonly note: string;
}

/** Somebody has seen the incident, and looks after it. */
export interface Acknowledgement extends ActionBase {
  readonly kind: 'acknowledged';
  readonly incident: string;
}

export interface Judgement extends ActionBase {
  readonly kind: 'judged';
  readonly incident: string;
  readonly verdict: Verdict;
}

/** What should have been raised and was not, in `[fromMs, toMs)`. */
export interface Missed extends ActionBase {
  readonly kind: 'missed';
  readonly fromMs: EventTimeMs;
  readonly toMs: EventTimeMs;
}

/** For alerts of the brand with an instant in `[fromMs, toMs)` nobody is to be disturbed. */
export interface Silenced extends ActionBase {
  readonly kind: 'silenced';
  /** Whoever puts it names it. */
  readonly silence: string;
  /** Alerts of this class only; `null`: all. */
  readonly class: AlertClass | null;
  readonly fromMs: EventTimeMs;
  readonly toMs: EventTimeMs;
}

export interface Unsilenced extends ActionBase {
  readonly kind: 'unsilenced';
  readonly silence: string;
}

export type Action = Acknowledgement | Judgement | Missed | Silenced | Unsilenced;
