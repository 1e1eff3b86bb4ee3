/**
 * Lays severe crises over the airline weeks, replays all of it, and says for each crisis when its incident opened.
 *
 * A crisis is severe when for half an hour it brings eight times the negative attention usual for its airline at that
 * hour of the day, and at least 200 acts by at least 50 people. Usual is counted from the tweets, not asked of the rule.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { type CrisisShape, severeCrisis } from '@grapevine/testkit/crisis.ts';
import { configurationOf, replayInto } from '../replayed/replay-into.ts';
import { airlineConfiguration, airlinesOf, interactionsOf, type Tweet } from './airline-interactions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** An incident that opens later than this after the start is not the crisis's. */
const OWN_FOR_MS = 35 * MINUTE_MS;

export interface LaidCrisis {
  readonly airline: string;
  readonly startMs: number;
}

export interface CrisisFound {
  readonly crisis: LaidCrisis;
  /** Notices that opened an incident of the airline while the crisis lasted, or reopened the one of the crisis before. */
  readonly opened: readonly Alert[];
  /** From the crisis's post to the first of them, in ms of event time; `null`: missed. */
  readonly delayMs: number | null;
  /** From the moment the crisis had brought as many acts in five minutes as the rule asks for at the least. */
  readonly delayAfterFloorMs: number | null;
}

export interface TrialOutcome {
  readonly found: readonly CrisisFound[];
  /** Incidents that belong to no crisis. */
  readonly others: readonly Alert[];
}

export interface TrialOptions {
  readonly tweets: readonly Tweet[];
  readonly crises: readonly LaidCrisis[];
  readonly shape: CrisisShape;
  readonly seed: number;
  /** The rule's least number of acts in its window. */
  readonly floorActs: number;
  readonly floorWindowMs: number;
}

export async function crisisTrial(options: TrialOptions): Promise<TrialOutcome> {
  const { tweets, crises, shape, seed, floorActs, floorWindowMs } = options;
  const overlays = crises.map((crisis, index) =>
    severeCrisis({
      seed: seed + index,
      brand: crisis.airline,
      startMs: crisis.startMs,
      expectedPerMinute: usualPerMinute(tweets, crisis),
      shape,
    }),
  );
  const interactions: { readonly at: string }[] = [...tweets.flatMap(interactionsOf), ...overlays.flat()] as {
    readonly at: string;
  }[];
  interactions.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const airlines = airlinesOf(tweets);
  const lines = interactions.map((interaction) => JSON.stringify(interaction));
  const alerts = await replayInto(configurationOf(airlineConfiguration(airlines)), lines, ({ alerts: read }) => read());
  const openings = alerts.filter(({ state }) => state === 'opened' || state === 'reopened');
  const claimed = new Set<string>();
  const found = crises.map((crisis, index): CrisisFound => {
    const { airline, startMs } = crisis;
    const opened = openings.filter(
      ({ brand, atMs }) => brand === `main/${airline}` && atMs >= startMs && atMs < startMs + OWN_FOR_MS,
    );
    for (const { id } of opened) claimed.add(id);
    const openedAtMs = opened[0]?.atMs ?? null;
    const instants = (overlays[index] ?? []).map(({ at }) => Date.parse(at));
    const floorAtMs = instants.find(
      (atMs, nth) => nth + 1 >= floorActs && atMs - (instants[nth + 1 - floorActs] as number) < floorWindowMs,
    );
    return {
      crisis,
      opened,
      delayMs: openedAtMs === null ? null : openedAtMs - startMs,
      delayAfterFloorMs: openedAtMs === null || floorAtMs === undefined ? null : openedAtMs - floorAtMs,
    };
  });
  return { found, others: openings.filter(({ id }) => !claimed.has(id)) };
}

/** Mean of the airline's negative tweets a minute at this hour of the day, over the days of the file. */
export function usualPerMinute(tweets: readonly Tweet[], { airline, startMs }: LaidCrisis): number {
  const hour = Math.floor(startMs / HOUR_MS) % 24;
  const first = tweets[0];
  const last = tweets.at(-1);
  if (first === undefined || last === undefined) return 0;
  const days = Math.max(1, (last.atMs - first.atMs) / DAY_MS);
  const acts = tweets.filter(
    (tweet) => tweet.airline === airline && tweet.sentiment === -1 && Math.floor(tweet.atMs / HOUR_MS) % 24 === hour,
  ).length;
  return acts / days / 60;
}
