/** A small world to be served in tests: two airlines in a market, an hour of posts and likes, one incident. */

import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { SHIPPED_RULES } from '@grapevine/core/detection/rule-set.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { LogEntry, LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { Incidents } from '@grapevine/core/stages/radar/incidents.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import { noChanges } from '@grapevine/core/stages/row-table.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { BLANK_RECORD } from '@grapevine/testkit/blank-record.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { Registry } from 'prom-client';
import { alertsOfTopic } from './alert-feed.ts';
import { type Api, type ApiOptions, createApi } from './api.ts';

export const START_MS = Date.UTC(2026, 10, 23, 12);
/** Ten seconds behind the last mark, so that the newest pane is still open. */
export const WATERMARK_MS = START_MS + 30 * 60_000;

export const CONFIGURATION: Configuration = {
  group: 'main',
  locale: 'en',
  timeZone: 'UTC',
  businessHours: { open: [], holidays: [] },
  brands: ['united', 'delta'].map((id) => ({
    id,
    name: id === 'united' ? 'United Airlines' : 'Delta Air Lines',
    match: { keywords: [id], handles: [], hashtags: [], products: [], exclude: [] },
    accounts: [],
  })),
  markets: [{ id: 'us-airlines', version: 1, own: ['united'], brands: ['united', 'delta'] }],
  goals: [],
  campaigns: [],
  alerts: { falseAlarmsPerWeek: 1, rules: SHIPPED_RULES, advice: {} },
  sources: [],
  channels: [],
};

/** What radar decides by there. */
export const DECIDING: RadarConfiguration = {
  group: 'main',
  brands: CONFIGURATION.brands.map(({ id, name }) => ({ id: `main/${id}`, name, isOwn: true, market: null })),
  markets: [],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES,
  advice: {},
  digest: 'digest',
  text: '{}',
};

/** A store with `radar/main` as the stages would have left it. */
export async function servedWorld(): Promise<MemoryStore> {
  const store = new MemoryStore();
  const tallyState = await store.acquire('tally/0');
  const tally = await Tally.load(tallyState, { partition: 0, groups: ['main'] });
  const entries = logEntries();
  await tally.fold(
    entries.map((entry, offset) => ({ offset, entry })),
    ({ entry }) => entry,
    tallyState,
  );
  const pulses = [...tally.publish(entries.length).values()].flat();
  const state = await store.acquire('radar/main');
  const radar = await Radar.load(state, {
    partitions: 1,
    configuration: DECIDING,
  });
  await radar.fold(pulses, state);
  radar.publish();
  await state.commit(1, radar.changes());

  const incidents = new Incidents();
  for (const alert of [alertOf(0, 'opened'), alertOf(1, 'escalated')]) incidents.add(alert);
  const changes = noChanges();
  incidents.collect(changes);
  await state.commit(2, changes);
  return store;
}

/** An api over such a store; whoever makes it closes it. */
export function apiOver(store: MemoryStore, log: EventLog, options: Partial<ApiOptions> = {}): Api {
  return createApi({
    configuration: CONFIGURATION,
    deciding: DECIDING,
    snapshot: () => store.snapshot('radar/main'),
    alertsFrom: alertsOfTopic(log, TOPICS.alerts.topic),
    log,
    readiness: async () => ({ isReady: true, parts: [] }),
    registry: new Registry(),
    ...options,
  });
}

function logEntries(): readonly LogEntry[] {
  const mark = (lowWatermarkMs: number): LogEntry => ({
    type: 'mark',
    source: 'test',
    worker: 'w',
    lowWatermarkMs,
    state: 'live',
    holds: true,
    cursor: '',
  });
  const post = (id: string, brand: string, atMs: number) =>
    interaction({ kind: 'post', role: 'item', id, post: id, atMs, brands: [`main/${brand}`], followers: 2 });
  const act = (kind: 'like' | 'view' | 'referral', nth: number) =>
    interaction({
      kind,
      role: 'act',
      id: `${kind}-${nth}`,
      post: 'p1',
      atMs: START_MS + 1000 * nth,
      author: BigInt(nth),
    });
  return [
    mark(START_MS),
    post('p1', 'united', START_MS + 1000),
    post('p2', 'united', START_MS + 2000),
    post('p3', 'united', START_MS + 3000),
    post('p4', 'delta', START_MS + 4000),
    ...[5, 6, 7].map((nth) => act('like', nth)),
    ...[8, 9, 10, 11].map((nth) => act('view', nth)),
    act('referral', 12),
    mark(WATERMARK_MS),
    post('p5', 'delta', WATERMARK_MS + 5000),
  ];
}

function interaction(
  fields: Partial<LoggedInteraction> & Pick<LoggedInteraction, 'id' | 'kind' | 'role' | 'atMs' | 'post'>,
): LoggedInteraction {
  return {
    ...BLANK_RECORD,
    author: 99n,
    sentimentMilli: -500,
    sentimentBy: 'source',
    ...fields,
  };
}

/** A notice of the one incident. */
export function alertOf(sequence: number, state: Alert['state'], brand = 'main/united'): Alert {
  const words = { en: 'A text.', nb: 'En tekst.' };
  const incident = `incident-${brand.replace('/', '-')}`;
  return {
    schemaVersion: 1,
    id: `alert-${brand}-${sequence}`,
    incident,
    sequence,
    group: 'main',
    brand,
    own: true,
    market: null,
    rule: { id: 'negative-surge', version: 1 },
    class: 'negative-surge',
    severity: sequence === 0 ? 'warning' : 'critical',
    state,
    reason: state,
    title: words,
    summary: words,
    advice: words,
    openedAtMs: START_MS,
    atMs: START_MS + sequence * 10_000,
    resolvedAtMs: null,
    window: { fromMs: START_MS - 600_000, toMs: START_MS },
    observed: 40,
    expected: { value: 2, low: 0, high: 5 },
    tailProbability: 1e-9,
    onceIn: words,
    conditions: [{ name: 'people', value: 40, threshold: 8, margin: 4, met: true }],
    concentration: { authors: 40, topAuthorsShare: 0.25, identicalTextShare: 0.1 },
    evidence: [],
    forecast: null,
    completeness: { watermarkMs: START_MS, idleSources: [], late: 0, deadLettered: 0 },
    logPosition: [7],
    links: { incident: `/v1/incidents/${incident}` },
  };
}
