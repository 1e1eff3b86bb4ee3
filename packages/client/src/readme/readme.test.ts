import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ServedApi } from '../http/api-for-tests.ts';
import { nthAlert } from '../kafka/alerts-for-tests.ts';
import { followAlerts } from './follow-alerts.ts';
import { loudestBrand } from './loudest-brand.ts';

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

test('the examples of the README are the files that are compiled and run here', () => {
  const blocks = [...textOf('../../README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  const files = ['page-on-alerts.ts', 'loudest-brand.ts', 'follow-alerts.ts'];
  expect(blocks).toEqual(files.map((file) => textOf(`./${file}`)));
});

test('the loudest brand of a market', async () => {
  const { url } = await ServedApi.open();
  expect(await loudestBrand(url, 'us-airlines')).toBe('united: 3 mentions so far, 60 % of the market');
});

test('alerts are followed from run to run', async () => {
  const served = await ServedApi.open();
  const kept: { position: string | null } = { position: null };
  const run = async (raise: () => Promise<void>): Promise<string[]> => {
    const stop = new AbortController();
    const lines: string[] = [];
    const following = followAlerts(
      served.url,
      kept,
      async (line) => {
        lines.push(line);
        stop.abort();
      },
      stop.signal,
    );
    await expect.poll(() => served.streams()).toBe(1);
    await raise();
    await following;
    return lines;
  };
  const line = '2026-11-23T12:00:00.000Z united opened: A text.';
  expect(await run(() => served.raise(nthAlert(0), nthAlert(1)))).toEqual([line]);
  expect(await run(async () => undefined)).toEqual([line]);
});
