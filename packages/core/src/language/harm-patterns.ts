/**
 * Patterns of harm claims over tokens: words parted by spaces, `a|b` either, `~n` up to n words between. The first word of
 * a pattern is never a gap. A first list, written from general knowledge; English, then Norwegian (bokmål, some nynorsk).
 */

const WHOM =
  'me|us|him|her|them|people|someone|everyone|kid|kids|child|children|son|daughter|wife|husband|mum|mom|mother|dad|father|family|baby|babies|dog|cat|pet|pets|customers|guests|patients|passengers|friend|friends';
const HVEM =
  'meg|oss|ham|henne|dem|folk|mange|barn|barna|barnet|sønnen|datteren|dattera|kona|mannen|familien|hunden|katten|kunder|kundene|gjester|pasienter|flere';
const TAKEN = 'eating|drinking|using|taking|wearing|swallowing|trying|having';

export const ENGLISH_HARM_PATTERNS: readonly string[] = [
  // Illness.
  `made|making|make|makes ~2 ${WHOM} ~3 ill|unwell|nauseous|vomit|puke|vomiting`,
  `made|making ~2 ${WHOM} ~2 sick`,
  'make|makes people|kids|children|customers|us|babies ~2 sick',
  'got|gotten|getting|get|gets|became|become|becoming|fell|falling|fallen|fall|been ~2 sick|ill|unwell ~2 from|after',
  `sick|ill|unwell|vomiting|diarrhea|diarrhoea|nausea|cramps|rash|hives|seizure ~2 after|from ~1 ${TAKEN}`,
  'gave|give|gives|giving|got|get|getting|gotten|had|has|have|having|caught|with ~3 food poisoning',
  'gave|gives|giving|got|caught|contracted|with ~3 salmonella|listeria|botulism|norovirus|legionella',
  `gave|gives|giving ~1 ${WHOM} ~4 rash|hives|blisters|burns|seizures|seizure|cancer|diarrhea|diarrhoea|cramps`,
  'threw|throwing up ~5 after|from',
  'vomited|vomiting|puked|puking|diarrhea|diarrhoea ~5 after|from|since',
  'had|got|suffered|caused|causing|having ~3 allergic|anaphylactic reaction|shock ~3 to|from|after',
  'cause|causes|caused|causing ~4 cancer|deaths|illness|illnesses|seizures|burns|injury|injuries|stroke|strokes|miscarriage|miscarriages|infertility|vomiting|autism|asthma',
  'linked to ~3 cancer|deaths|illness|illnesses|injuries|seizures',
  // Poison and contamination.
  `poisoned|poisoning|poisons ~2 ${WHOM}|my|our`,
  'is|are|was|were|been|be|being ~2 contaminated|poisonous|carcinogenic',
  'toxic ~1 chemicals|fumes|substances|ingredients|metals',
  'contaminated|tainted ~1 with|by|food|water|batch|batches|milk|meat|product|products|medicine|formula|bottles',
  'found|find|finding|discovered|detected|contains|contain|contained ~4 glass|metal|mold|mould|maggots|maggot|worms|worm|salmonella|listeria|asbestos|arsenic|mercury|coli|cockroach ~2 in',
  'salmonella|listeria|asbestos|arsenic|coli ~1 found|detected|confirmed|outbreak',
  'contains|contain|contained ~3 asbestos|arsenic|carcinogens|listeria|salmonella',
  "not|isnt|isn't|aren't safe to eat|drink|use",
  // Injury, fire, death.
  'burned|burnt|scalded|electrocuted|blinded|scarred ~1 me|us|him|her|my|his|our|their|people|children|kids',
  'injured|injures|injuring ~1 me|us|my|our|people|children|kids|customers|passengers|workers',
  'exploded|explodes|exploding ~2 in|on|inside ~2 hand|hands|pocket|face|kitchen|garage|car|house|home|bag|oven|mouth|room|lap|desk|bed',
  'caught|catches fire',
  'burst|bursts|bursting into flames',
  'killed|kills|killing ~1 my|our|his|her|their ~1 dog|cat|pet|son|daughter|child|kids|baby|husband|wife|mother|father|mom|mum|dad',
  'killed|kills ~1 people|children|babies|patients|customers|passengers|pets|dogs|cats',
  'nearly|almost killed ~1 me|us|him|her|my|our|someone',
  `died|dies|dead ~1 after|from ~1 ${TAKEN}`,
  'choked|chokes|choking on ~4 from|in',
  `put|puts|sent|sends|landed ~1 ${WHOM} ~3 hospital|er|icu`,
  'ended|ending|wound up ~3 hospital|er|icu ~5 after|from|because|thanks',
  'hospitalized|hospitalised|hospital ~2 after|from|because ~4 eating|drinking|using|taking|your|their|this',
  // Recall.
  'has|have|had|been|was|were|is|are|being|got ~2 recalled',
  'recalls|recalling|recalled ~6 because|over|due|products|product|batch|batches|cars|vehicles|models|units|salmonella|listeria|contamination|defect',
  'product|safety|urgent|nationwide|massive|voluntary|food recall',
  'issued|issues|announces|announced|announcing ~3 recall',
];

export const NORWEGIAN_HARM_PATTERNS: readonly string[] = [
  'ble|blitt|blei|vart ~3 syk|syke|sjuk|sjuke|dårlig|dårlige|kvalm|uvel|dårleg ~2 av|etter',
  'blir|bli ~3 syke|sjuke ~2 av|etter',
  'syk|syke|sjuk|sjuke|kvalm|kvalme|dårlig|dårlige|uvel etter ~2 spist|drukket|brukt|tatt|spise|drikke|bruke|ta',
  'ble|blir|blitt|blei|vart|er|var ~2 matforgiftet|matforgifta|forgiftet|forgifta',
  `gjør|gjorde|gjort|gjer ~2 ${HVEM}|sønn|datter ~2 syk|syke|sjuk|sjuke|kvalm|dårlig|dårlige`,
  'fikk|fått|får|ga|gav|gir|gitt|hadde|fekk ~4 matforgiftning|salmonella|listeria|utslett|brannskader|brannsår|forgiftning|blemmer|omgangssyke|diaré|magekramper|brannskade',
  'matforgiftning|salmonella|listeria|brannskader|utslett|diaré ~2 av|etter',
  'påvist|påviste|påviser|funnet|fant|finner|funn|oppdaget ~4 salmonella|listeria|glass|glassbiter|plastbiter|metall|metallbiter|mugg|larver|larve|mark|bly|asbest|coli|kvikksølv',
  'inneholder|inneholdt|inneheld ~3 giftstoffer|giftstoff|miljøgifter|gift|listeria|salmonella|glass|glassbiter|plastbiter|metallbiter|bly|asbest|mugg',
  'er|var|ble|blitt ~1 forurenset|forurensa|forgiftet|kreftfremkallende|helsefarlig|helsefarlige|helseskadelig|helseskadelige|livsfarlig|livsfarlige|giftig|giftige',
  'forårsaker|forårsaket|forårsaka|fremkaller|fremkalte|gir ~3 kreft|dødsfall|sykdom|hjerneskade|fosterskader|hjerteinfarkt|astma|brannskader',
  'fører|førte|ført ~1 til ~3 kreft|dødsfall|sykdom|skader|brannskader',
  `forgifter|forgiftet|forgifta ~1 ${HVEM}`,
  'kastet|kasta|kaster|spydde|spyr|spytt ~2 opp|hele ~4 av|etter',
  'spydde|spyr ~3 av|etter',
  'allergisk|anafylaktisk reaksjon|sjokk ~4 av|på|etter',
  'brant|brent|skåret|skar|etset|kuttet ~2 meg|seg|hånden|hånda|fingeren|fingrene|sønnen|datteren|barnet|øyet|munnen|ansiktet|tunga|tungen|sønn|datter',
  'eksploderte|eksplodert|eksploderer ~2 i|på ~1 lomma|lommen|hånda|hånden|hendene|ansiktet|stua|stuen|kjøkkenet|garasjen|bilen|veska|vesken|senga|sengen|ovnen|munnen|fanget',
  'tok|tatt|tar|begynte ~2 fyr|brenne',
  'selvantente|selvantent',
  `drepte|drept|dreper ~2 ${HVEM}|hund|katt|sønn|datter`,
  'holdt på å drepe|kvele|kveles',
  'døde|død ~1 etter|av ~2 spist|drukket|brukt|tatt|spise|drikke|bruke',
  'havnet|havna|endte|lagt|innlagt|kjørt|sendt|måtte ~5 sykehus|sykehuset|legevakt|legevakta|legevakten|akutten ~5 etter|av|fordi|på',
  'sendte|la|fikk ~3 på|til sykehus|sykehuset|legevakta|legevakten',
  'tilbakekaller|tilbakekalte|tilbakekalles|tilbakekalt|tilbakekalling',
  'kaller|kalte|kalt tilbake',
  'trekker|trukket|trekkes|trakk ~6 fra markedet|butikkene|hyllene|salg',
  'farlig|farlige ~1 å spise|drikke',
];

/** In a sentence before the harm, or within it: it is supposed, asked or warned of, not claimed. */
export const SUPPOSING = `if, whether, could, might, may, would, wonder, wondering, unless, in case, avoid, prevent, preventing, remember, ensure, hope, hoping, afraid, scared, worried, fear, imagine, should,
  how to, make sure, hvis, dersom, kanskje, kunne, lurer, tilfelle, unngå, unngår, forhindre, forebygge, husk, pass, pass på, håper, redd, frykter, tenk, mon, bør, måtte dere, skulle, hadde blitt, ville blitt, tips, vask, wash, cook`;
/** Figures of speech: the sentence tells of no harm. */
export const FIGURES = `sick of, sick and tired, killing me, dying here, head is exploding, died laughing, to die for, drop dead, dreper meg, tar livet av meg, holdt på å le, le meg i hjel, å dø for, hodet mitt eksploderer, hodet av meg, lei av`;
/** Words that begin a question or a supposition even without a question mark. */
export const ASKING =
  'does, do, did, can, could, anyone, how, what, when, if, whether, wash, avoid, remember, hvordan, kan, hvis, dersom, om, noen, husk, unngå, når, stemmer';
/** Anywhere in the text: what it tells of is being denied. */
export const DENYING = `myth, myths, hoax, debunked, debunk, debunking, misinformation, disinformation, fake news, not true, isn't true, no truth, untrue, denies that, false claim, false claims, false rumor, false rumors,
  false rumour, false rumours, no evidence, no proof, conspiracy, fearmongering, perfectly safe, myte, myten, myter, avviser at, avkreftet, avkrefter, avkreftes, ikke sant, stemmer ikke, usant, oppdiktet, falske nyheter, falsk nyhet,
  stemmer ikke, ikke sann, not real, falsk alarm, false alarm, usann, falskt rykte, falske rykter, bare et rykte, just a rumour, just a rumor, ingen bevis, ikke bevis, ikke bevist, konspirasjon, konspirasjonsteori, feilinformasjon, helt trygt, tullprat, ingen grunn`;
/** Within the pattern or up to four words before it, in the same clause: it did not happen. */
export const NEGATING = `not, no, never, cannot, cant, dont, doesnt, didnt, wont, isnt, arent, wasnt, nobody, none, without, nothing, neither, hardly, ikke, ikkje, aldri, ingen, inga, uten, verken, hverken, neppe, ingenting`;
