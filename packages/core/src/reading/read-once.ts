/** Rows of one answer, each read once: counts and people of a range look into the same late rows. */
import type { RowReader } from '../stages/state-changes.ts';

/** For one answer from one snapshot; it forgets nothing. */
export function readOnce(rows: RowReader): RowReader {
  const answers = new Map<string, ReturnType<RowReader['read']>>();
  return {
    read: (family, keys) => {
      const name = [family, ...keys].join('\n');
      const known = answers.get(name);
      if (known !== undefined) return known;
      const answer = rows.read(family, keys);
      answers.set(name, answer);
      return answer;
    },
    scan: (family) => rows.scan(family),
  };
}
