/** The models of sentiment and of claims of harm that are shipped with the program, read from their files once. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeHarmModel, type HarmModel } from '@grapevine/core/language/harm-model.ts';
import { createModelScorer } from '@grapevine/core/language/sentiment-model.ts';
import { decodeSentimentModel, type SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';

let model: SentimentModel | undefined;
let harm: HarmModel | undefined;
let scorer: SentimentScorer | undefined;

/** Throws when the file is damaged. */
export function shippedModel(): SentimentModel {
  model ??= decodeSentimentModel(weightsOf('sentiment'));
  return model;
}

/** Of claims of harm; throws when the file is damaged. */
export function shippedHarmModel(): HarmModel {
  harm ??= decodeHarmModel(weightsOf('harm'));
  return harm;
}

function weightsOf(what: 'sentiment' | 'harm'): Uint8Array {
  return readFileSync(fileURLToPath(import.meta.resolve(`@grapevine/core/weights/${what}.bin`)));
}

/** The default scorer of ingest. */
export function shippedScorer(): SentimentScorer {
  scorer ??= createModelScorer(shippedModel(), shippedHarmModel());
  return scorer;
}
