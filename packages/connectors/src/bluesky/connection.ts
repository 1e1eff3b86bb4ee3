/**
 * One connection to a Jetstream: frames go into a queue until it ends, and it always ends with a reason. A connection on
 * which nothing comes for a while is taken for dead, because a peer that is gone does not say so.
 *
 * What the WebSocket of browsers and of Node cannot do, and that of `ws` can, is done where it can be:
 *
 *     the queue is full   `pause`, and the peer is slowed down by TCP; else the connection is let go
 *     it is let go        `terminate`; else `close`, which waits for the peer's answer without limit, so nothing here
 *                         waits for it
 */
import { FrameQueue } from './frame-queue.ts';

/** What is used of the WebSocket of browsers; Node's own and that of `ws` both have it. */
export interface WebSocketLike {
  binaryType: string;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly error?: unknown }) => void): void;
  close(): void;
  terminate?(): void;
  pause?(): void;
  resume?(): void;
}

/** `maxPayload`: of one message, unpacked, in bytes. That of `ws` refuses a larger one before it is whole; Node's own has no such bound. */
export type WebSocketClass = new (address: string, options: { readonly maxPayload: number }) => WebSocketLike;

export type EndReason =
  /** It never opened. */
  | 'refused'
  /** The peer, or the network, ended it. */
  | 'closed'
  /** Nothing came for too long, or it did not open in time. */
  | 'stalled'
  /** More came than could be written, and it cannot be paused. */
  | 'overflowed'
  /** A message was larger than all that may wait, which no Jetstream sends that goes by what it is asked for. */
  | 'oversized'
  /** It was to stop. */
  | 'stopped';

export interface ConnectionOptions {
  readonly WebSocket: WebSocketClass;
  readonly address: string;
  readonly stallMs: number;
  /** Of what waits, and so of one message. */
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

/** As `ws` says it. */
function isOversized(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

export function openConnection(options: ConnectionOptions): Connection {
  const { address, maxQueuedBytes, onOpen, signal, stallMs, WebSocket } = options;
  const queue = new FrameQueue();
  let isPaused = false;
  let ended: EndReason | null = null;
  let isOpen = false;
  const socket = new WebSocket(address, { maxPayload: maxQueuedBytes });
  socket.binaryType = 'arraybuffer';

  let watch = setTimeout(() => end('stalled'), stallMs);
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

  function pause(): void {
    if (isPaused) return;
    isPaused = true;
    clearTimeout(watch);
    socket.pause?.();
  }

  /** Once half of what waited is gone. */
  function resumeIfDrained(): void {
    if (!isPaused || ended !== null || queue.bytes > maxQueuedBytes / 2) return;
    isPaused = false;
    watch = setTimeout(() => end('stalled'), stallMs);
    socket.resume?.();
  }

  socket.addEventListener('open', () => {
    if (ended !== null) return;
    isOpen = true;
    watch.refresh();
    onOpen();
  });
  socket.addEventListener('message', ({ data }) => {
    if (ended !== null) return;
    if (!isPaused) watch.refresh();
    const frame = bytesOf(data);
    const isFull = queue.bytes > 0 && queue.bytes + frame.length > maxQueuedBytes;
    if (isFull && socket.pause === undefined) {
      end('overflowed');
      return;
    }
    queue.push(frame);
    if (isFull) pause();
  });
  // An error is always followed by the close that it leads to.
  socket.addEventListener('error', ({ error }) => {
    if (isOversized(error)) end('oversized');
  });
  socket.addEventListener('close', () => end(isOpen ? 'closed' : 'refused'));
  if (signal.aborted) stop();

  return {
    async next(max) {
      const frames = await queue.take(max);
      resumeIfDrained();
      return frames;
    },
    endedBy: () => ended ?? 'closed',
    abandon: () => end('stopped'),
  };
}
