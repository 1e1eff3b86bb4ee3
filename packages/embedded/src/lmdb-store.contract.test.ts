import { describeStateStore } from '@grapevine/contracts/state-store-contract.ts';
import { openTemporarily } from './temporary-embedded.ts';

describeStateStore('LMDB', async () => {
  const { current, reopen, close } = await openTemporarily(() => 0);
  return { store: current().store, reopen: async () => (await reopen()).store, close };
});
