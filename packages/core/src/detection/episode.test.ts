import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import type { Claim } from './claim.ts';
import { type Episode, isOver, packEpisode, REOPEN_WITHIN_MS, stepEpisode, unpackEpisode } from './episode.ts';
import type { Finding } from './finding.ts';

const T0 = Date.UTC(2026, 10, 23, 12);
const HALF_HOUR_MS = 30 * MINUTE_MS;

function episodeOf(fields: Partial<Episode> = {}): Episode {
  return {
    class: 'harm-claim',
    incident: 'i',
    claim: { name: 'x:p', posts: ['x:p'], addresses: ['https://a.example'], sketches: [[1, 2]] },
    openedAtMs: T0,
    resolvedAtMs: null,
    severity: 'warning',
    notices: 1,
    calmSinceMs: null,
    peak: 20,
    told: 20,
    toldAtMs: T0,
    joined: ['negative-surge'],
    ...fields,
  };
}

type Look = Pick<Finding, 'isMet' | 'isCalm' | 'severity' | 'size'>;

const BUSY: Look = { isMet: true, isCalm: false, severity: 'warning', size: 20 };
const BETWEEN: Look = { ...BUSY, isMet: false };
const CALM: Look = { ...BETWEEN, isCalm: true, size: 1 };

/** What is told at each of these looks, ten minutes apart. */
function told(episode: Episode, looks: readonly Look[]): string[] {
  return looks.map(
    (look, nth) => stepEpisode(episode, look as Finding, T0 + (nth + 1) * 10 * MINUTE_MS, HALF_HOUR_MS).kind,
  );
}

describe('an episode is one thread', () => {
  test('it ends when it has been calm for its time without a break', () => {
    // minutes  10     20     30     40     50
    // look     busy | calm   calm   calm   calm
    //                 |<---- 30 min ---->| resolved
    expect(told(episodeOf(), [BUSY, CALM, CALM, CALM, CALM])).toEqual(['none', 'none', 'none', 'none', 'resolved']);
  });

  test('one flare begins the time anew, also below the level at which it would open', () => {
    const looks = [CALM, CALM, BETWEEN, CALM, CALM, CALM, CALM];
    expect(told(episodeOf(), looks)).toEqual(['none', 'none', 'none', 'none', 'none', 'none', 'resolved']);
  });

  test('it escalates once, and does not fall back while it is open', () => {
    const critical: Look = { ...BUSY, severity: 'critical' };
    const episode = episodeOf();
    expect(told(episode, [critical, critical, BUSY])).toEqual(['escalated', 'none', 'none']);
    expect(episode.severity).toBe('critical');
  });

  test('that has grown fourfold is told of again, half an hour after the last notice at the soonest', () => {
    const grown: Look = { ...BUSY, size: 80 };
    expect(told(episodeOf(), [grown, grown, grown])).toEqual(['none', 'none', 'updated']);
    expect(told(episodeOf(), [BUSY, BUSY, { ...BUSY, size: 79 }])).toEqual(['none', 'none', 'none']);
  });

  test('what flares up again within three hours is reopened, not opened anew', () => {
    const episode = episodeOf({ resolvedAtMs: T0, severity: 'critical', calmSinceMs: T0 - HOUR_MS });
    expect(told(episode, [CALM, BETWEEN, BUSY])).toEqual(['none', 'none', 'reopened']);
    expect(episode).toMatchObject({ resolvedAtMs: null, calmSinceMs: null, severity: 'warning' });
  });

  test('after that it is over', () => {
    expect([REOPEN_WITHIN_MS, isOver(episodeOf({ resolvedAtMs: T0 }), T0 + REOPEN_WITHIN_MS - 1)]).toEqual([
      3 * HOUR_MS,
      false,
    ]);
    expect(isOver(episodeOf({ resolvedAtMs: T0 }), T0 + REOPEN_WITHIN_MS)).toBe(true);
    expect(isOver(episodeOf(), T0 + 100 * REOPEN_WITHIN_MS)).toBe(false);
  });
});

test('it goes on from its packed form', () => {
  for (const episode of [episodeOf(), episodeOf({ claim: null, resolvedAtMs: T0, calmSinceMs: T0 })]) {
    expect(unpackEpisode(structuredClone(packEpisode(episode)), new Map())).toEqual(episode);
  }
});

test('episodes that were about one claim are so from their packed form on: what the one learns of it, the other knows', () => {
  const one = episodeOf();
  const packed = structuredClone([one, { ...one, incident: 'another' }].map(packEpisode));
  const claims = new Map<string, Claim>();
  const [first, second] = packed.map((each) => unpackEpisode(each, claims));
  expect(first?.claim).not.toBeNull();
  expect(second?.claim).toBe(first?.claim);
});
