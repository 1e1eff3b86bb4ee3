// The image's health check: does the service of this container move on? Its port is GRAPEVINE_HEALTH_PORT.
const DEADLINE_MS = 4_000;

const port = process.env.GRAPEVINE_HEALTH_PORT;
try {
  if (!port) throw new Error('GRAPEVINE_HEALTH_PORT is not set');
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  process.stdout.write(`${answer.status} ${await answer.text()}\n`);
  if (!answer.ok) process.exitCode = 1;
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
  process.exitCode = 1;
}
