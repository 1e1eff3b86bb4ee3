/** Dead letters of platforms, in forms of their own: a frame of Bluesky and a change of a Facebook page, until they count. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startJetstream } from '@grapevine/connectors/bluesky/jetstream-server-of-test.ts';
import { frameOf } from '@grapevine/connectors/bluesky/recorded-frames-of-test.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const PAGE_SECRET = 'canary-of-a-page-secret';
const COUNTED = { timeout: 30_000 };
let jetstream: Awaited<ReturnType<typeof startJetstream>>;
let instance: Running;
let api = '';
let ingest = '';

interface Listed {
  readonly deadLetters: readonly {
    readonly id: string;
    readonly reason: string;
    readonly origin: { readonly source: string };
    readonly original: string;
  }[];
}

/** A post that names the brand, and a like that does not say of what. */
function frames(): readonly string[] {
  const timeUs = Date.now() * 1000;
  const record = { text: 'a flight with United Airlines', createdAt: new Date().toISOString(), langs: ['en'] };
  const post = { did: 'did:plc:kari', collection: 'app.bsky.feed.post', rkey: '3kpost' };
  return [frameOf({ ...post, timeUs, record }), frameOf({ timeUs: timeUs + 1000, rkey: '3klike', record: {} })];
}

/** A comment on a post of the page, whose own id is left out. */
function delivery(): string {
  const time = Math.floor(Date.now() / 1000);
  const value = { item: 'comment', verb: 'add', post_id: '1234_1', message: 'thanks', created_time: time };
  return JSON.stringify({ object: 'page', entry: [{ id: '1234', time, changes: [{ field: 'feed', value }] }] });
}

async function counted(): Promise<readonly number[]> {
  const answer = await fetch(`${api}/v1/brands/united/counters?window=1h`);
  if (!answer.ok) return [];
  const { counts } = (await answer.json()) as { counts: Record<string, { value: number }> };
  return ['posts', 'likes', 'comments'].map((id) => counts[id]?.value ?? -1);
}

const letters = async () => (await runJson<Listed>(['dead-letters', 'list'], options)).deadLetters;

beforeAll(async () => {
  jetstream = await startJetstream(frames, [{}]);
  const sources = [
    `{ id: fire, kind: bluesky, options: { endpoints: ["${jetstream.endpoint}"] } }`,
    '{ id: page, kind: facebook-page, options: { secretEnv: PAGE_SECRET, verifyTokenEnv: PAGE_TOKEN, pages: { "1234": united } } }',
  ];
  writeFileSync(join(cwd, 'grapevine.yaml'), `${EXAMPLE_CONFIGURATION}sources: [${sources.join(', ')}]\n`);
  const env = { PAGE_SECRET, PAGE_TOKEN: 'canary-of-a-page-token' };
  instance = start(['up', '--port', '0', '--ingest-port', '0'], { cwd, env });
  [, api = ''] = await instance.said(/answers +(http:\S+)/);
  [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
  const body = delivery();
  const signature = `sha256=${createHmac('sha256', PAGE_SECRET).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  expect((await fetch(`${ingest}/v1/sources/page`, { method: 'POST', headers, body })).status).toBe(200);
});

afterAll(async () => {
  instance.child.kill('SIGTERM');
  expect(await instance.ended).toMatchObject({ code: 0 });
  await jetstream.close();
  folder.remove();
});

test('what a platform sent in a form of its own is listed, shown, written as an interaction, and counted once', async () => {
  await expect.poll(counted, COUNTED).toEqual([1, 0, 0]);
  await expect.poll(async () => (await letters()).length, COUNTED).toBe(2);
  const found = new Map((await letters()).map((letter) => [letter.origin.source, letter]));
  const [bluesky, facebook] = [found.get('fire'), found.get('webhook:page')];
  expect([bluesky?.reason, facebook?.reason]).toEqual(['invalid-field', 'invalid-field']);
  for (const [letter, wrong, platform] of [
    [bluesky, '"commit.record.subject.uri" is missing', 'Bluesky'],
    [facebook, '"comment_id" is missing', 'Facebook'],
  ] as const) {
    const { out } = await run(['dead-letters', 'show', letter?.id ?? ''], options);
    expect(out).toContain(wrong);
    expect(out).toContain(`in ${platform}'s own form: write the interaction that it stands for`);
  }

  // As they are, or with a field set, they are no interactions: nothing is sent, and no letter is added.
  for (const more of [[], ['--set', 'platform=x']]) {
    const again = ['dead-letters', 'replay', '--all', '--url', ingest, ...more];
    const { code, err } = await run(again, options);
    expect([code, err]).toEqual([0, expect.stringContaining('There is nothing to send.')]);
  }
  expect(await letters()).toHaveLength(2);

  const shown = (id: string | undefined) => run(['dead-letters', 'show', id ?? '', '--raw'], options);
  const frame = JSON.parse((await shown(bluesky?.id)).out) as { did: string; commit: { rkey: string } };
  const change = JSON.parse((await shown(facebook?.id)).out) as { entry: [{ time: number }] };
  const at = new Date(change.entry[0].time * 1000).toISOString();
  const post = 'at://did:plc:kari/app.bsky.feed.post/3kpost';
  const id = `at://${frame.did}/app.bsky.feed.like/${frame.commit.rkey}`;
  const interactions = [
    { id, kind: 'like', at, platform: 'bluesky', post, author: frame.did },
    { id: 'mended-1', kind: 'comment', at, platform: 'facebook', parent: '1234_1', text: 'thanks', brands: ['united'] },
  ];
  writeFileSync(join(cwd, 'mended.ndjson'), interactions.map((each) => `${JSON.stringify(each)}\n`).join(''));
  for (const _time of [1, 2]) {
    const sums = await runJson(['dead-letters', 'replay', '--edit', 'mended.ndjson', '--url', ingest], options);
    expect(sums).toMatchObject({ sent: 2, accepted: 2, rejected: 0 });
  }
  await expect.poll(counted, COUNTED).toEqual([1, 1, 1]);
});
