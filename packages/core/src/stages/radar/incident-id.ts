/** Names of incidents and of their notices: functions of what was decided, so that a replay gives the same (law 7). */
import type { RuleClass } from '../../detection/rule-set.ts';
import { hash128Hex } from '../../hashing/content-hash.ts';

/** Of group, brand, class, claim (`platform:post` of its oldest post, or empty) and opening instant. */
export function incidentId(group: string, brand: string, name: RuleClass, claim: string, openedAtMs: number): string {
  return hash128Hex(group, brand, name, claim, String(openedAtMs));
}

/** Of the incident and the notice's place in it, from 0. */
export function noticeId(incident: string, sequence: number): string {
  return hash128Hex(incident, String(sequence));
}
