/** Log records with every absent field `null`: a test names what matters to it and nothing else. */
import type { AuthorHash, LoggedInteraction, Mark } from '@grapevine/core/model/interaction.ts';

export type InteractionFields = Partial<LoggedInteraction> &
  Pick<LoggedInteraction, 'kind' | 'role' | 'id' | 'post' | 'atMs'>;

export function interaction(fields: InteractionFields): LoggedInteraction {
  return {
    type: 'interaction',
    platform: 'x',
    parent: null,
    thread: null,
    author: null,
    followers: null,
    text: null,
    lang: null,
    url: null,
    brands: null,
    itemBrands: [],
    ownOf: [],
    sentimentMilli: null,
    sentimentBy: fields.sentimentMilli === undefined || fields.sentimentMilli === null ? '' : 'lexicon/1',
    harmClaim: false,
    reaction: null,
    segment: null,
    campaign: null,
    value: null,
    referrer: null,
    rating: null,
    count: 1,
    total: null,
    ...fields,
  };
}

export function mark(fields: Partial<Mark> & Pick<Mark, 'lowWatermarkMs'>): Mark {
  return { type: 'mark', source: 'stream', worker: 'w1', state: 'live', holds: true, cursor: '', ...fields };
}

/** `group/a`, `group/b` .. as brands stand on the log; beyond `z` they are numbered. */
export function brandNames(group: string, count: number): string[] {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  return Array.from({ length: count }, (_, index) => `${group}/${letters[index] ?? `brand-${index}`}`);
}

const SPREAD = 0x9e3779b97f4a7c15n;

/** The keyed hash of the nth person: spread over all 64 bits, never the same for two. */
export function personHash(nth: number): AuthorHash {
  return BigInt.asUintN(64, BigInt(nth + 1) * SPREAD);
}
