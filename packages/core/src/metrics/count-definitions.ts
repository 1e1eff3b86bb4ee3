/** What each count and number of people means, in a label and one plain sentence, English and Norwegian (bokmål). */
import type { CountId } from './formulas.ts';

/** English label, Norwegian label, English sentence, Norwegian sentence. */
export type Words = readonly [labelEn: string, labelNb: string, sentenceEn: string, sentenceNb: string];

export const COUNT_WORDS: Readonly<Record<CountId, Words>> = {
  posts: ['Posts', 'Innlegg', 'Posts that name the brand.', 'Innlegg som nevner merket.'],
  likes: [
    'Likes',
    'Likerklikk',
    "Likes and other reactions on the brand's posts.",
    'Likerklikk og andre reaksjoner på innlegg om merket.',
  ],
  shares: [
    'Shares',
    'Delinger',
    'How often posts about the brand were passed on.',
    'Hvor ofte innlegg om merket ble delt videre.',
  ],
  comments: ['Comments', 'Kommentarer', 'Answers to posts about the brand.', 'Svar på innlegg om merket.'],
  quotes: [
    'Quotes',
    'Sitater',
    'Posts that pass on a post about the brand with a text of their own.',
    'Innlegg som deler et innlegg om merket med egen tekst.',
  ],
  clicks: ['Clicks', 'Klikk', 'Clicks on links in posts about the brand.', 'Klikk på lenker i innlegg om merket.'],
  impressions: [
    'Impressions',
    'Eksponeringer',
    'How often posts about the brand were shown; one person may count many times.',
    'Hvor ofte innlegg om merket ble vist; samme person kan telle flere ganger.',
  ],
  views: [
    'Views',
    'Visninger',
    'How often a video or post was watched.',
    'Hvor ofte en video eller et innlegg ble sett.',
  ],
  reachReported: [
    'Reported reach',
    'Rapportert rekkevidde',
    'The number of people reached, as the platform itself reports it.',
    'Hvor mange mennesker plattformen selv oppgir at ble nådd.',
  ],
  referrals: [
    'Referrals',
    'Henvisninger',
    'Visits that a person or a post led here.',
    'Besøk som en person eller et innlegg har ført hit.',
  ],
  conversions: [
    'Conversions',
    'Konverteringer',
    'Purchases, sign-ups or other goals that were reached.',
    'Kjøp, påmeldinger eller andre mål som ble nådd.',
  ],
  reviews: ['Reviews', 'Anmeldelser', 'Reviews of the brand.', 'Anmeldelser av merket.'],
  messages: ['Messages', 'Meldinger', 'Messages from people to the brand.', 'Meldinger fra mennesker til merket.'],
  responses: ['Responses', 'Svar', "The brand's answers to messages.", 'Svarene merket gir på meldinger.'],
  mentions: [
    'Mentions',
    'Omtaler',
    "Posts, comments, quotes and reviews that name the brand, without those of the brand's own accounts.",
    'Innlegg, kommentarer, sitater og anmeldelser som nevner merket, uten dem fra merkets egne kontoer.',
  ],
  ownPosts: [
    'Own posts',
    'Egne innlegg',
    "What the brand's own accounts published.",
    'Det som merkets egne kontoer har publisert.',
  ],
  mentionsNegative: [
    'Negative mentions',
    'Negative omtaler',
    'Mentions in a negative tone.',
    'Omtaler i en negativ tone.',
  ],
  mentionsNeutral: [
    'Neutral mentions',
    'Nøytrale omtaler',
    'Mentions that are neither positive nor negative.',
    'Omtaler som verken er positive eller negative.',
  ],
  mentionsPositive: [
    'Positive mentions',
    'Positive omtaler',
    'Mentions in a positive tone.',
    'Omtaler i en positiv tone.',
  ],
  engagementsNegative: [
    'Engagement on negative posts',
    'Engasjement på negative innlegg',
    'What people did to negative posts about the brand.',
    'Det folk gjorde med negative innlegg om merket.',
  ],
  engagementsNeutral: [
    'Engagement on neutral posts',
    'Engasjement på nøytrale innlegg',
    'What people did to neutral posts about the brand.',
    'Det folk gjorde med nøytrale innlegg om merket.',
  ],
  engagementsPositive: [
    'Engagement on positive posts',
    'Engasjement på positive innlegg',
    'What people did to positive posts about the brand.',
    'Det folk gjorde med positive innlegg om merket.',
  ],
  applause: [
    'Applause',
    'Applaus',
    'Likes without the sad and the angry ones.',
    'Likerklikk uten de triste og de sinte.',
  ],
  earnedMedia: [
    'Earned media',
    'Fortjent omtale',
    "Reviews, shares, quotes and mentions that did not come from the brand's own accounts.",
    'Anmeldelser, delinger, sitater og omtaler som ikke kom fra merkets egne kontoer.',
  ],
  negativeAttention: [
    'Negative attention',
    'Negativ oppmerksomhet',
    'Negative posts about the brand and everything people do to negative posts, each act once.',
    'Negative innlegg om merket og alt folk gjør med negative innlegg, hver handling én gang.',
  ],
  harmClaims: [
    'Claims of harm',
    'Påstander om helseskade',
    'Posts that claim that a product makes people ill or injures them, and what people do to those posts; whether the claim is true is not judged.',
    'Innlegg som påstår at et produkt gjør folk syke eller skader dem, og det folk gjør med dem; om påstanden er sann, blir ikke vurdert.',
  ],
  engagements: [
    'Engagement',
    'Engasjement',
    'Likes, comments, shares, quotes and clicks together.',
    'Likerklikk, kommentarer, delinger, sitater og klikk til sammen.',
  ],
};

/** Numbers of people, of single posts, of money, and the words of alerts. */
export const OTHER_WORDS = {
  authors: [
    'Authors',
    'Forfattere',
    'How many different people mentioned the brand.',
    'Hvor mange forskjellige mennesker som nevnte merket.',
  ],
  reach: [
    'Reach',
    'Rekkevidde',
    'How many different people saw posts about the brand; where the platform reports it, the reported number.',
    'Hvor mange forskjellige mennesker som så innlegg om merket; der plattformen oppgir det, det oppgitte tallet.',
  ],
  velocity: [
    'Speed',
    'Spredning',
    'How many times a minute people act on a post right now; what happened ten minutes ago weighs half.',
    'Hvor mange ganger i minuttet folk reagerer på et innlegg akkurat nå; det som skjedde for ti minutter siden, teller halvt.',
  ],
  reproduction: [
    'Shares that a share causes',
    'Delinger som én deling fører til',
    'How many further shares one share of the post causes now: below 1 it fades, above 1 it grows.',
    'Hvor mange nye delinger én deling av innlegget fører til nå: under 1 dabber det av, over 1 vokser det.',
  ],
  'forecast.shares': [
    'Shares to be expected',
    'Delinger å vente',
    'How many shares the post is likely to have in the end, and in one, six and 24 hours, with the ranges in which four of five, and nineteen of twenty, such posts end.',
    'Hvor mange delinger innlegget trolig får til slutt, og om én, seks og 24 timer, med intervallene der fire av fem, og nitten av tjue, slike innlegg ender.',
  ],
  'customerValue.direct': [
    'Value of conversions',
    'Verdi av konverteringer',
    'What conversions were worth, by currency.',
    'Hva konverteringene var verdt, per valuta.',
  ],
  'customerValue.indirect': [
    'Value of referred conversions',
    'Verdi av henviste konverteringer',
    'What those conversions were worth that a person or a post led here, by currency.',
    'Hva de konverteringene var verdt som en person eller et innlegg førte hit, per valuta.',
  ],
  expected: [
    'Usual level',
    'Normalnivå',
    'What is usual for the brand at this hour and weekday, with the interval in which it usually lies.',
    'Det som er vanlig for merket på denne timen og ukedagen, med intervallet det vanligvis ligger i.',
  ],
  alert: [
    'Crisis alert',
    'Krisevarsel',
    'A notice that something about the brand spreads far beyond its usual level.',
    'Et varsel om at noe om merket sprer seg langt over normalnivået.',
  ],
} as const satisfies Readonly<Record<string, Words>>;
