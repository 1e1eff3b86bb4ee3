/** The sentiment model that is shipped with the program, read from its file once. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createModelScorer } from '@grapevine/core/language/sentiment-model.ts';
import { decodeSentimentModel, type SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';

const FILE = fileURLToPath(import.meta.resolve('@grapevine/core/weights/sentiment.bin'));

let model: SentimentModel | undefined;
let scorer: SentimentScorer | undefined;

/** Throws when the file is damaged. */
export function shippedModel(): SentimentModel {
  model ??= decodeSentimentModel(readFileSync(FILE));
  return model;
}

/** The default scorer of ingest. */
export function shippedScorer(): SentimentScorer {
  scorer ??= createModelScorer(shippedModel());
  return scorer;
}
