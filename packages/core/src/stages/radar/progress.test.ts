import { expect, test } from 'vitest';
import type { TopPost } from '../../model/pulse.ts';
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
  const top = [{ brand: 'main/a', posts: [{ ...topPost(), post: 'p' }] }];
  progress.receive(
    pulseOfTest({
      steps: [stepOfTest(at(10), { feeds, top }), stepOfTest(at(20), { top: [{ brand: 'main/a', posts: [] }] })],
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

function topPost(): TopPost {
  const unknown = { author: 255n, text: '', url: null, createdMs: null, followers: null };
  return {
    platform: 'x',
    post: 'p',
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
