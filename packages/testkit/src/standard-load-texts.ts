/**
 * The texts of the standard load: an opening, what is spoken of, a verdict and an ending, in English and Norwegian,
 * put together by chance; 60 to 200 characters, some 40,000 different ones a brand and class. ASCII escapes are never
 * needed in their JSON, but some letters are not ASCII.
 */
import type { Random } from './random.ts';

export type TextClass = 'negative' | 'neutral' | 'positive';

export interface ComposedText {
  readonly text: string;
  /** BCP 47. */
  readonly lang: 'en' | 'nb';
}

interface Vocabulary {
  readonly lang: 'en' | 'nb';
  /** What stands where no brand is named. */
  readonly unnamed: string;
  readonly openings: readonly string[];
  readonly verdicts: Readonly<Record<TextClass, readonly string[]>>;
  readonly endings: readonly string[];
}

const NORWEGIAN_SHARE = 0.15;

const ENGLISH: Vocabulary = {
  lang: 'en',
  unnamed: 'this brand',
  openings: [
    'Back from the shop, and',
    'After three weeks of daily use',
    'My neighbour told me that',
    'Nobody asked, but',
    'For the record:',
    'I have to say that',
    'Small update from the kitchen:',
    'As a customer since 2019 I think',
    'Hot take of the day:',
    'To my surprise',
    'My sister was right,',
    'Long story short:',
    'We compared five of them, and',
    'Second order this month, and',
    'Sitting on the train thinking that',
    'Not sponsored, just saying:',
    'Dear timeline,',
    'Everyone at the office agrees that',
    'Since the last update',
    'Before you buy, know that',
  ],
  verdicts: {
    negative: [
      'is a terrible disappointment and I want my money back',
      'has the worst customer service I ever met',
      'broke after two days, what a waste of money',
      'is awful now, it used to be so much better',
      'ignored my complaint for a month, I am furious',
      'lied about the delivery date again, never again',
      'is overpriced rubbish and I regret buying it',
      'made me angry this morning, the quality is horrible',
      'is a sad joke compared with what was promised',
      'sent me a damaged package and refuses a refund',
    ],
    neutral: [
      'changed its packaging this week',
      'opens a second shop by the station on Monday',
      'comes in four sizes and two colours',
      'is on the shelf next to the coffee',
      'has moved its office to the harbour',
      'was mentioned in the evening news',
      'will be at the fair in hall three',
      'answers mail between nine and four',
      'publishes its numbers on Thursday',
      'ships to six countries as of today',
    ],
    positive: [
      'is the best thing I bought this year, I love it',
      'has wonderful and friendly support, thank you',
      'works perfectly and looks beautiful',
      'made my day, what a great experience',
      'is excellent value, I am really happy with it',
      'delivered a day early, I am impressed',
      'is a joy to use and I recommend it to everyone',
      'solved my problem in five minutes, amazing',
      'tastes fantastic and the kids adore it',
      'keeps getting better, a brilliant team',
    ],
  },
  endings: [
    'Has anyone else seen this?',
    'That is all for today.',
    'Pictures will follow tonight.',
    'What do you think?',
    'More on this tomorrow.',
    'Let me know how yours is.',
    'I did not expect that.',
    'Ask me anything about it.',
    'Sharing this for a friend.',
    'See you at the weekend.',
    'Anyway, time for lunch now.',
    'Third time I write about it.',
    'Same for you?',
    'Tell your friends, too.',
    'So much for my Tuesday.',
    'The rest of the family agrees.',
    'Thanks for reading this far.',
    'No further questions.',
    'I will keep you posted.',
    'Judge for yourselves.',
  ],
};

const NORWEGIAN: Vocabulary = {
  lang: 'nb',
  unnamed: 'dette merket',
  openings: [
    'Nettopp hjemme fra butikken, og',
    'Etter tre uker med daglig bruk må jeg si at',
    'Naboen min fortalte at',
    'Ingen spurte, men',
    'Til orientering:',
    'Liten oppdatering fra kjøkkenet:',
    'Som kunde siden 2019 mener jeg at',
    'Søsteren min hadde rett,',
    'Kort fortalt:',
    'Ikke sponset, men',
  ],
  verdicts: {
    negative: [
      'er en forferdelig skuffelse, og jeg vil ha pengene tilbake',
      'har den dårligste kundeservicen jeg har opplevd',
      'ble ødelagt etter to dager, bortkastede penger',
      'er elendig nå, det var mye bedre før',
      'svarer ikke på klagen min, jeg er rasende',
      'er dyrt søppel, og jeg angrer på kjøpet',
    ],
    neutral: [
      'har byttet emballasje denne uken',
      'åpner en ny butikk ved stasjonen på mandag',
      'finnes i fire størrelser og to farger',
      'har flyttet kontoret til havna',
      'ble nevnt på nyhetene i kveld',
      'legger frem tallene sine på torsdag',
    ],
    positive: [
      'er det beste jeg har kjøpt i år, jeg elsker det',
      'har fantastisk hyggelig kundeservice, tusen takk',
      'fungerer perfekt og ser nydelig ut',
      'reddet dagen min, for en flott opplevelse',
      'er utmerket, jeg er veldig fornøyd',
      'kom en dag for tidlig, jeg er imponert',
    ],
  },
  endings: [
    'Er det flere som har merket det?',
    'Det var alt for i dag.',
    'Bilder kommer i kveld.',
    'Hva synes dere?',
    'Mer om dette i morgen.',
    'Det hadde jeg ikke ventet.',
    'Deler for en venn.',
    'Vi ses til helgen.',
    'Resten av familien er enig.',
    'Takk for at du leste helt hit.',
  ],
};

/** A text of the given class about `mention`, or about nothing that has a name (null). */
export function composeText(random: Random, textClass: TextClass, mention: string | null): ComposedText {
  const vocabulary = random.chance(NORWEGIAN_SHARE) ? NORWEGIAN : ENGLISH;
  const subject = mention ?? vocabulary.unnamed;
  const sentence = `${random.pick(vocabulary.openings)} ${subject} ${random.pick(vocabulary.verdicts[textClass])}.`;
  const ending = random.pick(vocabulary.endings);
  return { text: `${sentence} ${ending}`, lang: vocabulary.lang };
}
