/** The simulated cascades that the shipped values are learned from; others are made of other seeds. */
export const LESSON = { seed: 11, count: 1_000, leastActs: 15 } as const;
