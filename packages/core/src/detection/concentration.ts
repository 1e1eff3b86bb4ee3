/**
 * How concentrated negative attention is: whether it is many people or a few, and their own words or the same ones again.
 * From tables of each partition's most frequent; what is not in them is taken as done or said once, so both shares are at
 * least as large as they say.
 */
import type { ConcentrationTables } from '../model/pulse.ts';

/** Whose part is asked for: that of the five most active. */
const TOP_AUTHORS = 5;

export interface ConcentrationShares {
  /** Of the acts of people who are known, the part that the five most active did: 0..1; `null` without any. */
  readonly topAuthorsShare: number | null;
  /** Of the items that have a text, the part that says the same as another one: 0..1; `null` without any. */
  readonly identicalTextShare: number | null;
}

/** `tables`: one brand's, of every partition. */
export function concentrationOf(tables: readonly ConcentrationTables[]): ConcentrationShares {
  const authors = new Map<bigint, number>();
  const texts = new Map<string, number>();
  let acts = 0;
  let items = 0;
  for (const table of tables) {
    acts += table.acts;
    items += table.items;
    for (const each of table.authors) authors.set(each.author, (authors.get(each.author) ?? 0) + each.acts);
    for (const each of table.texts) texts.set(each.text, (texts.get(each.text) ?? 0) + each.items);
  }
  const listed = [...authors.values()].sort((a, b) => b - a).slice(0, TOP_AUTHORS);
  const unlisted = acts - listed.reduce((sum, count) => sum + count, 0);
  const most = [...listed, ...Array.from({ length: Math.min(TOP_AUTHORS - listed.length, unlisted) }, () => 1)];
  const repeated = [...texts.values()].filter((count) => count > 1);
  return { topAuthorsShare: part(most, acts), identicalTextShare: part(repeated, items) };
}

function part(counts: readonly number[], whole: number): number | null {
  return whole === 0 ? null : counts.reduce((sum, count) => sum + count, 0) / whole;
}
