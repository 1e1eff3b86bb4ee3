/** What people have done about an alert or incident, as lines. */
import { harmless } from '../terminal/foreign-text.ts';
import { howMany, instant } from '../terminal/wording.ts';
import type { PublicOverlay, PublicSilence } from './public-answers.ts';

/** None: nobody has done anything. */
export function overlayLines({ acknowledged, verdict, silenced, ruleRecord }: PublicOverlay): readonly string[] {
  const { fired, right, wrong } = ruleRecord;
  const record = `of this rule's ${howMany(fired, 'incident')} here ${right} right, ${wrong} wrong`;
  return [
    ...(acknowledged === null ? [] : [`acknowledged by ${doneBy(acknowledged)}`]),
    ...(verdict === null ? [] : [`${verdict.is}, says ${doneBy(verdict)} (${record})`]),
    ...(silenced === null ? [] : [`silenced until ${instant(silenced.to)} by ${doneBy(silenced)}`]),
  ];
}

function doneBy({ by, at, note }: Pick<PublicSilence, 'by' | 'at' | 'note'>): string {
  return `${harmless(by)} ${instant(at)}${note === '' ? '' : `: ${harmless(note)}`}`;
}
