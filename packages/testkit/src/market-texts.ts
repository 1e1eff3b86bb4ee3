/**
 * What the people of the simulated market say, in English and Norwegian. `{brand}` is replaced by the brand's name,
 * handle or hashtag, or one of its products; a post ends with one of the endings, so that few texts are the same.
 */
import type { Random } from './random.ts';

export type Mood = 'negative' | 'neutral' | 'positive';
export type MarketLanguage = 'en' | 'nb';
type Texts = Readonly<Record<MarketLanguage, readonly string[]>>;

export const POST_TEXTS: Readonly<Record<Mood, Texts>> = {
  negative: {
    en: [
      'So disappointed with {brand} today, completely flat and way too expensive.',
      '{brand} tastes terrible since they changed the recipe. I want the old one back!',
      'Third leaking can of {brand} this month. Really bad quality.',
      'Why is {brand} always sold out? Annoying, and the service is awful.',
      'The new {brand} advert is embarrassing. Hate it.',
      'Worst soda I ever had: {brand}. Poured it down the sink.',
      '{brand} raised the price again. Greedy and sad.',
    ],
    nb: [
      'Skuffet over {brand} i dag, helt dau og altfor dyr.',
      '{brand} smaker forferdelig etter at de endret oppskriften. Gi meg den gamle tilbake!',
      'Tredje lekke boks {brand} denne måneden. Skikkelig dårlig kvalitet.',
      'Hvorfor er {brand} alltid utsolgt? Irriterende, og elendig service.',
      'Den nye reklamen til {brand} er pinlig. Hater den.',
      '{brand} har satt opp prisen igjen. Grådig og trist.',
    ],
  },
  neutral: {
    en: [
      'Is {brand} available in glass bottles anywhere?',
      'Saw the new cans of {brand} at the corner shop this morning.',
      'Which one goes with tacos, {brand} or plain water?',
      '{brand} has a stand at the harbour festival on Saturday.',
      'Lunch today: two sandwiches and a {brand}.',
      'Does anyone know how much sugar there is in {brand}?',
      'Counting the cans after the party: eleven {brand}, four others.',
      'They have put a {brand} machine on the third floor.',
    ],
    nb: [
      'Finnes {brand} på glassflaske noe sted?',
      'Så de nye boksene til {brand} i butikken på hjørnet i dag tidlig.',
      'Hva passer til taco, {brand} eller vann?',
      '{brand} har stand på havnefestivalen på lørdag.',
      'Dagens lunsj: to brødskiver og en {brand}.',
      'Er det noen som vet hvor mye sukker det er i {brand}?',
      'Nå står det en automat med {brand} i tredje etasje.',
    ],
  },
  positive: {
    en: [
      'Ice-cold {brand} after a long run. Perfect!',
      'I love the new {brand}, so fresh and not too sweet.',
      '{brand} is simply the best thing about summer.',
      "Great of {brand} to sponsor the girls' team, thank you!",
      'My kids adore {brand}, and so do I. Delicious.',
      'Friendly people at the {brand} stand today, what a lovely surprise.',
      'Finally found {brand} in our town. Happy day!',
      'Cheers to {brand}: brilliant taste, beautiful can.',
    ],
    nb: [
      'Iskald {brand} etter en lang løpetur. Perfekt!',
      'Elsker den nye {brand}, så frisk og ikke for søt.',
      '{brand} er rett og slett det beste med sommeren.',
      'Så flott at {brand} støtter jentelaget, tusen takk!',
      'Ungene er glade i {brand}, og det er jeg også. Kjempegod.',
      'Endelig fant jeg {brand} her i byen. Lykke!',
      'Skål for {brand}: nydelig smak og fin boks.',
    ],
  },
};

export const ENDINGS: Texts = {
  en: [
    '',
    '',
    'Anyone else?',
    'Just saying.',
    'Happy Friday, by the way.',
    'What about you?',
    'More later.',
    'From our kitchen table.',
    'Picture below.',
    'Back to work now.',
    'Greetings from the cabin.',
    'Second time this week.',
  ],
  nb: [
    '',
    '',
    'Noen andre?',
    'Bare sier det.',
    'God helg, forresten.',
    'Hva med dere?',
    'Mer senere.',
    'Fra kjøkkenbordet.',
    'Bilde under.',
    'Tilbake på jobb nå.',
    'Hilsen fra hytta.',
    'Andre gang denne uka.',
  ],
};

export const COMMENT_TEXTS: Readonly<Record<Mood, Texts>> = {
  negative: {
    en: [
      'Same here, really bad.',
      'I stopped buying it, awful taste.',
      'What a disappointment.',
      'No thanks, I hate it.',
      'Terrible, sorry to hear that.',
      'Far too expensive for such poor quality.',
    ],
    nb: [
      'Samme her, skikkelig dårlig.',
      'Har sluttet å kjøpe den, fæl smak.',
      'For en skuffelse.',
      'Nei takk, hater den.',
      'Altfor dyrt for så dårlig kvalitet.',
    ],
  },
  neutral: {
    en: [
      'Where was this?',
      'Is that the large size?',
      'I had one yesterday.',
      'Which flavour do you mean?',
      'They have it at the station, too.',
      'Tagging my brother.',
    ],
    nb: [
      'Hvor var dette?',
      'Er det den store?',
      'Jeg drakk en i går.',
      'Hvilken smak mener du?',
      'De har den på stasjonen også.',
      'Tagger broren min.',
    ],
  },
  positive: {
    en: [
      'Love it!',
      'So good, my favourite.',
      'Great, thank you for the tip.',
      'Looks delicious.',
      'Best one by far.',
      'Happy for you, enjoy!',
    ],
    nb: [
      'Elsker den!',
      'Så god, favoritten min.',
      'Supert, takk for tipset.',
      'Ser nydelig ut.',
      'Klart best.',
      'Så koselig, kos deg!',
    ],
  },
};

export const OWN_POST_TEXTS: Texts = {
  en: [
    'New week, new bubbles: find {brand} in the fridge near you.',
    'We are at the harbour festival on Saturday. Come and say hello to {brand}!',
    'Behind the scenes: how a can of {brand} is filled.',
    'Which flavour of {brand} shall we bring back?',
  ],
  nb: [
    'Ny uke, nye bobler: finn {brand} i kjøleskapet nær deg.',
    'Vi er på havnefestivalen på lørdag. Kom og hils på {brand}!',
    'Bak kulissene: slik tappes en boks {brand}.',
    'Hvilken smak av {brand} skal vi hente tilbake?',
  ],
};

export const MESSAGE_TEXTS: Texts = {
  en: [
    'Hello, where can I return bottles of {brand}?',
    'Hi, is there gluten in {brand}?',
    'My order of {brand} has not arrived yet. When will it come?',
  ],
  nb: [
    'Hei, hvor kan jeg pante flasker fra {brand}?',
    'Hei, er det gluten i {brand}?',
    'Bestillingen min på {brand} har ikke kommet. Når kommer den?',
  ],
};

export const RESPONSE_TEXTS: Texts = {
  en: [
    'Hi, thanks for asking! We have sent you a message with the details.',
    'Hello! We are looking into it and will be back today.',
  ],
  nb: [
    'Hei, takk for at du spør! Vi har sendt deg en melding med mer om dette.',
    'Hei! Vi ser på saken og kommer tilbake til deg i dag.',
  ],
};

/** By number of stars, 1 to 5. */
export const REVIEW_TEXTS: readonly Texts[] = [
  { en: ['Awful. {brand} went straight into the sink.'], nb: ['Forferdelig. {brand} gikk rett i vasken.'] },
  { en: ['{brand} is too sweet and too expensive, disappointing.'], nb: ['{brand} er for søt og for dyr, skuffende.'] },
  { en: ['{brand} is a soda like others.'], nb: ['{brand} er en brus som andre.'] },
  { en: ['Good taste, nice can. I like {brand}.'], nb: ['God smak, fin boks. Jeg liker {brand}.'] },
  { en: ['Fantastic! {brand} is my favourite drink.'], nb: ['Fantastisk! {brand} er favoritten min.'] },
];

/** The post with which the crisis begins, and what people write under it and on their own. */
export const CRISIS_VIDEO_TEXT =
  'My whole family got sick after drinking {brand}. Both kids were vomiting all night and we ended up in the emergency room. Look at what we found in the bottle. Do NOT drink this!';

export const CRISIS_COMMENT_TEXTS: Texts = {
  en: [
    'This is horrifying. Shame on you, {brand}!',
    'My son got sick from {brand} too. I am furious.',
    'Disgusting. I will never buy {brand} again.',
    'Recall it NOW, this is dangerous!',
    'We threw up all night after drinking {brand} on Sunday.',
    'Unacceptable. Poor kids, this makes me so angry.',
    'Just poured all our {brand} down the drain. Terrible.',
    'How is this still in the shops? Outrageous.',
    'I hope they get sued. Awful company.',
    'Sharing this everywhere, people must be warned.',
    '{brand} made my daughter ill as well, stomach cramps for two days.',
  ],
  nb: [
    'Dette er forferdelig. Skam dere, {brand}!',
    'Sønnen min ble også syk av {brand}. Jeg er rasende.',
    'Ekkelt. Kjøper aldri {brand} igjen.',
    'Trekk det tilbake NÅ, dette er farlig!',
    'Vi kastet opp hele natta etter å ha drukket {brand} på søndag.',
    'Helt uakseptabelt. Stakkars barn, jeg blir så sint.',
    'Har nettopp helt all {brand} i vasken. Fryktelig.',
    'Hvordan kan dette fortsatt være i butikken? Skandale.',
    'Deler dette overalt, folk må advares.',
    'Datteren min ble også syk av {brand}, magekramper i to dager.',
  ],
};

export const CRISIS_POST_TEXTS: Texts = {
  en: [
    'Have you seen the video? People are getting sick from {brand}. This is scandalous.',
    'Throwing out everything from {brand}. My kids were ill for two days after drinking it.',
    'Boycott {brand} until they explain the awful thing in that bottle.',
    '{brand} has been silent for an hour while families are in hospital. Disgraceful.',
  ],
  nb: [
    'Har dere sett videoen? Folk blir syke av {brand}. Skandale.',
    'Kaster alt fra {brand}. Ungene mine var syke i to dager etter å ha drukket det.',
    'Boikott {brand} til de forklarer den ekle tingen i flaska.',
    '{brand} tier mens familier ligger på sykehus. Skammelig.',
  ],
};

/** One of the texts, with the brand named as given. */
export function textOf(random: Random, texts: Texts, lang: MarketLanguage, mention: string): string {
  return random.pick(texts[lang]).replaceAll('{brand}', mention);
}
