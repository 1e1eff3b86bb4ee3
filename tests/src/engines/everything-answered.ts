/**
 * Everything that can be asked of a group, as text: counters with their people, cuts and shares of voice of every window,
 * live and at instants; posts; incidents; and the alerts on their topic. Two engines that fold the same log say the same.
 *
 * Left out are offsets: repeated sends may shift them.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readCuts } from '@grapevine/core/reading/read-cuts.ts';
import { readIncidents } from '@grapevine/core/reading/read-incidents.ts';
import { readPosts } from '@grapevine/core/reading/read-posts.ts';
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import { WINDOW_IDS } from '@grapevine/core/reading/window-range.ts';
import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';

export interface Asked {
  /** As on the log. */
  readonly brands: readonly string[];
  readonly market: string;
  readonly instantsMs: readonly number[];
}

export async function everythingAnswered(
  { log, store }: Engine,
  asked: Asked,
): Promise<{ readonly answers: ReadonlyMap<string, string>; readonly alerts: readonly Alert[] }> {
  const answers = await withSnapshot(
    () => store.snapshot(radarScope('main')),
    (rows) => answersOf(rows, asked),
  );
  return { answers, alerts: await alertsOf(log) };
}

async function answersOf(rows: RowReader, { brands, market, instantsMs }: Asked): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const put = (question: string, answer: unknown): void => {
    answers.set(
      question,
      JSON.stringify(answer, (name, value) => (name === 'logPosition' ? undefined : value)),
    );
  };
  for (const atMs of [undefined, ...instantsMs]) {
    for (const window of WINDOW_IDS) {
      for (const brand of brands) {
        put(`counters ${brand} ${window} ${atMs}`, await readCounters(rows, { brand, window, atMs }));
        for (const by of ['platform', 'country'] as const) {
          put(`cuts ${brand} ${window} ${atMs} ${by}`, await readCuts(rows, { brand, window, atMs, by }));
        }
      }
      for (const by of ['volume', 'engagement', 'authors', 'reach'] as const) {
        put(`voice ${window} ${atMs} ${by}`, await readVoice(rows, { market, brands, window, atMs, by }));
      }
    }
  }
  for (const by of ['velocity', 'shares', 'negative'] as const) {
    put(`posts ${by}`, await readPosts(rows, { brands, order: by, limit: 100 }));
  }
  put('incidents', await readIncidents(rows, { state: 'all', limit: 1000 }));
  const status = await readStatus(rows);
  put('accounts', status.kind === 'answer' ? [status.isBalanced, status.completeness] : status);
  return answers;
}

/** Each once, in the order in which they were first appended. */
async function alertsOf(log: Engine['log']): Promise<readonly Alert[]> {
  const { topic } = TOPICS.alerts;
  const alerts = new Map<string, Alert>();
  let { startOffset: offset } = await log.bounds(topic, 0);
  for (;;) {
    const batch = await log.read(topic, 0, offset, { maxRecords: 1000, maxBytes: 1 << 24 });
    for (const { value } of batch.records) {
      const alert = { ...decodeAlert(value as Uint8Array), logPosition: [] };
      const known = alerts.get(alert.id);
      // The same decision has the same bytes, whoever makes it again.
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(alert)) {
        throw new Error(`two alerts of one id: ${JSON.stringify([known, alert])}`);
      }
      alerts.set(alert.id, known ?? alert);
    }
    if (batch.nextOffset === offset) return [...alerts.values()];
    offset = batch.nextOffset;
  }
}
