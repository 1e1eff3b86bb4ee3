/**
 * Ports of the host for containers, chosen before these start: Kafka and the nodes of a Redis Cluster tell their clients
 * their own address, and a container that is killed and started again must be found where it was (a port that Docker
 * chooses changes then).
 *
 * They lie below the range from which systems take the ports of outgoing connections (32768 on Linux), so nothing takes
 * one between the look and the use but another run of this very function.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const FIRST_PORT = 20_000;
const END_PORT = 32_000;

const given = new Set<number>();

/** `count` different ports on 127.0.0.1, in [20000, 32000), on which nothing listens. Each is given once a process. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(FIRST_PORT, END_PORT);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
