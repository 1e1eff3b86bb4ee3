/** What a Jetstream tells of itself, for the journal and for metrics; and whether it is connected and read to its end. */
import type { JetstreamEvent } from '@grapevine/connectors/bluesky/jetstream-source.ts';
import type { Observer } from './observer.ts';
import type { SystemMetrics } from './system-metrics.ts';

/** A stream that is read so close to its end counts as read to it. */
const CURRENT_WITHIN_MS = 5_000;

export class JetstreamWatch {
  private readonly source: string;
  private readonly observe: Observer;
  private readonly metrics: SystemMetrics;
  private isConnected = false;
  private behindMs = Number.POSITIVE_INFINITY;

  constructor(source: string, to: { readonly observe: Observer; readonly metrics: SystemMetrics }) {
    this.source = source;
    this.observe = to.observe;
    this.metrics = to.metrics;
  }

  /** Whether silence would mean that nothing happens there. */
  get isCurrent(): boolean {
    return this.isConnected && this.behindMs <= CURRENT_WITHIN_MS;
  }

  take(event: JetstreamEvent): void {
    const { source } = this;
    switch (event.kind) {
      case 'connecting':
        return;
      case 'connected':
        this.isConnected = true;
        this.say('info', 'source-connected', `${source}: connected to ${event.endpoint}`);
        return;
      case 'resumed':
        if (event.missingMs > 0) {
          const text = `${source}: the stream goes on ${event.missingMs} ms after what was taken last`;
          this.say('warn', 'source-gap', text, { missingMs: event.missingMs });
        }
        return;
      case 'acknowledged':
        this.behindMs = event.behindMs;
        this.metrics.streamed(source, event.counts, event.behindMs);
        return;
      case 'disconnected':
        this.isConnected = false;
        this.metrics.disconnected(source);
        this.say('warn', 'source-disconnected', `${source}: ${reasonText(event)}`, { reason: event.reason });
    }
  }

  private say(
    level: 'info' | 'warn',
    event: string,
    text: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    this.observe({ level, event, text, fields: { source: this.source, ...fields } });
  }
}

function reasonText({ reason, retryInMs }: Extract<JetstreamEvent, { kind: 'disconnected' }>): string {
  const what = typeof reason === 'string' ? reason : JSON.stringify(reason);
  return retryInMs === 0
    ? `disconnected (${what})`
    : `disconnected (${what}), trying again in ${Math.round(retryInMs)} ms`;
}
