/**
 * Prints one line for each alert, once: a small program as somebody else would write it with the client.
 *
 *   GRAPEVINE_KAFKA_BROKERS=localhost:9092 GRAPEVINE_REGISTRY_URL=http://localhost:8081/apis/ccompat/v7 \
 *     node examples/alert-subscriber/src/main.ts [--json]
 *
 * Standard output holds alerts alone; what happens beside goes to standard error. SIGTERM or SIGINT: the line in hand is
 * finished, its place kept, the group left; exit code 0. Brokers or registry away for too long: exit code 1, and the
 * next start goes on where this one was.
 */
import { ClientError } from '@grapevine/client/errors.ts';
import { kafkaAlerts } from '@grapevine/client/kafka-alerts.ts';
import { jsonLine, plainLine } from './alert-line.ts';
import { HandledIds } from './handled-ids.ts';

const { env } = process;
const lineOf = process.argv.includes('--json') ? jsonLine : plainLine;
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Resolves when whoever reads has taken it. */
function print(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

async function run(): Promise<void> {
  const handled = await HandledIds.open(env['HANDLED_IDS_FILE'] ?? 'handled-alerts.txt');
  const brand = env['GRAPEVINE_BRAND'];
  const alerts = kafkaAlerts({
    brokers: (env['GRAPEVINE_KAFKA_BROKERS'] ?? 'localhost:9092').split(','),
    registryUrl: env['GRAPEVINE_REGISTRY_URL'] ?? 'http://localhost:8081/apis/ccompat/v7',
    groupId: env['GROUP_ID'] ?? 'alert-subscriber',
    topicPrefix: env['GRAPEVINE_TOPIC_PREFIX'] ?? '',
    ...(brand !== undefined && brand !== '' && { brand }),
    from: 'earliest',
    signal: stop.signal,
    onSkipped: ({ reason, partition, offset, detail }) => say(`skipped ${partition}:${offset}, ${reason}: ${detail}`),
    onWaiting: (why) => say(`waiting: ${why.message}`),
  });
  for await (const alert of alerts) {
    if (handled.has(alert.id)) continue;
    await print(lineOf(alert));
    // Last: a crash before it prints the line again rather than never.
    await handled.add(alert.id);
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  say(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
