import { afterAll, expect, test } from 'vitest';
import { start, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

test('without a terminal the demo reaches a crisis within 90 s of its history, says why in two languages, and ends by itself', async () => {
  const demo = start(['demo', '--plain'], { cwd: folder.path, env: { TMPDIR: folder.path } });
  await demo.said(/folded [\d,]+ interactions of 14 days/);
  const startedAtMs = Date.now();
  // Somebody may have claimed harm before, in those fourteen days; then it goes on from there.
  await demo.said(/(opened|updated|escalated) {2}Bobblefjord: (a|the) claim of harm/);
  expect(Date.now() - startedAtMs).toBeLessThan(90_000);
  const { code, out } = await demo.ended;
  expect(code).toBe(0);
  expect(out).toMatch(/^Times are of Europe\/Oslo\. Without a terminal it ends by itself 10 s after the first alert,/m);
  const folding = out.match(/% folded, [\d,]+ interactions$/gm) ?? [];
  expect(folding.length).toBeGreaterThan(0);
  expect(folding.length).toBeLessThan(10);
  expect(out.trimEnd()).toMatch(/\nThe demo is over: its crisis was found, and nobody watches\. .*$/);
  expect(out).toMatch(/ {2}en {2}.*\d+ (negative reactions|posts that claim)/);
  expect(out).toMatch(/ {2}nb {2}Bobblefjord: .*\d+ (negative reaksjoner|innlegg med påstand)/);
  expect(out).toMatch(/acts \d+ \(>= [\d.]+, /);
}, 240_000);

test('asked to stop while it counts its history, the demo ends', async () => {
  const demo = start(['demo', '--plain', '--data-dir', 'stopped'], { cwd: folder.path });
  await demo.said(/14 days of history first/);
  demo.child.kill('SIGTERM');
  const { code, out } = await demo.ended;
  expect([code, out]).toEqual([0, expect.stringContaining('The data lies in stopped.')]);
  expect(out).not.toContain('folded');
}, 60_000);
