import '@grapevine/test-services/provided-services.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlertTopic, nthAlert, until } from '@grapevine/client/kafka/alerts-for-tests.ts';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The example as a process of its own. */
class Running {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  out = '';
  said = '';

  constructor(environment: Readonly<Record<string, string>>, ...options: readonly string[]) {
    this.#process = spawn(process.execPath, [MAIN, ...options], { env: { ...process.env, ...environment } });
    this.#process.stdout?.on('data', (chunk) => {
      this.out += chunk;
    });
    this.#process.stderr?.on('data', (chunk) => {
      this.said += chunk;
    });
    this.#exit = once(this.#process, 'exit');
    onTestFinished(() => void this.#process.kill('SIGKILL'));
  }

  get lines(): string[] {
    return this.out.split('\n').slice(0, -1);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown> {
    this.#process.kill(signal);
    return (await this.#exit)[0];
  }

  async exitCode(): Promise<unknown> {
    return (await this.#exit)[0];
  }
}

async function subscriber(context: TestContext) {
  const services = inject('services') ?? context.skip('Docker absent: no Kafka to read alerts from');
  const topic = await AlertTopic.make(services);
  const folder = await mkdtemp(join(tmpdir(), 'subscriber-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const environment = {
    GRAPEVINE_KAFKA_BROKERS: services.kafkaBrokers.join(','),
    GRAPEVINE_REGISTRY_URL: services.registryUrl,
    GRAPEVINE_TOPIC_PREFIX: topic.prefix,
    GRAPEVINE_BRAND: 'united',
    GROUP_ID: `example-${topic.prefix}`,
    HANDLED_IDS_FILE: join(folder, 'handled.txt'),
  };
  return { topic, environment };
}

function handledIn(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const LINE = '2026-11-23T12:00:00.000Z warning united opened: A text. (40 where 2 is usual)';

test('one line for each alert of the brand; SIGTERM ends it cleanly, and a restart goes on', async (context) => {
  const { topic, environment } = await subscriber(context);
  await topic.send(nthAlert(0), nthAlert(1, 'main/delta'), nthAlert(2));
  const first = new Running(environment);
  await until('both are printed', () => first.lines.length === 2);
  expect(await first.end('SIGTERM')).toBe(0);
  expect(first.lines).toEqual([`${LINE} [alert-0]`, `${LINE} [alert-2]`]);
  expect(first.said).not.toMatch(/warning/i);
  expect(await topic.members(environment.GROUP_ID)).toBe(0);
  await topic.send(nthAlert(3));
  const second = new Running(environment, '--json');
  await until('the new one is printed', () => second.lines.length === 1);
  expect(JSON.parse(second.lines[0] as string)).toMatchObject({ id: 'alert-3', brand: 'united' });
});

test('a kill and a group that begins anew print no line twice and leave none out', async (context) => {
  const { topic, environment } = await subscriber(context);
  await topic.send(nthAlert(0), nthAlert(1));
  const first = new Running(environment);
  // Printed is not yet noted: a kill between the two prints the line again, rather than never.
  await until('both are noted', () => handledIn(environment.HANDLED_IDS_FILE).includes('alert-1\n'));
  await first.end('SIGKILL');
  expect(first.lines).toEqual([`${LINE} [alert-0]`, `${LINE} [alert-1]`]);
  await topic.send(nthAlert(2));
  const second = new Running({ ...environment, GROUP_ID: `${environment.GROUP_ID}-anew` });
  await until('the new one is printed', () => second.lines.length > 0);
  expect(second.lines).toEqual([`${LINE} [alert-2]`]);
});

test('a topic that is not there is said in one line, with exit code 1', async (context) => {
  const { environment } = await subscriber(context);
  const astray = new Running({ ...environment, GRAPEVINE_TOPIC_PREFIX: 'not-there.' });
  expect(await astray.exitCode()).toBe(1);
  expect(astray.said).toMatch(/^GV_CLIENT_KAFKA_REFUSED: .*not-there\.grapevine\.alerts\.v1.*\n$/);
});
