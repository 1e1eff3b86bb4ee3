/** What ingest needs to know of the configuration: brands, own accounts, languages, and how to hide people. */
import { createHash } from 'node:crypto';
import { createAuthorHasher } from '@grapevine/connectors/ingest/author-hash.ts';
import { brandIdsOnLog, type Configuration, ownAccountsOf } from '@grapevine/core/configuration/configuration.ts';
import type { RecordSurroundings } from '@grapevine/core/edge/to-records.ts';
import { compileBrandMatcher } from '@grapevine/core/language/brand-matcher.ts';
import { identifyLanguage } from '@grapevine/core/language/language-identifier.ts';
import { chosenScorer } from './chosen-scorer.ts';

export function surroundingsOf(configuration: Configuration, authorKey: Uint8Array): RecordSurroundings {
  const matcher = compileBrandMatcher(configuration.brands.map(({ id, match }) => ({ id, ...match })));
  return {
    brandIdsOnLog: brandIdsOnLog(configuration),
    ownAccounts: ownAccountsOf(configuration),
    brandsNamedIn: (text) => matcher.match(text),
    scorer: chosenScorer(process.env),
    identifyLanguage,
    authorHash: createAuthorHasher(authorKey),
  };
}

/**
 * The key of a replay's author pseudonyms when no secret is set: the same for every replay of a group, so that two
 * replays of one archive agree to the byte. Whoever knows the group can guess people by it; a secret key cannot be
 * guessed (`GRAPEVINE_AUTHOR_KEY`).
 */
export function replayAuthorKey(group: string): Uint8Array {
  return createHash('sha256').update(`grapevine replay authors of ${group}`).digest();
}
