import { describeStateStore } from '@grapevine/contracts/state-store-contract.ts';
import { MemoryStore } from './memory-store.ts';

describeStateStore('memory', async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store, close: async () => undefined };
});

describeStateStore('memory, commits by id', async () => {
  const store = new MemoryStore({ commits: 'by-id' });
  return {
    store,
    snapshots: 'move',
    view: async (scope, name) => store.view(scope, name),
    reopen: async () => store,
    close: async () => undefined,
  };
});
