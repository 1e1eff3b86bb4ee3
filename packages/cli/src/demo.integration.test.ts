import { afterAll, expect, test } from 'vitest';
import { start, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

test('without a terminal the demo reaches a crisis within 90 s, says why in two languages, and ends by itself', async () => {
  const startedAtMs = Date.now();
  const demo = start(['demo', '--plain'], { cwd: folder.path, env: { TMPDIR: folder.path } });
  await demo.said(/opened {2}Bobblefjord: a claim of harm is spreading/);
  expect(Date.now() - startedAtMs).toBeLessThan(90_000);
  const { code, out } = await demo.ended;
  expect(code).toBe(0);
  expect(out).toMatch(/ {2}en {2}\d+ negative reactions by \d+ people/);
  expect(out).toMatch(/ {2}nb {2}Bobblefjord: .* negative reaksjoner fra \d+ personer/);
  expect(out).toMatch(/negative reactions \d+ \(>= \d+, \+?\d/);
}, 150_000);
