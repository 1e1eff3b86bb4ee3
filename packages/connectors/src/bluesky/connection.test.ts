/** How a connection ends, by Node's own WebSocket and by that of `ws`; what waits, and for how long. */
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { backoffMs } from './backoff.ts';
import type { WebSocketClass } from './connection.ts';
import { FrameQueue } from './frame-queue.ts';
import { closeServers, endsOf, interactionsOf, madeFrames, play, toSentinel } from './jetstream-play-of-test.ts';
import type { Act } from './jetstream-server-of-test.ts';

afterEach(closeServers);

/** How often one of them was told to wait or to end. */
let brakes = 0;
class WatchedWebSocket extends WebSocket {
  override close(): void {
    brakes += 1;
    super.close();
  }
}
class WatchedWsWebSocket extends WsWebSocket {
  override pause(): void {
    brakes += 1;
    super.pause();
  }
}

describe.each<[string, WebSocketClass, boolean]>([
  ['Node’s WebSocket', WatchedWebSocket as unknown as WebSocketClass, false],
  ['that of ws', WatchedWsWebSocket as unknown as WebSocketClass, true],
])('a connection by %s', (_what, WebSocket, canPause) => {
  it('that is refused, never answered, silent, cut or closed is made again, elsewhere', async () => {
    const script: readonly Act[] = [
      { instead: 'refuse' },
      { instead: 'hang' },
      { instead: 'mute' },
      { frames: (all) => all.slice(0, 2), afterwards: 'cut' },
      { frames: (all) => all.slice(0, 2), afterwards: 'cut-within-a-frame' },
      { frames: (all) => all.slice(0, 3), afterwards: 'close' },
      toSentinel,
    ];
    const { events, waitsMs } = await play(madeFrames(9), script, { WebSocket, options: { stallMs: 1000 } });
    expect(endsOf(events)).toEqual(['refused', 'stalled', 'stalled', 'closed', 'closed', 'closed', 'stopped']);
    // The fourth brought something new, so counting began anew; the fifth did not; the sixth did.
    expect(waitsMs).toEqual([1, 2, 3, 1, 2, 1].map((failures) => backoffMs(failures, 0.5)));
  });

  it('that brings more than can be written is slowed down, or let go and read on: nothing is lost', async () => {
    const frames = madeFrames(400);
    const clean = await play(frames, [toSentinel]);
    const before = brakes;
    const { events, log } = await play(frames, [toSentinel], {
      WebSocket,
      options: { maxQueuedBytes: 30_000 },
      async take() {
        await expect.poll(() => brakes, { interval: 2, timeout: 5000 }).toBeGreaterThan(before);
      },
    });
    expect(interactionsOf(log)).toEqual(interactionsOf(clean.log));
    expect(endsOf(events)).toEqual(canPause ? ['stopped'] : ['overflowed', 'stopped']);
  });
});

describe('a message that is larger than all that may wait', () => {
  it.each([
    ['as it is', 300_000, false],
    ['unpacked', 30_000_000, true],
  ])('%s ends the connection before it is whole, and another one is made', async (_what, bytes, compress) => {
    const script: readonly Act[] = [{ frames: () => [Buffer.alloc(bytes)], compress }, toSentinel];
    const WebSocket = WsWebSocket as unknown as WebSocketClass;
    const { events, log } = await play(madeFrames(3), script, { WebSocket, options: { maxQueuedBytes: 200_000 } });
    expect(endsOf(events)).toEqual(['oversized', 'stopped']);
    expect(interactionsOf(log)).toEqual(interactionsOf((await play(madeFrames(3), [toSentinel])).log));
  });
});

describe('the wait before another attempt', () => {
  it('doubles up to half a minute, and half of it is chance', () => {
    expect([1, 2, 3, 7, 50].map((failures) => backoffMs(failures, 0))).toEqual([250, 500, 1000, 15_000, 15_000]);
    expect([1, 2, 3, 7, 50].map((failures) => backoffMs(failures, 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
  });
});

describe('frames that wait', () => {
  it('are given out in turn, also after the end, and none is taken then', async () => {
    const queue = new FrameQueue();
    queue.push(new Uint8Array(50));
    expect(queue.bytes).toBe(50);
    expect(await queue.take(9)).toHaveLength(1);
    queue.push(new Uint8Array(6));
    queue.push(new Uint8Array(4));
    expect(await queue.take(1)).toHaveLength(1);
    expect(queue.bytes).toBe(4);
    queue.end('keep');
    queue.push(new Uint8Array(1));
    expect([await queue.take(9), await queue.take(9)].map((frames) => frames.length)).toEqual([1, 0]);
  });
});
