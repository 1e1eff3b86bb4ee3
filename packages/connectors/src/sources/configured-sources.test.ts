import type { SourceConfig } from '@grapevine/core/configuration/configuration.ts';
import { describe, expect, it } from 'vitest';
import { createWebhookSource, readSources } from './configured-sources.ts';
import { createSecretReader } from './secrets.ts';

const source = (
  kind: string,
  options: Record<string, unknown> = {},
  more: Partial<SourceConfig> = {},
): SourceConfig => ({
  id: `my-${kind}`,
  kind,
  delayMs: null,
  holds: null,
  options,
  ...more,
});

const FACEBOOK = { secretEnv: 'APP', verifyTokenEnv: 'TOKEN', pages: { '1234567890321': 'united' } };

function faultsOf(...sources: readonly SourceConfig[]): readonly string[] {
  const reading = readSources(sources, ['united', 'klm']);
  return reading.kind === 'faults' ? reading.faults.map(({ message, path }) => `${path.join('.')} ${message}`) : [];
}

describe('the sources of a configuration', () => {
  it('are told apart by their kinds, with all defaults', () => {
    const reading = readSources(
      [
        source('bluesky'),
        source('standard-webhooks', { secretEnv: ['NEW', 'OLD'] }, { delayMs: 7 }),
        source('facebook-page', FACEBOOK),
      ],
      ['united'],
    );
    expect(reading).toMatchObject({
      kind: 'ok',
      jetstreams: [
        {
          id: 'my-bluesky',
          delayMs: 6000,
          options: {
            rewindMs: 10_000,
            stallMs: 30_000,
            maxFrameBytes: 1_048_576,
            wanted: {
              collections: new Set(['app.bsky.feed.post', 'app.bsky.feed.like', 'app.bsky.feed.repost']),
              dids: new Set(),
              languages: new Set(),
            },
          },
        },
      ],
      webhooks: [
        { id: 'my-standard-webhooks', delayMs: 7, options: { secretEnv: ['NEW', 'OLD'] } },
        {
          id: 'my-facebook-page',
          options: { secretEnv: ['APP'], brandsOfPage: new Map([['1234567890321', ['united']]]) },
        },
      ],
    });
  });

  it('are refused with all their faults at once', () => {
    const faults = faultsOf(
      source('bluesky', {
        endpoints: ['https://x', 'wss://me:pw@x'],
        rewnd: '5s',
        stall: 30,
        languages: ['nb-NO'],
        wantedDids: ['kari'],
      }),
      source('blusky'),
      source('facebook-page', { ...FACEBOOK, pages: { '1': 'unitd', x: 'klm' } }),
      source('facebook-page', { ...FACEBOOK, pages: { '1': 'unitd' } }),
      source('standard-webhooks'),
    );
    expect(faults).toEqual([
      expect.stringContaining('sources.0.options.endpoints.0 is not a ws or wss address'),
      expect.stringContaining('sources.0.options.endpoints.1 is not a ws or wss address'),
      expect.stringContaining('sources.0.options.wantedDids.0 is not a DID'),
      expect.stringContaining('sources.0.options.languages.0 is not a language'),
      expect.stringContaining('sources.0.options.stall is 30, not a string'),
      expect.stringContaining('sources.0.options.rewnd is not known here (did you mean "rewind"?)'),
      expect.stringContaining('sources.1.kind "blusky" is no kind of source'),
      expect.stringContaining('sources.2.options.pages has a page id that is not a number'),
      expect.stringContaining('sources.3.options.pages.1 "unitd" is not a brand of this file (did you mean "united"?)'),
      expect.stringContaining('sources.4.options.secretEnv is missing'),
    ]);
    expect(faults.join()).not.toContain('me:pw');
  });

  it.each([
    ['in place of its name', { secretEnv: 'whsec_c2VjcmV0' }],
    ['in a list', { secretEnv: ['OK', 'whsec_c2VjcmV0'] }],
    ['under another name', { secret: 'whsec_c2VjcmV0', secretEnv: 'OK' }],
    ['in an object', { secretEnv: { value: 'whsec_c2VjcmV0' } }],
  ])('do not repeat a secret that was written %s', (_what, options) => {
    const faults = faultsOf(source('standard-webhooks', options));
    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toContain('whsec_c2VjcmV0');
  });
});

describe('a secret that a source names', () => {
  const config = {
    id: 'p',
    kind: 'standard-webhooks',
    options: { secretEnv: ['PARTNER'] },
    delayMs: 1,
    holds: null,
  } as const;
  const readText = (path: string): string => {
    if (path === '/gone') throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return path === '/empty' ? '\n' : `whsec_${Buffer.alloc(24).toString('base64')}\r\n`;
  };

  it('is the variable, or the file that the variable with _FILE names', () => {
    const secret = `whsec_${Buffer.alloc(32).toString('base64')}`;
    for (const env of [{ PARTNER: secret }, { PARTNER_FILE: '/run/secrets/partner' }]) {
      expect(createWebhookSource(config, createSecretReader({ env, readText })).id).toBe('p');
    }
  });

  it.each([
    ['is missing', {}, 'set PARTNER, or PARTNER_FILE'],
    ['is given twice', { PARTNER: 'c4nary', PARTNER_FILE: '/run/x' }, 'both set'],
    ['is in a file that is gone', { PARTNER_FILE: '/gone' }, 'ENOENT'],
    ['is in an empty file', { PARTNER_FILE: '/empty' }, 'is empty'],
    ['is none', { PARTNER: 'c4nary' }, 'is not "whsec_"'],
  ])('and %s is said by name', (_what, env: Record<string, string>, words) => {
    const create = (): unknown => createWebhookSource(config, createSecretReader({ env, readText }));
    expect(create).toThrow(
      expect.objectContaining({ code: 'GV_SOURCE_SECRET', message: expect.stringContaining(words) }),
    );
    expect(create).toThrow(expect.objectContaining({ message: expect.not.stringContaining('c4nary') }));
  });

  it('of Facebook is long enough to be one', () => {
    const options = { secretEnv: ['APP'], verifyTokenEnv: 'TOKEN', brandsOfPage: new Map() };
    const page = { id: 'p', kind: 'facebook-page', options, delayMs: 1, holds: null } as const;
    const create = (): unknown =>
      createWebhookSource(page, createSecretReader({ env: { APP: 'x'.repeat(16), TOKEN: 'short' }, readText }));
    expect(create).toThrow('The secret TOKEN has 5 characters; it should have at least 16.');
  });
});
