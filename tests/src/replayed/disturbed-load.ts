/**
 * The standard load with all that is hard to count once: late, repeated and retracted interactions and comments, and
 * crises laid over them, so that there are incidents to compare.
 */
import { crisisOverlay } from '@grapevine/testkit/crisis.ts';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { standardLoadBrands } from '@grapevine/testkit/standard-load-brands.ts';

const SEED = 20_150_223;
const HOUR_MS = 3_600_000;
const EVENTS_PER_SECOND = 0.7;

export const LOAD_BRANDS = 4;
export const LOAD_START_MS = Date.UTC(2026, 0, 5, 8);

/** As lines of NDJSON, in order of delivery. */
export function disturbedLoad(events: number): readonly string[] {
  const load = standardLoad({
    seed: SEED,
    events,
    startMs: LOAD_START_MS,
    eventsPerSecond: EVENTS_PER_SECOND,
    posts: 2_000,
    authors: 5_000,
    brands: LOAD_BRANDS,
    lateShare: 0.01,
    redeliveredShare: 0.03,
    retractionShare: 0.03,
  });
  const crises = standardLoadBrands(LOAD_BRANDS).flatMap(({ id }, index) =>
    crisisOverlay({
      seed: SEED + index,
      brand: id,
      startMs: LOAD_START_MS + HOUR_MS + (index * HOUR_MS) / 2,
      acts: 2_500,
      authors: 600,
      shape: index % 2 === 0 ? 'steady' : 'burst',
    }),
  );
  const delivered = [...load].map((interaction, index) => {
    return { interaction, dueMs: LOAD_START_MS + (index * 1000) / EVENTS_PER_SECOND };
  });
  delivered.push(...crises.map((interaction) => ({ interaction, dueMs: Date.parse(interaction.at) })));
  delivered.sort((a, b) => a.dueMs - b.dueMs);
  return delivered.map(({ interaction }) => JSON.stringify(interaction));
}
