/** What people have done about an alert or incident, as lines. */
import { harmless } from '../terminal/foreign-text.ts';
import type { WallClock } from '../terminal/wall-clock.ts';
import type { IncidentWords } from './incident-words.ts';
import type { PublicOverlay, PublicSilence } from './public-answers.ts';

/** None: nobody has done anything. */
export function overlayLines(
  { acknowledged, verdict, silenced, ruleRecord }: PublicOverlay,
  { words, clock }: { readonly words: IncidentWords; readonly clock: WallClock },
): readonly string[] {
  const { fired, right, wrong } = ruleRecord;
  const record = words.record(fired, right, wrong);
  return [
    ...(acknowledged === null ? [] : [words.acknowledged(doneBy(acknowledged, clock))]),
    ...(verdict === null ? [] : [`${words.says(words.verdicts[verdict.is], doneBy(verdict, clock))} (${record})`]),
    ...(silenced === null ? [] : [words.silenced(clock.instant(silenced.to), doneBy(silenced, clock))]),
  ];
}

function doneBy({ by, at, note }: Pick<PublicSilence, 'by' | 'at' | 'note'>, clock: WallClock): string {
  return `${harmless(by)} ${clock.instant(at)}${note === '' ? '' : `: ${harmless(note)}`}`;
}
