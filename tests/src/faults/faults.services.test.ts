/** Eleven of the faults that `npm run faults` does to real parts: nothing that was acknowledged is lost, or counted twice. */
import '@grapevine/test-services/provided-services.ts';
import { expect, inject, test } from 'vitest';
import { DOCKER_ABSENT } from '../engines/kafka-under-test.ts';
import { FAULTS } from './faults.ts';
import { runFaults } from './run-faults.ts';

test('whatever breaks, all that was acknowledged is counted once, and no alert goes out twice', {
  timeout: 400_000,
}, async (context) => {
  if (inject('services') === null) return context.skip(DOCKER_ABSENT);
  const faults = FAULTS.filter(({ isQuick }) => isQuick);
  const reports = await runFaults(faults, ({ id, recoveryMs, acknowledged }) => {
    process.stdout.write(`${id}: ${acknowledged} acts acknowledged meanwhile, flowing again after ${recoveryMs} ms\n`);
  });
  const harmless = { lost: 0, doubled: 0, alertsTwice: 0 };
  expect(reports).toEqual(faults.map(({ id }) => expect.objectContaining({ id, ...harmless })));
  for (const { acknowledged } of reports) expect(acknowledged).toBeGreaterThan(0);
});
