import { describeStateStore } from '@grapevine/contracts/state-store-contract.ts';
import { MemoryStore } from './memory-store.ts';

describeStateStore('memory', async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store, close: async () => undefined };
});
