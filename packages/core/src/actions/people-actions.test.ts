import { describe, expect, it } from 'vitest';
import type { Action } from '../model/action.ts';
import { MAX_SILENCES, PeoplesActions } from './people-actions.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 28, 12);

let made = 0;
function by(name: string, atMs: number = NOW_MS) {
  made += 1;
  return {
    schemaVersion: 1,
    id: `action-${made}`,
    group: 'main',
    brand: 'main/united',
    by: name,
    atMs,
    note: '',
  } as const;
}

function standing(...actions: readonly Action[]): PeoplesActions {
  const folded = new PeoplesActions();
  for (const action of actions) folded.fold(action);
  return folded;
}

function silence(id: string, fromMs: number, toMs: number, more: Partial<Action> = {}): Action {
  return { kind: 'silenced', silence: id, class: null, fromMs, toMs, ...by('Kari'), ...more } as Action;
}

describe('an incident', () => {
  it('is looked after by whoever said so first', () => {
    const incident = 'i1';
    const actions = standing(
      { kind: 'acknowledged', incident, ...by('Kari') },
      { kind: 'acknowledged', incident, ...by('Ola') },
    );
    expect(actions.acknowledgementOf(incident)?.by).toBe('Kari');
  });

  it('is what the last verdict says', () => {
    const actions = standing(
      { kind: 'judged', incident: 'i1', verdict: 'right', ...by('Kari') },
      { kind: 'judged', incident: 'i1', verdict: 'wrong', ...by('Ola') },
    );
    expect(actions.verdictOf('i1')).toMatchObject({ verdict: 'wrong', by: 'Ola' });
    expect(actions.verdictOf('i2')).toBeNull();
  });
});

describe('a silence', () => {
  //            12:00     13:00     14:00
  //              |---------)                  [from, to)
  const fromMs = NOW_MS;
  const toMs = NOW_MS + 3_600_000;

  it('covers from its beginning on, and its end no more', () => {
    const actions = standing(silence('s', fromMs, toMs));
    const at = (atMs: number) => actions.silenceAt('main/united', 'harm-claim', atMs)?.silence ?? null;
    expect([at(fromMs - 1), at(fromMs), at(toMs - 1), at(toMs)]).toEqual([null, 's', 's', null]);
  });

  it('of a class covers that class, and of a brand that brand', () => {
    const actions = standing(silence('s', fromMs, toMs, { class: 'sentiment-fall' }));
    expect(actions.silenceAt('main/united', 'sentiment-fall', fromMs)).not.toBeNull();
    expect(actions.silenceAt('main/united', 'harm-claim', fromMs)).toBeNull();
    expect(actions.silenceAt('main/delta', 'sentiment-fall', fromMs)).toBeNull();
  });

  it('holds until it is taken away, and as it was put last', () => {
    const actions = standing(silence('s', fromMs, toMs), silence('s', fromMs, toMs + 1));
    expect(actions.silence('s')).toMatchObject({ toMs: toMs + 1 });
    actions.fold({ kind: 'unsilenced', silence: 's', ...by('Ola') });
    expect(actions.silences).toEqual([]);
  });

  it('beyond the bound makes the oldest give way', () => {
    const ids = Array.from({ length: MAX_SILENCES + 1 }, (_, nth) => `s${nth}`);
    const actions = standing(...ids.map((id) => silence(id, fromMs, toMs)));
    expect(actions.silences).toHaveLength(MAX_SILENCES);
    expect([actions.silence('s0'), actions.silence('s1')]).toEqual([null, expect.anything()]);
  });
});

it('what was missed is said once, however often it is sent', () => {
  const missed = { kind: 'missed', fromMs: 0, toMs: 1 } as const;
  const actions = standing({ ...missed, ...by('Kari') }, { ...missed, ...by('Ola') });
  expect(actions.missed).toHaveLength(1);
});

it('whoever has read for long and whoever begins to read now say the same: 30 days are kept', () => {
  const old: Action = { kind: 'judged', incident: 'old', verdict: 'wrong', ...by('Kari', NOW_MS - 30 * DAY_MS - 1) };
  const kept: Action = { kind: 'judged', incident: 'kept', verdict: 'right', ...by('Kari', NOW_MS - 30 * DAY_MS) };
  const long = standing(old, kept);
  long.forget(NOW_MS);
  const fresh = standing(kept);
  for (const incident of ['old', 'kept']) expect(long.verdictOf(incident)).toEqual(fresh.verdictOf(incident));
});
