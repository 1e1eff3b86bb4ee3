import { expect, test } from 'vitest';
import type { BoardPlace, Step, TopPost } from '../../model/pulse.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { emptyAccounts } from '../tally/accounts.ts';
import { Progress } from './progress.ts';
import { pulseOfTest, stepOfTest, T0 } from './pulse-of-test.ts';

const at = (seconds: number) => T0 + seconds * 1_000;

test('the common watermark is the least, and there is none while a partition has not spoken', () => {
  const progress = new Progress();
  progress.receive(pulseOfTest({ partition: 0, watermarkMs: at(50) }));
  expect(progress.leastWatermarkMs(2)).toBeNull();
  progress.receive(pulseOfTest({ partition: 1, watermarkMs: null }));
  expect(progress.leastWatermarkMs(2)).toBeNull();
  progress.receive(pulseOfTest({ partition: 1, watermarkMs: at(20) }));
  expect(progress.leastWatermarkMs(2)).toBe(at(20));
  progress.receive(pulseOfTest({ partition: 1, watermarkMs: at(10) }));
  expect(progress.leastWatermarkMs(2)).toBe(at(20));
});

test('of a pulse in chunks the watermark counts with the last one only', () => {
  const progress = new Progress();
  progress.receive(pulseOfTest({ watermarkMs: at(30), chunk: 0, chunks: 2 }));
  expect(progress.leastWatermarkMs(1)).toBeNull();
  progress.receive(pulseOfTest({ watermarkMs: at(30), chunk: 1, chunks: 2 }));
  expect(progress.leastWatermarkMs(1)).toBe(at(30));
});

test('a decision takes each partition’s last step up to its instant, whatever else has arrived', () => {
  // steps      10        20        30
  // decide at       15        |
  const late = (records: number) => ({ ...emptyAccounts(), late: records, read: records });
  const progress = new Progress();
  const steps = [10, 20, 30].map((seconds) => stepOfTest(at(seconds), { accounts: late(seconds) }));
  progress.receive(pulseOfTest({ steps }));
  progress.advance(at(15));
  expect(progress.accounts.late).toBe(10);
  progress.advance(at(20));
  expect(progress.accounts.late).toBe(20);
});

test('a repeated step changes nothing, with what it says or without', () => {
  const progress = new Progress();
  const steps = [stepOfTest(at(10)), stepOfTest(at(20))];
  progress.receive(pulseOfTest({ steps }));
  progress.receive(pulseOfTest({ steps: [stepOfTest(at(20), { accounts: { ...emptyAccounts(), late: 99 } })] }));
  progress.advance(at(20));
  progress.receive(pulseOfTest({ steps }));
  progress.advance(at(100));
  expect(progress.accounts.late).toBe(0);
});

test('an alert’s place in the log is the mark by which each partition passed its instant', () => {
  const progress = new Progress();
  progress.receive(
    pulseOfTest({ partition: 1, steps: [stepOfTest(at(10), { offset: 7 }), stepOfTest(at(40), { offset: 9 })] }),
  );
  progress.receive(pulseOfTest({ partition: 0, steps: [stepOfTest(at(20), { offset: 3 })] }));
  progress.advance(at(20));
  expect(progress.logPositionAt(at(20))).toEqual([3, 9]);
});

test('the grid begins where the last partition’s first step was, however much is read by then', () => {
  const progress = new Progress();
  progress.receive(pulseOfTest({ partition: 0, steps: [stepOfTest(at(10)), stepOfTest(at(500))] }));
  progress.receive(pulseOfTest({ partition: 1, steps: [stepOfTest(at(30)), stepOfTest(at(900))] }));
  expect(progress.firstCommonStepMs).toBe(at(30));
});

test('a restart goes on with the steps that no decision has taken yet, and with boards and idle sources', async () => {
  const rows = new RowsOfTest();
  const progress = new Progress();
  const feeds = [{ source: 'stream', worker: 'w', state: 'idle', lowWatermarkMs: at(5) }] as const;
  const top = [{ brand: 'main/a', places: [{ place: 3, post: topPost() }] }];
  progress.receive(
    pulseOfTest({
      steps: [
        stepOfTest(at(10), { feeds, top }),
        stepOfTest(at(20), { top: [{ brand: 'main/a', places: [free(3)] }] }),
      ],
    }),
  );
  progress.advance(at(10));
  const changes = noChanges();
  progress.collect(changes);
  rows.commit(changes);
  const restarted = await Progress.load(rows, progress.pack());
  expect([restarted.idleSources, restarted.topsOf('main/a')]).toEqual([['stream'], [topPost()]]);
  restarted.advance(at(20));
  expect(restarted.topsOf('main/a')).toEqual([]);
});

test('of a board only the places change of which a step speaks, those of other partitions never', () => {
  const progress = new Progress();
  const saying = (...places: readonly BoardPlace[]) => [{ brand: 'main/a', places }];
  const names = () => progress.topsOf('main/a').map(({ post }) => post);
  const step = (seconds: number, partition: number, ...places: readonly BoardPlace[]) => {
    progress.receive(pulseOfTest({ partition, steps: [stepOfTest(at(seconds), { top: saying(...places) })] }));
    progress.advance(at(seconds));
  };
  step(10, 1, { place: 0, post: topPost('other') });
  step(10, 0, { place: 7, post: topPost('kind') }, { place: 2, post: topPost('angry') });
  expect(names()).toEqual(['angry', 'kind', 'other']);
  step(20, 0, { place: 2, post: topPost('angrier') });
  expect(names()).toEqual(['angrier', 'kind', 'other']);
  step(30, 0, free(7));
  expect(names()).toEqual(['angrier', 'other']);
});

test('an erased person’s posts go from boards, and from steps that no decision has taken yet', () => {
  const progress = new Progress();
  const top = (place: number) => [{ brand: 'main/a', places: [{ place, post: topPost() }] }];
  progress.receive(pulseOfTest({ steps: [stepOfTest(at(10), { top: top(0) }), stepOfTest(at(20), { top: top(1) })] }));
  progress.advance(at(10));
  progress.erase({ author: 255n, requestedAtMs: at(0) });
  expect(progress.topsOf('main/a')).toEqual([]);
  progress.advance(at(20));
  expect(progress.topsOf('main/a')).toEqual([]);
});

test('a newer generation’s boards and tables take the place of the older one’s, without another decision', () => {
  const progress = new Progress();
  const saying = (post: string, acts: number) => ({
    top: [{ brand: 'main/a', places: [{ place: 0, post: topPost(post) }] }],
    concentrations: [{ brand: 'main/a', authors: [], acts, texts: [], items: 0 }],
  });
  const shown = () => [
    progress.topsOf('main/a').map(({ post }) => post),
    progress.concentrationsOf('main/a').map(({ acts }) => acts),
  ];
  const pulse = (generation: number, ...steps: readonly Step[]) => {
    const each = pulseOfTest({ generation, steps });
    progress.enter(each);
    progress.receive(each);
  };
  pulse(1, stepOfTest(at(10), saying('old', 1)), stepOfTest(at(20), { offset: 7 }));
  progress.advance(at(20));
  pulse(2);
  expect(shown()).toEqual([[], []]);
  pulse(2, stepOfTest(at(10), saying('new', 2)), stepOfTest(at(20), { offset: 5 }));
  expect(shown()).toEqual([['new'], [2]]);
  // Where a decision of before stands in the log is not said anew.
  expect(progress.logPositionAt(at(20))).toEqual([7]);
});

function free(place: number): BoardPlace {
  return { place, post: null };
}

function topPost(post = 'p'): TopPost {
  const unknown = { author: 255n, text: '', url: null, createdMs: null, followers: null };
  return {
    platform: 'x',
    post,
    sentiment: 'negative',
    harmClaim: false,
    ...unknown,
    counts: [1],
    viewers: 0,
    velocity: 0.1,
    velocityAtMs: T0,
    forecast: null,
  };
}
