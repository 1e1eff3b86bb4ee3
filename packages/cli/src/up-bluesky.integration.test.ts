/** `up` with Bluesky as a source: from frames of a Jetstream on this machine to counters, over cuts and a kill -9. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startJetstream } from '@grapevine/connectors/bluesky/jetstream-server-of-test.ts';
import { frameOf } from '@grapevine/connectors/bluesky/recorded-frames-of-test.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, run, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const PAGE_SECRET = 'canary-of-a-page-secret';
const POSTS = 30;
const SECOND_US = 1_000_000;
let jetstream: Awaited<ReturnType<typeof startJetstream>>;
let instance: Running;
let api = '';
let ingest = '';

/**
 * Each second a post that names the brand, and the likes of two people, up to now. What comes before its post waits for
 * it until the watermark has passed it by 60 s, so nothing here may be that old.
 */
function framesUntil(nowMs: number): readonly string[] {
  const startUs = nowMs * 1000 - POSTS * SECOND_US;
  return Array.from({ length: POSTS }, (_, nth) => {
    const timeUs = startUs + nth * SECOND_US;
    const createdAt = new Date(timeUs / 1000).toISOString();
    const record = { text: `flight ${nth} with United Airlines`, createdAt, langs: ['en'] };
    const author = `did:plc:author${nth}`;
    const post = frameOf({ did: author, timeUs, collection: 'app.bsky.feed.post', rkey: `3kpost${nth}`, record });
    const subject = { uri: `at://${author}/app.bsky.feed.post/3kpost${nth}`, cid: 'c' };
    const likes = ['kari', 'ola'].map((name, at) =>
      frameOf({
        did: `did:plc:${name}`,
        timeUs: timeUs + (at + 1) * 1000,
        rkey: `3klike${nth}`,
        record: { subject, createdAt },
      }),
    );
    return [post, ...likes];
  }).flat();
}

/** Backwards, fifteen at a time: likes before their posts, 5 s apart at the most. */
function disordered(frames: readonly string[]): readonly string[] {
  const groups: string[][] = [];
  for (let from = 0; from < frames.length; from += 15) groups.push(frames.slice(from, from + 15).reverse());
  return groups.flat();
}

async function startUp(): Promise<void> {
  const env = { PAGE_SECRET, PAGE_TOKEN: 'canary-of-a-page-token' };
  instance = start(['up', '--port', '0', '--ingest-port', '0'], { cwd, env });
  [, api = ''] = await instance.said(/answers +(http:\S+)/);
  [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
}

async function counted(): Promise<readonly number[]> {
  const { code, out } = await run(['counters', 'united', '--window', '1h', '--url', api, '--json'], { cwd });
  if (code !== 0) return [];
  const { counts } = JSON.parse(out) as { counts: Record<string, { value: number }> };
  return ['posts', 'likes', 'comments'].map((id) => counts[id]?.value ?? -1);
}

beforeAll(async () => {
  // Cut twice, within a frame too, and refused once: whatever happens, it is read on from what the log has.
  jetstream = await startJetstream(
    () => framesUntil(Date.now()),
    [
      { frames: (frames) => frames.slice(0, 20), afterwards: 'cut-within-a-frame' },
      { instead: 'refuse' },
      { frames: (frames) => disordered(frames.slice(0, 30)), afterwards: 'cut' },
      { frames: (frames) => ['not a frame', ...frames] },
    ],
  );
  const sources = [
    `{ id: fire, kind: bluesky, options: { endpoints: ["${jetstream.endpoint}"] } }`,
    '{ id: page, kind: facebook-page, options: { secretEnv: PAGE_SECRET, verifyTokenEnv: PAGE_TOKEN, pages: { "1234": united } } }',
  ];
  writeFileSync(join(cwd, 'grapevine.yaml'), `${EXAMPLE_CONFIGURATION}sources: [${sources.join(', ')}]\n`);
  await startUp();
});

afterAll(async () => {
  instance.child.kill('SIGTERM');
  expect(await instance.ended).toMatchObject({ code: 0 });
  await jetstream.close();
  folder.remove();
});

test('what Bluesky says of a brand is counted once each, through cuts, disorder and a refused connection', async () => {
  await expect.poll(counted, { timeout: 20_000 }).toEqual([POSTS, 2 * POSTS, 0]);
  const { out } = await run(['dead-letters', 'list', '--data-dir', '.grapevine', '--json'], { cwd });
  expect(JSON.parse(out)).toMatchObject({ deadLetters: [{ reason: 'not-json' }] });
});

test('after kill -9 the stream is read on from the cursor that the log has, and nothing counts twice', async () => {
  const asked = jetstream.asked.length;
  // The cursor is written with the mark of the next second.
  await expect.poll(() => metric('grapevine_source_behind_seconds'), { timeout: 5_000 }).not.toBeNull();
  instance.child.kill('SIGKILL');
  await instance.ended;
  await startUp();
  await expect.poll(() => jetstream.asked.length, { timeout: 10_000 }).toBeGreaterThan(asked);
  expect(jetstream.asked.at(-1)?.cursor).not.toBeNull();
  await expect.poll(counted, { timeout: 20_000 }).toEqual([POSTS, 2 * POSTS, 0]);
});

test('a signed delivery of a Facebook page is counted for its brand, and one that is not signed is refused', async () => {
  const time = Math.floor(Date.now() / 1000);
  const value = { item: 'reaction', verb: 'add', reaction_type: 'love', post_id: '1234_1', created_time: time };
  const changes = [{ field: 'feed', value: { ...value, from: { id: '77', name: 'Kari' }, parent_id: '1234_1' } }];
  const body = JSON.stringify({ object: 'page', entry: [{ id: '1234', time, changes }] });
  const signature = `sha256=${createHmac('sha256', PAGE_SECRET).update(body).digest('hex')}`;
  const deliver = (headers: Record<string, string>) =>
    fetch(`${ingest}/v1/sources/page`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  expect((await deliver({})).status).toBe(401);
  expect((await deliver({ 'x-hub-signature-256': signature })).status).toBe(200);
  await expect.poll(counted, { timeout: 5_000 }).toEqual([POSTS, 2 * POSTS + 1, 0]);
});

async function metric(name: string): Promise<string | null> {
  const text = await (await fetch(`${api}/metrics`)).text();
  return new RegExp(`^${name}\\S* (.*)$`, 'm').exec(text)?.[1] ?? null;
}
