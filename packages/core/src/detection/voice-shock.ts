/**
 * The rule `voice-shock`: an own brand's share of its market's mentions has jumped or fallen beyond its usual, over six
 * hours. A jump may be good news; the alert says what it is made of, and is no more than `watch`.
 */

import { HOUR_MS } from '../windows/pane.ts';
import { allowedProbability, areMet, atLeast, atMost, type Finding, LOOKS_IN_A_WINDOW } from './finding.ts';
import type { Thresholds } from './rule-set.ts';
import type { Tally, UsualProportion } from './usual-proportion.ts';

export const VOICE_WINDOW_MS = 6 * HOUR_MS;
/** How far an hour's share strays from the usual at first. */
export const VOICE_STRAY = 0.08;

/** Of `market` mentions `own` are the brand's. */
export function voiceTally(own: number, market: number): Tally {
  return { items: market, sum: own, squares: own };
}

export interface VoiceLook {
  readonly when: Thresholds<'voice-shock'>;
  readonly falseAlarmsPerWeek: number;
  readonly own: number;
  readonly market: number;
  readonly usual: UsualProportion;
}

/** `null`: nothing is known yet to hold it against. Where nothing was said, nothing has changed. */
export function findVoiceShock({ when, falseAlarmsPerWeek, own, market, usual }: VoiceLook): Finding | null {
  if (usual.hours === 0) return null;
  const { now, usual: level, sigma, tailProbability } = usual.compare(voiceTally(own, market));
  const change = Math.abs(now - level);
  // On either side.
  const chance = Math.min(1, 2 * tailProbability);
  const allowed = allowedProbability('voice-shock', falseAlarmsPerWeek, VOICE_WINDOW_MS / LOOKS_IN_A_WINDOW);
  const conditions = [
    atLeast('mentions', market, when.mentions),
    atLeast('change', change, when.change),
    atMost('tailProbability', chance, allowed),
    atLeast('historyHours', usual.hours, when.historyHours),
  ];
  return {
    conditions,
    isMet: areMet(conditions),
    isCalm: change < when.change / 2,
    severity: 'watch',
    windowMs: VOICE_WINDOW_MS,
    observed: now,
    size: change,
    expected: () => ({ value: level, low: Math.max(0, level - 2 * sigma), high: Math.min(1, level + 2 * sigma) }),
    tailProbability: chance,
    people: 0,
  };
}
