/**
 * The scorer of ingest: the shipped one, or that of the module which `GRAPEVINE_SCORER` names. The module exports
 * `createScorer()`, which gives a `SentimentScorer` (the port, in `@grapevine/core/language/sentiment-scorer.ts`): a better
 * model is plugged in so. It answers at once (no promise), and has an id of its own, so that its scores are known by it.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';
import { ServiceError } from './errors.ts';
import type { Environment } from './settings.ts';
import { shippedScorer } from './shipped-scorer.ts';

const require = createRequire(import.meta.url);
const VARIABLE = 'GRAPEVINE_SCORER';
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/u;

/** Throws a ServiceError that says what is wrong with the module. */
export function chosenScorer(environment: Environment): SentimentScorer {
  const file = environment[VARIABLE] ?? '';
  return file === '' ? shippedScorer() : scorerOfModule(resolve(file));
}

function scorerOfModule(file: string): SentimentScorer {
  const scorer = createdBy(file);
  const { id, version } = scorer;
  if (
    typeof id !== 'string' ||
    !ID.test(id) ||
    !Number.isSafeInteger(version) ||
    version < 1 ||
    typeof scorer.score !== 'function'
  )
    throw faulty(file, 'createScorer() must give { id: "lower-case-name", version: 1, score(text, lang) }');
  if (id === shippedScorer().id)
    throw faulty(file, `the id ${JSON.stringify(id)} is that of the shipped scorer: take another`);
  return {
    id,
    version,
    score(text, lang) {
      const { score, harmClaim } = scorer.score(text, lang);
      if (!(score >= -1 && score <= 1) || typeof harmClaim !== 'boolean')
        throw faulty(file, `score() gave ${JSON.stringify({ score, harmClaim })}; it must be -1..1, and true or false`);
      return { score: Math.round(score * 1000) / 1000 + 0, harmClaim };
    },
  };
}

function createdBy(file: string): SentimentScorer {
  try {
    const { createScorer } = require(file) as { readonly createScorer: () => SentimentScorer };
    return createScorer();
  } catch (error) {
    throw faulty(file, error instanceof Error ? error.message : String(error));
  }
}

function faulty(file: string, what: string): ServiceError {
  return new ServiceError('GV_SETTINGS', `${VARIABLE}=${file}: ${what}`);
}
