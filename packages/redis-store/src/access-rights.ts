/**
 * What a user of Redis may do that the store works as (ACL SETUSER): all that it calls, and nothing else; no KEYS,
 * FLUSHALL, CONFIG or DEBUG. The pattern is that of every namespace that begins with `gv`.
 */
export const STORE_RIGHTS: readonly string[] = [
  'resetkeys',
  'resetchannels',
  '-@all',
  '~gv*',
  // The scripts, and what they call.
  '+eval',
  '+evalsha',
  '+hget',
  '+hmget',
  '+hset',
  '+hdel',
  '+hincrby',
  '+hscan',
  '+unlink',
  '+type',
  // Listing the scopes, start-up and `doctor`.
  '+scan',
  '+ping',
  '+info',
  // The client's own: which nodes there are, who it is.
  '+hello',
  '+select',
  '+client|setinfo',
  '+cluster|info',
  '+cluster|slots',
];
