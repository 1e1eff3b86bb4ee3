import { describeEventLog } from '@grapevine/contracts/event-log-contract.ts';
import { MemoryLog } from './memory-log.ts';

for (const gapAfterAppend of [0, 3]) {
  describeEventLog(`memory, ${gapAfterAppend} offsets left out behind each append`, async (clock) => {
    const log = new MemoryLog({ nowMs: () => clock.atMs, gapAfterAppend });
    return { log, reopen: async () => log, close: async () => undefined };
  });
}
