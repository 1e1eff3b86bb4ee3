/**
 * One connection to a Jetstream: frames go into a queue until it ends, and it always ends with a reason. A connection on
 * which nothing comes for a while is taken for dead, because a peer that is gone does not say so.
 *
 * A WebSocket that is closed waits for its peer's answer, without limit in Node. So nothing here waits for it: the
 * connection counts as ended once it is let go, and a class that can cut off (`terminate`, as `ws` has it) does so.
 */
import { FrameQueue } from './frame-queue.ts';

/** What is used of the WebSocket of browsers; Node's own and that of `ws` both have it. */
export interface WebSocketLike {
  binaryType: string;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  close(): void;
  terminate?(): void;
}

export type WebSocketClass = new (address: string) => WebSocketLike;

export type EndReason =
  /** It never opened. */
  | 'refused'
  /** The peer, or the network, ended it. */
  | 'closed'
  /** Nothing came for too long, or it did not open in time. */
  | 'stalled'
  /** More came than could be written. */
  | 'overflowed'
  /** It was to stop. */
  | 'stopped';

export interface ConnectionOptions {
  readonly WebSocket: WebSocketClass;
  readonly address: string;
  readonly stallMs: number;
  readonly maxQueuedBytes: number;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
}

export interface Connection {
  /** The next frames, at most `max`; none when it has ended and all were given out. */
  next(max: number): Promise<readonly Uint8Array[]>;
  /** Known once `next` gives none. */
  readonly endedBy: () => EndReason;
  /** Lets go; frames that wait are forgotten. */
  abandon(): void;
}

function bytesOf(data: unknown): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array();
}

export function openConnection(options: ConnectionOptions): Connection {
  const { address, maxQueuedBytes, onOpen, signal, stallMs, WebSocket } = options;
  const queue = new FrameQueue(maxQueuedBytes);
  let ended: EndReason | null = null;
  let isOpen = false;
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';

  const watch = setTimeout(() => end('stalled'), stallMs);
  const stop = (): void => end('stopped');
  signal.addEventListener('abort', stop, { once: true });

  function end(reason: EndReason): void {
    if (ended !== null) return;
    ended = reason;
    clearTimeout(watch);
    signal.removeEventListener('abort', stop);
    if (socket.terminate === undefined) socket.close();
    else socket.terminate();
    queue.end(reason === 'stopped' ? 'drop' : 'keep');
  }

  socket.addEventListener('open', () => {
    if (ended !== null) return;
    isOpen = true;
    watch.refresh();
    onOpen();
  });
  socket.addEventListener('message', ({ data }) => {
    if (ended !== null) return;
    watch.refresh();
    if (!queue.push(bytesOf(data))) end('overflowed');
  });
  // An error is always followed by the close that it leads to.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => end(isOpen ? 'closed' : 'refused'));
  if (signal.aborted) stop();

  return {
    next: (max) => queue.take(max),
    endedBy: () => ended ?? 'closed',
    abandon: () => end('stopped'),
  };
}
