/** Log records for unit tests of the fold's parts: every absent field is `null`. */
import type { LoggedInteraction } from '../../model/interaction.ts';

export const T0: number = Date.UTC(2026, 10, 23, 12);

export function recordOfTest(fields: Partial<LoggedInteraction> = {}): LoggedInteraction {
  return {
    type: 'interaction',
    id: 'id',
    kind: 'post',
    role: 'item',
    atMs: T0,
    platform: 'x',
    post: 'p',
    parent: null,
    thread: null,
    author: null,
    followers: null,
    text: null,
    lang: null,
    url: null,
    brands: ['main/a'],
    itemBrands: [],
    ownOf: [],
    sentimentMilli: null,
    sentimentBy: '',
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
