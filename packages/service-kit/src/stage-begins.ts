/** Says where a stage goes on when that is not where it stood: its store had lost its rows, or its log does not reach back. */
import type { Begin } from '@grapevine/engine/runtime/partition-runner.ts';
import type { Observer } from './observer.ts';

export function tellBegin(observe: Observer): (begin: Begin) => void {
  return ({ scope, topic, partition, position, generation, isAnew, restored, passed }) => {
    const fields = { scope, topic, partition, position };
    if (isAnew) {
      observe({
        level: 'warn',
        event: 'stage-rebuilding',
        text: `${scope}: generation ${generation.number} was begun (${generation.why}). Its rows of before are gone; it counts anew from ${position} of ${topic}/${partition}.`,
        fields: { ...fields, generation: generation.number },
      });
    }
    if (restored !== null) {
      const { rows, reachedMs } = restored;
      const reachedAt = new Date(reachedMs).toISOString();
      observe({
        level: 'warn',
        event: 'stage-restored',
        text: `${scope}: the store had lost its rows. ${rows} are back as of the checkpoint of ${reachedAt}; it goes on at ${position} of ${topic}/${partition}.`,
        fields: { ...fields, rows, reachedAt },
      });
    }
    if (passed > 0) {
      observe({
        level: 'error',
        event: 'records-passed',
        text: `${scope}: the store has nothing of it, and ${topic}/${partition} begins at ${position}: what stood there before has passed its retention and is in no total that is made from now on: answers name the spans that are incomplete. Restore a copy of the store if there is one.`,
        fields: { ...fields, passed },
      });
    }
  };
}
