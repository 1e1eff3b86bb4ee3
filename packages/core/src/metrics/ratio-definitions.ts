/** What each ratio means, in a label and one plain sentence, English and Norwegian (bokmål). */
import type { Words } from './count-definitions.ts';
import type { BrandRatioId, OtherRatioId, ShareId } from './formulas.ts';

export const BRAND_RATIO_WORDS: Readonly<Record<BrandRatioId, Words>> = {
  'engagementRate.impressions': [
    'Engagement per impression',
    'Engasjement per eksponering',
    'How many of the showings led to a like, comment, share, quote or click.',
    'Hvor stor del av eksponeringene som ga likerklikk, kommentar, deling, sitat eller klikk.',
  ],
  'engagementRate.reach': [
    'Engagement per person reached',
    'Engasjement per person nådd',
    'Likes, comments, shares, quotes and clicks for each person reached.',
    'Likerklikk, kommentarer, delinger, sitater og klikk for hver person som ble nådd.',
  ],
  'viralityRate.impressions': [
    'Shares per impression',
    'Delinger per eksponering',
    'How many of the showings led to a share.',
    'Hvor stor del av eksponeringene som ga en deling.',
  ],
  'viralityRate.reach': [
    'Shares per person reached',
    'Delinger per person nådd',
    'Shares for each person reached.',
    'Delinger for hver person som ble nådd.',
  ],
  'amplification.posts': [
    'Shares per post',
    'Delinger per innlegg',
    'How often a post about the brand is passed on, on average.',
    'Hvor ofte et innlegg om merket blir delt, i gjennomsnitt.',
  ],
  'applause.posts': [
    'Applause per post',
    'Applaus per innlegg',
    'Likes for each post about the brand, without the sad and the angry ones.',
    'Likerklikk for hvert innlegg om merket, uten de triste og de sinte.',
  ],
  'conversation.posts': [
    'Comments per post',
    'Kommentarer per innlegg',
    'How many comments a post about the brand gets, on average.',
    'Hvor mange kommentarer et innlegg om merket får, i gjennomsnitt.',
  ],
  'netSentiment.all': [
    'Net sentiment of all',
    'Netto stemning av alle',
    'Positive less negative mentions, out of all that were scored: from -1 to 1.',
    'Positive minus negative omtaler, av alle som ble vurdert: fra -1 til 1.',
  ],
  'netSentiment.polar': [
    'Net sentiment without neutral',
    'Netto stemning uten nøytrale',
    'Positive less negative mentions, out of those that are one or the other: from -1 to 1.',
    'Positive minus negative omtaler, av dem som er det ene eller det andre: fra -1 til 1.',
  ],
  sentimentCoverage: [
    'Mentions with a score',
    'Omtaler med vurdering',
    'The part of the mentions whose tone could be scored.',
    'Den delen av omtalene der tonen kunne vurderes.',
  ],
  conversionRate: [
    'Conversion rate',
    'Konverteringsrate',
    'Conversions for each click; both are counted when they happen.',
    'Konverteringer for hvert klikk; begge telles når de skjer.',
  ],
};

export const SHARE_WORDS: Readonly<Record<ShareId, Words>> = {
  'shareOfVoice.volume': [
    'Share of voice',
    'Andel av omtale',
    "The brand's part of all mentions in its market.",
    'Merkets del av all omtale i markedet.',
  ],
  'shareOfVoice.volumeWithOwnPosts': [
    'Share of voice with own posts',
    'Andel av omtale med egne innlegg',
    "The brand's part of all mentions and own posts in its market.",
    'Merkets del av all omtale og alle egne innlegg i markedet.',
  ],
  'shareOfVoice.engagement': [
    'Share of engagement',
    'Andel av engasjement',
    "The brand's part of all engagement in its market.",
    'Merkets del av alt engasjement i markedet.',
  ],
  'shareOfVoice.authors': [
    'Share of authors',
    'Andel av forfattere',
    "The brand's part of the people who mention a brand of the market; who mentions two counts for both.",
    'Merkets del av dem som nevner et merke i markedet; den som nevner to, teller for begge.',
  ],
  'shareOfVoice.reach': [
    'Share of reach',
    'Andel av rekkevidde',
    "The brand's part of the reach of all brands in its market.",
    'Merkets del av rekkevidden til alle merkene i markedet.',
  ],
};

export const OTHER_RATIO_WORDS: Readonly<Record<OtherRatioId, Words>> = {
  referralShare: [
    'Share of referrals',
    'Andel av henvisninger',
    'The part of all referrals that came from this platform.',
    'Den delen av alle henvisninger som kom fra denne plattformen.',
  ],
  audienceMultiple: [
    'Audience multiple',
    'Publikumsfaktor',
    "How many times the author's own audience a post has reached: above 1 it goes beyond its followers.",
    'Hvor mange ganger forfatterens eget publikum et innlegg har nådd: over 1 når det lenger enn følgerne.',
  ],
};
