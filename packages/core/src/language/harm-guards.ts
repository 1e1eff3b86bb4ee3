/** Words that take a telling of harm back, in English and Norwegian: suppositions, questions, figures of speech, denials. */

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
