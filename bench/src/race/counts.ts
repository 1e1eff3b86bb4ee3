/** What the race counts, and the comparison of one count with another: each number of each post and pane. */
export const RACE_KINDS = ['mentions', 'likes', 'shares', 'comments', 'views'] as const;
export type RaceKind = (typeof RACE_KINDS)[number];
export type KindCounts = Record<RaceKind, number>;

export interface RaceCounts {
  /** By platform:post; posts that nobody acted on are left out. */
  readonly posts: Map<string, KindCounts>;
  /** By brand id on the log, and start of the pane. */
  readonly panes: Map<string, KindCounts>;
}

export function noCounts(): RaceCounts {
  return { posts: new Map(), panes: new Map() };
}

export function paneKey(brand: string, startMs: number): string {
  return `${brand} ${startMs}`;
}

/** The entry of a key, made if it is not there. */
export function countsAt(table: Map<string, KindCounts>, key: string): KindCounts {
  let counts = table.get(key);
  if (counts === undefined) {
    counts = { mentions: 0, likes: 0, shares: 0, comments: 0, views: 0 };
    table.set(key, counts);
  }
  return counts;
}

/** How many numbers were the same; throws an Error that shows the first that were not. */
export function compareCounts(who: string, found: RaceCounts, expected: RaceCounts): number {
  const numbers = compareTables(`${who}: post`, found.posts, expected.posts);
  return numbers + compareTables(`${who}: pane`, found.panes, expected.panes);
}

type Table = ReadonlyMap<string, KindCounts>;

function compareTables(what: string, found: Table, expected: Table): number {
  const faults: string[] = [];
  let numbers = 0;
  for (const key of new Set([...found.keys(), ...expected.keys()])) {
    for (const kind of RACE_KINDS) {
      const [is, should] = [found.get(key)?.[kind] ?? 0, expected.get(key)?.[kind] ?? 0];
      if (is === should) numbers += 1;
      else faults.push(`${key} has ${is} ${kind}, and should have ${should}`);
    }
  }
  if (faults.length === 0 && numbers > 0) return numbers;
  throw new Error(
    `${what}: ${faults.length} of ${faults.length + numbers} are wrong: ${faults.slice(0, 5).join('; ')}`,
  );
}
