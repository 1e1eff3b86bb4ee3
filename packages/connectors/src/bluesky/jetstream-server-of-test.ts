/**
 * A Jetstream on this machine for tests, played by a script: each connection gets the next act, the last one stays. It
 * answers the cursor as Jetstream does, with the frames at and after it.
 */
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

export interface Act {
  /** Instead of anything else: refuse the upgrade, never answer it, or take it and then be silent. */
  readonly instead?: 'refuse' | 'hang' | 'mute';
  /** What is sent, made of the frames from the cursor on; default those. */
  readonly frames?: (frames: readonly string[]) => readonly (string | Uint8Array)[];
  /** Whether frames are packed on their way; default: as the server likes. */
  readonly compress?: boolean;
  /** After all is sent: cut off, cut off within a frame, or close as one should; default stay open. */
  readonly afterwards?: 'cut' | 'cut-within-a-frame' | 'close';
}

export interface Asked {
  readonly cursor: number | null;
  readonly collections: readonly string[];
  readonly dids: readonly string[];
  readonly maxBytes: string | null;
}

export interface JetstreamServer {
  readonly endpoint: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export function timeUsOf(frame: string): number {
  return (JSON.parse(frame) as { time_us: number }).time_us;
}

const HALF_A_FRAME = Buffer.from([0x81, 0x7e, 0x01, 0x00, 0x7b, 0x22]);

function play(
  socket: WebSocket,
  raw: Duplex,
  sent: readonly (string | Uint8Array)[],
  { afterwards, compress }: Act,
): void {
  for (const frame of sent) socket.send(frame, compress === undefined ? {} : { compress });
  if (afterwards === undefined) return;
  if (afterwards === 'close') {
    socket.close(1001);
    return;
  }
  // A client may drop what it has not looked at when the connection breaks: it has seen all that comes before a ping.
  socket.on('pong', () => {
    if (afterwards === 'cut-within-a-frame') raw.write(HALF_A_FRAME);
    raw.end();
  });
  socket.ping();
}

/** `framesOf` is asked once, when somebody first connects: what it then says is not old, however slow the machine. */
export async function startJetstream(
  framesOf: () => readonly string[],
  script: readonly Act[],
): Promise<JetstreamServer> {
  let said: readonly string[] | null = null;
  const asked: Asked[] = [];
  const raws = new Set<Duplex>();
  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  const server: Server = createServer();
  server.on('upgrade', (request, raw, head) => {
    raws.add(raw);
    raw.on('error', () => undefined);
    const { searchParams } = new URL(request.url ?? '', 'http://here');
    const cursor = searchParams.get('cursor');
    const act = script[Math.min(asked.length, script.length - 1)] ?? {};
    asked.push({
      cursor: cursor === null ? null : Number(cursor),
      collections: searchParams.getAll('wantedCollections'),
      dids: searchParams.getAll('wantedDids'),
      maxBytes: searchParams.get('maxMessageSizeBytes'),
    });
    if (act.instead === 'hang') return;
    if (act.instead === 'refuse') {
      raw.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    upgrader.handleUpgrade(request, raw, head, (socket) => {
      socket.on('error', () => undefined);
      if (act.instead === 'mute') return;
      said ??= framesOf();
      const from = said.filter((frame) => cursor === null || timeUsOf(frame) >= Number(cursor));
      play(socket, raw, act.frames?.(from) ?? from, act);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/subscribe`,
    asked,
    async close() {
      for (const raw of raws) raw.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
