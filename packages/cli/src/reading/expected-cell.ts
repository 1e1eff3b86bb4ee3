/** A post's forecast as cells of a table. */
import { grouped } from '../terminal/wording.ts';
import type { PublicForecast, PublicReproduction } from './public-answers.ts';

/** `140, 96 to 310`: of shares in the end. */
export function expectedCell({ final }: PublicForecast, to: string): string {
  const [middle, low, high] = [final.shares, final.low80, final.high80].map((number) => grouped(Math.round(number)));
  return `${middle}, ${low} ${to} ${high}`;
}

export function reproductionCell(reproduction: PublicReproduction | null): string {
  return reproduction === null ? '-' : reproduction.value.toFixed(1);
}
