import { AlertStream } from '@grapevine/client/alert-stream.ts';

/** Hands on each alert once it was raised; `position` is kept, so that the next run goes on behind the last one. */
export async function followAlerts(
  url: string,
  kept: { position: string | null },
  handOn: (line: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stream = new AlertStream({ url, position: kept.position, signal });
  for await (const alert of stream) {
    await handOn(`${alert.at} ${alert.brand} ${alert.state}: ${alert.title.en}`);
    kept.position = stream.position;
  }
}
