/** What people have done about an alert or incident, as lines. */
import { harmless } from '../terminal/foreign-text.ts';
import { instant } from '../terminal/wording.ts';
import type { IncidentWords } from './incident-words.ts';
import type { PublicOverlay, PublicSilence } from './public-answers.ts';

/** None: nobody has done anything. */
export function overlayLines(
  { acknowledged, verdict, silenced, ruleRecord }: PublicOverlay,
  words: IncidentWords,
): readonly string[] {
  const { fired, right, wrong } = ruleRecord;
  const record = words.record(fired, right, wrong);
  return [
    ...(acknowledged === null ? [] : [words.acknowledged(doneBy(acknowledged))]),
    ...(verdict === null ? [] : [`${words.says(words.verdicts[verdict.is], doneBy(verdict))} (${record})`]),
    ...(silenced === null ? [] : [words.silenced(instant(silenced.to), doneBy(silenced))]),
  ];
}

function doneBy({ by, at, note }: Pick<PublicSilence, 'by' | 'at' | 'note'>): string {
  return `${harmless(by)} ${instant(at)}${note === '' ? '' : `: ${harmless(note)}`}`;
}
