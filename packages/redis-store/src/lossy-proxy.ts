/** For tests: a TCP proxy that delivers a command to Redis, loses the answer and cuts the connection. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

export class LossyProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #doomed: string | null = null;
  #lost = 0;
  #seen = 0;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const redis = dial(targetPort, '127.0.0.1');
      let isDoomed = false;
      client.on('data', (bytes) => {
        if (this.#doomed !== null && bytes.includes(this.#doomed)) {
          this.#doomed = null;
          isDoomed = true;
        }
        if (/\b(?:eval|evalsha|incr)\r\n/i.test(bytes.toString('latin1'))) this.#seen += 1;
        redis.write(bytes);
      });
      redis.on('data', (bytes) => {
        if (!isDoomed) client.write(bytes);
        else {
          this.#lost += 1;
          client.destroy();
        }
      });
      for (const [one, other] of [
        [client, redis],
        [redis, client],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async start(targetPort: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(targetPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Of the next command whose bytes hold this text, Redis's answer is lost. */
  loseAnswerTo(text: string): void {
    this.#doomed = text;
  }

  get lost(): number {
    return this.#lost;
  }

  /** Scripts and INCRs that went through, repetitions too. */
  get seen(): number {
    return this.#seen;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
