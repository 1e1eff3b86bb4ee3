import { describeEventLog } from '@grapevine/contracts/event-log-contract.ts';
import { openTemporarily } from './temporary-embedded.ts';

describeEventLog('LMDB', async (clock) => {
  const { current, reopen, close } = await openTemporarily(() => clock.atMs);
  return { log: current().log, reopen: async () => (await reopen()).log, close };
});
