/**
 * A partition's log with an end at which everything is published: what is cut by platform and country is published with
 * the steps of the watermark, so a log that ends between two of them leaves some of it to the next.
 *
 *     ... records ... | the feeds let go | one more is live, at the next step
 */
import type { LogEntry, Mark } from '@grapevine/core/model/interaction.ts';
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import { Watermark } from '@grapevine/core/windows/watermark.ts';

export function endingWithAStep(log: readonly LogEntry[]): LogEntry[] {
  const watermark = new Watermark(null, []);
  const newest = new Map<string, Mark>();
  let newestMs = 0;
  for (const entry of log) {
    if (entry.type === 'interaction') {
      newestMs = Math.max(newestMs, entry.atMs);
      continue;
    }
    watermark.apply(entry);
    newest.set(`${entry.source}\n${entry.worker}`, entry);
  }
  const letGo = [...newest.values()].map((mark): Mark => ({ ...mark, state: 'idle' }));
  const lowWatermarkMs = floorTo(watermark.currentMs ?? newestMs, PANE_MS) + PANE_MS;
  const last: Mark = {
    type: 'mark',
    source: 'end',
    worker: 'end',
    state: 'live',
    holds: true,
    cursor: '',
    lowWatermarkMs,
  };
  return [...log, ...letGo, last];
}
