/** What a record of the log says where it says nothing: tests and benchmarks name the rest. */
import type { LoggedInteraction } from '@grapevine/core/model/interaction.ts';

export const BLANK_RECORD: Omit<LoggedInteraction, 'id' | 'kind' | 'role' | 'atMs' | 'post'> = {
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
};
