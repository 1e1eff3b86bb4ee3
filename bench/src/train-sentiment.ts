/**
 * Makes the weights of the sentiment model, and measures them by cross-validation. JSON on standard output. The same corpora
 * give the same file, to the byte.
 *
 *   npm run bench -- train-sentiment [--measure-only]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import { MODEL_LANGUAGES, type ModelLanguage } from '@grapevine/core/language/model-languages.ts';
import { encodeSentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import { agreementOf, type Biases, bestBiases, classOf, polarAgreementOf } from './sentiment-training/biases.ts';
import { EVERYDAY, hasCorpora, LABELS, NEGATIVE, POSITIVE, trainingCorpora } from './sentiment-training/corpora.ts';
import { crossValidated, type Predicted } from './sentiment-training/cross-validation.ts';
import { examplesOf } from './sentiment-training/examples.ts';
import { learn } from './sentiment-training/learning.ts';
import { type ModelLanguages, marginsOf } from './sentiment-training/weights.ts';

const FILE = fileURLToPath(new URL('../../packages/core/weights/sentiment.bin', import.meta.url));
/** Of sentiment and of claims of harm (`train-harm`), whichever changes. */
const VERSION = 4;
const COMMAND = 'npm run bench -- train-sentiment';
const SHARPNESSES = [1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6];

const { values } = parseArgs({ options: { 'measure-only': { type: 'boolean', default: false } } });
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

if (hasCorpora()) train();
else process.stdout.write(`${JSON.stringify({ training: 'sentiment', skipped: 'the corpora are absent' })}\n`);

function train(): void {
  const corpora = trainingCorpora();
  const texts = corpora.flatMap((corpus) => corpus.texts);
  const examples = examplesOf(texts);
  // Tweets that two corpora have are learned of once, and measured for both.
  const inXlmt = new Set(texts.filter(({ corpus }) => corpus === 'xlm-t').map(({ group }) => group));
  const isLearnedOf = ({ corpus, group }: { corpus: string; group: string }): boolean =>
    corpus !== 'tweeteval' || !inXlmt.has(group);

  const measured = crossValidated(examples, isLearnedOf);
  const of = (language: ModelLanguage, corpus?: string): Predicted[] =>
    measured.filter((one) => one.language === language && (corpus === undefined || one.corpus === corpus));
  const biases = new Map(
    MODEL_LANGUAGES.map((language) => [
      language,
      bestBiases(
        language,
        of(language).filter(({ corpus }) => corpus !== 'vader' && corpus !== EVERYDAY),
      ),
    ]),
  );
  const biasesOf = (language: ModelLanguage) => biases.get(language) ?? { negative: 0, positive: 0 };

  const xlmt = MODEL_LANGUAGES.filter((language) => language !== 'nb').map((language) => {
    return [language, rounded(agreementOf(of(language, 'xlm-t'), biasesOf(language)).macroF1)] as const;
  });
  const norwegian = of('nb', 'norec');
  const english = of('en', 'tweeteval');
  const sharpness = sharpnessOf(measured, biasesOf);
  const report = {
    training: 'sentiment',
    texts: texts.length,
    crossValidated: {
      tweetevalMacroRecall: rounded(agreementOf(english, biasesOf('en')).macroRecall),
      norecMacroF1: rounded(agreementOf(norwegian, biasesOf('nb')).macroF1),
      norecBinaryMacroF1: rounded(polarAgreementOf(norwegian, biasesOf('nb')).macroF1),
      xlmtMeanMacroF1: rounded(xlmt.reduce((sum, [, f1]) => sum + f1, 0) / xlmt.length),
      xlmtMacroF1: Object.fromEntries(xlmt),
      everyday: Object.fromEntries(
        (['en', 'nb'] as const).map((lang) => [lang, readAs(of(lang, EVERYDAY), biasesOf(lang))]),
      ),
    },
    biases: Object.fromEntries(biases),
    sharpness,
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (values['measure-only']) return;

  const margins = marginsOf(learn(examples.filter(isLearnedOf)));
  const languages = Object.fromEntries(
    MODEL_LANGUAGES.map((language) => {
      const { negative, positive } = biasesOf(language);
      const { texts: count, accuracy, macroF1, macroRecall } = agreementOf(of(language), biasesOf(language));
      return [
        language,
        {
          biasNegative: margins.biasNegative + negative,
          biasPositive: margins.biasPositive + positive,
          measured: {
            texts: count,
            accuracy: rounded(accuracy),
            macroF1: rounded(macroF1),
            macroRecall: rounded(macroRecall),
          },
        },
      ];
    }),
  ) as ModelLanguages;
  const { weights, listed, step, ruleNegative, rulePositive } = margins;
  const header = {
    version: VERSION,
    command: COMMAND,
    corpora: corpora.map(({ name, file, sha256, texts: { length } }) => ({ name, file, texts: length, sha256 })),
    listedWords: listed.length,
    step,
    ruleNegative,
    rulePositive,
    sharpness,
    languages,
  };
  writeFileSync(FILE, encodeSentimentModel({ header, weights, listed }));
}

/** Shares of the texts of each label that are read as each. */
function readAs(texts: readonly Predicted[], biases: Biases) {
  return Object.fromEntries(
    LABELS.map((label, given) => {
      const own = texts.filter((one) => one.label === given);
      const shares = LABELS.map((name, read) => {
        return [name, rounded(own.filter((one) => classOf(one, biases) === read).length / own.length)] as const;
      });
      return [label, Object.fromEntries(shares)];
    }),
  );
}

/** The steepness of the logistic curve under which the given labels are likeliest. */
function sharpnessOf(texts: readonly Predicted[], biasesOf: (language: ModelLanguage) => Biases): number {
  const lossOf = (sharpness: number): number =>
    texts.reduce((sum, one) => {
      const biases = biasesOf(one.language);
      const negative = sharpness * (one.negative + biases.negative);
      const positive = sharpness * (one.positive + biases.positive);
      const given = one.label === NEGATIVE ? negative : one.label === POSITIVE ? positive : 0;
      return sum + log(1 + exp(negative) + exp(positive)) - given;
    }, 0);
  return SHARPNESSES.reduce((one, other) => (lossOf(other) < lossOf(one) ? other : one));
}
