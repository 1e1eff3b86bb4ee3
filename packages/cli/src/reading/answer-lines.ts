/** What stands around every answer: which range it is of, how far the data goes, what may be missing. */
import { harmless } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { grouped, inUtc, span, timeOfDay } from '../terminal/wording.ts';
import type { PublicState, PublicWindow } from './public-answers.ts';

/** `last 1h   2026-11-23 12:00:00 to 13:00:00 UTC, by the minute, provisional`. */
export function rangeLine(answer: PublicWindow, at: string | undefined): string {
  const which = at === undefined ? `last ${answer.window}` : `${answer.window} before ${at}`;
  const provisional = answer.provisional ? ', provisional' : '';
  return `${which}: ${span(answer.from, answer.to)}, to the ${answer.resolution}${provisional}`;
}

/** How far the data goes, and what may be missing. */
export function stateLine(answer: PublicState, paint: Paint): string {
  const missing = missingParts(answer);
  const known = paint('dim', knownParts(answer).join(' · '));
  return missing.length === 0 ? known : `${known}\n${paint('yellow', missing.join('\n'))}`;
}

/** What of the answer is too low, and why. */
function missingParts({ completeness }: PublicState): readonly string[] {
  const { gaps, isRebuilding } = completeness;
  const spans = gaps.map(({ from, to }) => (from === null ? `everything before ${inUtc(to)}` : span(from, to)));
  return [
    ...spans.map((missing) => `incomplete: ${missing}; records had passed their retention before they were counted`),
    ...(isRebuilding ? ['incomplete: what came last is still being counted anew'] : []),
  ];
}

function knownParts({ asOf, completeness }: PublicState): readonly string[] {
  const { newest, watermark } = asOf;
  const isSameDay = newest !== null && watermark !== null && newest.slice(0, 10) === watermark.slice(0, 10);
  return [
    `newest event ${inUtc(newest)}`,
    `final up to ${isSameDay ? `${timeOfDay(watermark)} UTC` : inUtc(watermark)}`,
    `late ${grouped(completeness.late)}`,
    ...(completeness.idleSources.length === 0 ? [] : [`idle: ${completeness.idleSources.map(harmless).join(', ')}`]),
  ];
}

/** Without a brand's group, which a user may have copied from the log. */
export function bareBrand(brand: string): string {
  return brand.slice(brand.indexOf('/') + 1);
}
