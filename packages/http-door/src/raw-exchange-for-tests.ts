/** For tests: bytes to a port of this machine as they are, and all that comes back until the connection ends. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export class RawConnection {
  readonly socket: Socket;
  /** All that came so far. */
  text = '';
  hasEnded = false;
  readonly ended: Promise<string>;

  /** `from`: the address of this machine that it comes from; default any. */
  constructor(port: number, from?: string) {
    this.socket = connect({ port, host: '127.0.0.1', ...(from !== undefined && { localAddress: from }) });
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.hasEnded = true;
      resolve(this.text);
    });
    onTestFinished(() => void this.socket.destroy());
  }

  /** The status of the first answer; `null`: none yet. */
  get status(): number | null {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1];
    return status === undefined ? null : Number(status);
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }
}

/** The statuses of all answers to these bytes, of which the last asks for the connection's end. */
export async function statusesOf(port: number, bytes: string | Buffer): Promise<readonly number[]> {
  const connection = new RawConnection(port).send(bytes);
  const text = await connection.ended;
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
