/**
 * A TCP proxy on 127.0.0.1 that does to a connection what networks do: cuts it, lets one direction hang, or loses an
 * answer whose request was carried out.
 *
 * A hung direction keeps its bytes and delivers them after `resume`, as TCP does (it sends again what a broken line
 * lost), so a write may arrive long after its sender gave it up. What is held when the connection is cut is lost.
 */
import { createServer, type Server, Socket } from 'node:net';

const DIRECTIONS = ['toServer', 'toClient'] as const;

export type Direction = (typeof DIRECTIONS)[number];

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Set once the request has passed whose answer is to be lost. */
  losesAnswer: boolean;
}

interface LostAnswer {
  readonly marker: string;
  readonly done: () => void;
}

export class FaultProxy {
  /** What clients connect to, on 127.0.0.1. */
  readonly port: number;
  readonly #listener: Server;
  readonly #links = new Set<Link>();
  readonly #hung = new Set<Direction>();
  #targetPort: number | undefined;
  #refuses = false;
  #lostAnswer: LostAnswer | undefined;

  private constructor(listener: Server, port: number) {
    this.#listener = listener;
    this.port = port;
    listener.on('connection', (client) => this.#connect(client));
  }

  /** `targetPort` may be named later with `forwardTo`, where the server must know the proxy's port before it starts. */
  static async open(targetPort?: number): Promise<FaultProxy> {
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
    const proxy = new FaultProxy(listener, address.port);
    if (targetPort !== undefined) proxy.forwardTo(targetPort);
    return proxy;
  }

  /** New connections go to this port of 127.0.0.1; those that are open stay where they are. */
  forwardTo(targetPort: number): void {
    this.#targetPort = targetPort;
  }

  get openConnections(): number {
    return this.#links.size;
  }

  /** Ends all connections with a reset, at once. New ones are taken. */
  cut(): void {
    for (const link of this.#links) end(link);
  }

  /** Cuts, and ends each new connection at once, until `resume`. */
  refuse(): void {
    this.#refuses = true;
    this.cut();
  }

  /** Nothing more arrives in this direction, on open and new connections, until `resume`. The other one goes on. */
  hang(direction: Direction): void {
    this.#hung.add(direction);
    for (const link of this.#links) sender(link, direction).pause();
  }

  /** Ends `refuse` and `hang`: what was held arrives now. */
  resume(): void {
    this.#refuses = false;
    this.#hung.clear();
    for (const link of this.#links) for (const direction of DIRECTIONS) sender(link, direction).resume();
  }

  /**
   * The next request whose bytes hold `marker` (default: any) reaches the server; its answer is thrown away and the
   * connection cut, so the client cannot know whether it was carried out. Resolves when that has happened.
   */
  loseNextAnswer(marker = ''): Promise<void> {
    return new Promise((done) => {
      this.#lostAnswer = { marker, done };
    });
  }

  async close(): Promise<void> {
    this.refuse();
    await new Promise<void>((resolve) => this.#listener.close(() => resolve()));
  }

  #connect(client: Socket): void {
    if (this.#refuses || this.#targetPort === undefined) {
      client.resetAndDestroy();
      return;
    }
    const server = new Socket({ allowHalfOpen: true });
    const link: Link = { client, server, losesAnswer: false };
    this.#links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // What goes wrong on one side the other one learns as a reset.
      socket.on('error', () => end(link));
      socket.on('close', () => {
        if (client.closed && server.closed) this.#links.delete(link);
      });
    }
    client.on('data', (chunk) => this.#request(link, chunk));
    server.on('data', (chunk) => this.#answer(link, chunk));
    client.on('end', () => server.end());
    server.on('end', () => client.end());
    server.connect(this.#targetPort, '127.0.0.1', () => {
      for (const direction of DIRECTIONS) {
        if (this.#hung.has(direction)) sender(link, direction).pause();
        else sender(link, direction).resume();
      }
    });
  }

  #request(link: Link, chunk: Buffer): void {
    if (this.#lostAnswer && chunk.includes(this.#lostAnswer.marker)) link.losesAnswer = true;
    pass(chunk, link.client, link.server, () => this.#hung.has('toServer'));
  }

  #answer(link: Link, chunk: Buffer): void {
    if (!link.losesAnswer || this.#lostAnswer === undefined) {
      pass(chunk, link.server, link.client, () => this.#hung.has('toClient'));
      return;
    }
    const { done } = this.#lostAnswer;
    this.#lostAnswer = undefined;
    end(link);
    done();
  }
}

/** Writes on; a receiver that is full halts the sender, so that the proxy keeps no more than the network would. */
function pass(chunk: Buffer, from: Socket, to: Socket, isHung: () => boolean): void {
  if (to.write(chunk)) return;
  from.pause();
  to.once('drain', () => {
    if (!isHung()) from.resume();
  });
}

function sender(link: Link, direction: Direction): Socket {
  return direction === 'toServer' ? link.client : link.server;
}

function end(link: Link): void {
  link.client.resetAndDestroy();
  link.server.resetAndDestroy();
}
