/**
 * A log in which something happens: a small world's ordinary hours, with bursts of anger laid over them, so that
 * incidents open, escalate and end.
 *
 *     minutes   0 ..... 6 .............. 23 ............ 34 ............. 71 ......... 82 ....
 *     ordinary  |==========================================================================|
 *     bursts            b, too early     a (own), then critical
 *                                                      c (nobody's own)   a is over  c is over
 */
import type { InteractionKind, LogEntry, LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { endingWithAStep } from '../generators/ending-with-a-step.ts';
import { logOptions } from '../generators/log-options.ts';
import { Random } from '../generators/random.ts';
import { randomArrivals, randomLog } from '../generators/random-log.ts';
import { brandNames, interaction, personHash } from '../generators/records.ts';
import type { Arrival } from '../generators/world.ts';

export const BRANDS: readonly string[] = brandNames('main', 3);
export const SIMULATED_PARTITIONS = 3;
/** Of a brand, before a surge is one: less than the shipped hour, so that a run is shorter. */
export const HISTORY_MINUTES = 20;
/** An hour ends half an hour later, between two bursts: radar leaves a checkpoint there. */
export const START_MS = 1_799_058_577_000;
/** Beyond everybody whom the ordinary world knows. */
const FIRST_ANGRY_PERSON = 10_000;
/** Both holding feeds stay about so far behind their clock. */
const FEED_DELAY_MS = 5_000;

interface Burst {
  readonly brand: string;
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly people: number;
  /** Lumps of 20 shares each, by nobody known. */
  readonly lumps: number;
}

/** How much the ordinary world does, and how often feeds speak. */
export interface Size {
  readonly actions: number;
  readonly meanGapMs: number;
  readonly markStepMs: number;
}
export const USUAL: Size = { actions: 132, meanGapMs: 40_000, markStepMs: 60_000 };
/** As long, with less in it. */
export const SMALL: Size = { actions: 44, meanGapMs: 120_000, markStepMs: 120_000 };

/** Every tenth seed has gaps of hours and days in it; the same seed gives the same log. */
export function incidentLog(seed: number, size: Size = USUAL): LogEntry[][] {
  const logs = randomLog(seed, dialsOf(seed, size));
  for (const burst of burstsOf(seed)) overlay(logs, burst);
  return logs.map(endingWithAStep);
}

/** The same happenings by when they arrive, for sources that are read while everything runs. */
export function incidentArrivals(seed: number, size: Size = USUAL): readonly Arrival[] {
  const arrivals = [...randomArrivals(seed, dialsOf(seed, size)), ...burstsOf(seed).flat()];
  return arrivals.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

function dialsOf(seed: number, size: Size) {
  return {
    partitions: SIMULATED_PARTITIONS,
    startMs: START_MS,
    ...size,
    brands: BRANDS,
    people: 100,
    chances: { jump: seed % 10 === 9 ? 0.008 : 0, negative: 0.15 },
  };
}

/** Twenty minutes of ordinary life come first: before that the rules of this world raise nothing (`HISTORY_MINUTES`). */
function burstsOf(seed: number): readonly (readonly Arrival[])[] {
  const random = new Random(seed + 7_000_000);
  const [a, b, c] = BRANDS as [string, string, string];
  const at = (minutes: number) => START_MS + minutes * MINUTE_MS + random.integer(0, MINUTE_MS);
  const bursts: readonly Burst[] = [
    { brand: b, fromMs: at(6), lengthMs: 2 * MINUTE_MS, people: 30, lumps: 0 },
    { brand: a, fromMs: at(23), lengthMs: 4 * MINUTE_MS, people: 60, lumps: 8 },
    { brand: c, fromMs: at(34), lengthMs: 3 * MINUTE_MS, people: 40, lumps: 2 },
  ];
  return bursts.map((burst) => burstOf(random, burst, seed));
}

/** Some angry posts, and many who pass them on; a few of these come late, some twice. */
function burstOf(random: Random, burst: Burst, seed: number): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  const { brand, fromMs, lengthMs, people, lumps } = burst;
  const name = `${brand}-${seed}`;
  const send = (record: LoggedInteraction, delayMs: number) =>
    arrivals.push({ record, arrivalMs: record.atMs + delayMs });
  const posts = [0, 1, 2, 3].map((nth) => `angry-${name}-${nth}`);
  posts.forEach((post, nth) => {
    const author = personHash(FIRST_ANGRY_PERSON + nth);
    const text = `I am done with ${brand}`;
    const said = { sentimentMilli: -800, harmClaim: nth === 0, text, author, brands: [brand] };
    send(interaction({ kind: 'post', role: 'item', id: post, post, atMs: fromMs + nth * 1_000, ...said }), 0);
  });
  for (let nth = 0; nth < people + lumps; nth++) {
    const isLump = nth >= people;
    const kind: InteractionKind = isLump ? 'share' : random.pick(['share', 'like', 'quote', 'share']);
    const id = `${kind}-${name}-${nth}`;
    const atMs = fromMs + 5_000 + random.integer(0, lengthMs);
    const country = random.pick(['NO', 'SE', 'DK']);
    const who = isLump ? { count: 20 } : { author: personHash(FIRST_ANGRY_PERSON + nth) };
    const segment = { country, region: null, ageBand: null, gender: null, interest: null };
    const record = interaction({ kind, role: 'act', id, post: random.pick(posts), atMs, segment, ...who });
    send(record, random.chance(0.12) ? random.integer(20_000, 4 * MINUTE_MS) : random.integer(0, 2_000));
    if (random.chance(0.05)) send(record, random.integer(0, HOUR_MS));
  }
  return arrivals;
}

/** Puts each record where its partition's log had got to when it arrived, by the clocks that the marks show. */
function overlay(logs: LogEntry[][], arrivals: readonly Arrival[]): void {
  const { partitionOf } = logOptions(0, {});
  for (const { record, arrivalMs } of [...arrivals].sort((x, y) => x.arrivalMs - y.arrivalMs)) {
    const log = logs[partitionOf(`${record.platform}:${record.post}`, logs.length)] as LogEntry[];
    const later = log.findIndex(
      (entry) => entry.type === 'mark' && entry.holds && entry.lowWatermarkMs + FEED_DELAY_MS > arrivalMs,
    );
    if (later === -1) log.push(record);
    else log.splice(later, 0, record);
  }
}
