/**
 * Norwegian polar words and phrases (bokmål, with the commonest nynorsk forms), strengths -5..5 as in AFINN. A first
 * list, written from general knowledge, not learned from data. Danish is near enough to be read with it.
 */
import type { PolarList } from './polar-list.ts';

export const NORWEGIAN_POLARITY: PolarList = {
  '1': `ok, okei, grei/t/e, håp/er, håpefull, interessant/e, frisk/t/e, lett, enkel/t, enkle, rask/t, raske, ny giv, løst, hjelp/er, hjalp, støtte/r, ærlig/e, trygg/t/e, spennende, ekte,
    artig/e, moro, gratis, klar for, gleder, seier, vant, vinner, vinne, varm/t/e, lun/t, stødig/e, solid/e, variert/e, original/t/e, leken/t, lekne, sjarm, nydelig, stilig/e, smart/e, tøff/e, tøft`,
  '2': `god/t/e, bra, bedre, fin/t/e, fint, hyggelig/e/ere, koselig/e, kos, glad/e, fornøyd/e, takk, tusen takk, takker, takknemlig/e, liker, likte, likt, anbefaler, anbefales, anbefalt, effektiv/t/e, pålitelig/e,
    vennlig/e, hjelpsom/me, imponert/e, imponerer, imponerende, lekker/t, lekre, deilig/e, vakker/t, vakre, pen/t/e, flott/e, flink/e, dyktig/e, godbit, morsom/t/me, gøy, kul/t/e, smart, elegant/e, overbeviser, overbevisende,
    vellykket/e, lykkes, rørende, gripende, underholdende, fengende, sjarmerende, stemningsfull/t/e, velskrevet/e, velspilt/e, velfungerende, gleder meg, ser frem til, ser fram til, gratulerer, bravo, heldig/e,
    lykkelig/e, lykke til, positiv/t/e, suksess, styrke/r, trives, god service, ikke dårlig, ikke verst, ingen problem, severdig/e, verdt å, vel verdt, gjennomført/e, bunnsolid/e, sterk/t/e, betre, snill/e, nytelse, artig`,
  '3': `best/e, elsker, elsket, elska, kjempebra, kjempegod/t/e, kjempefin/t/e, kjempefornøyd, veldig bra, herlig/e, nydelig/e, strålende, fantastisk/e, utmerket/e, suveren/t/e, supert, super, topp, knallbra, knall, rå bra, råbra,
    glimrende, praktfull/t/e, fremragende, framragende, briljant/e, brilliant/e, fabelaktig/e, fenomenal/t/e, mesterverk, mesterlig/e, perfekt/e, imponerende, utsøkt/e, fortreffelig/e, perle, høydepunkt, storartet/e,
    magisk/e, genial/t/e, uforglemmelig/e, formidabel/t, formidable, enestående, fornøyelig/e, hurra, digg, dødsbra, skikkelig bra, sterkeste, finest/e, morsomst/e, beste, vidunderlig/e, overlegen/t, overlegne, smashing`,
  '-1': `nei, dessverre, treg/t/e, sen/t, forsinket/e, forsinka, forsinkelse/r/n, venter, ventet, vente, kø, dyr/t/e, rotete, rot, uklar/t/e, lei, sliten, slitsom/t, tung/t, svak/t/e, svakere, svakhet/er, mangler, mangel, manglende, savner, feil, problem/er/et, kjip/t/e,
    klage/r/t/n, klaget, kritikk, kritiserer, kritisk/e, bekymret, bekymring, rar/t/e, merkelig/e, uheldig/e, synd, unødvendig/e, ujevn/t/e, middelmådig/e, forutsigbar/t/e, klisjé/er, klisjeer, langdryg/t, vanskelig/e, tam/t/me, overfladisk/e, dessverre, innstilt/e, kansellert/e, likegyldig/e,
    anonym/t/e, tynn/t/e, glemt, stiv/t/e, bråk/ete, gebyr, sur/t/e, plage/r, masete, skeptisk/e, tviler, hul/t/e, flat/t/e, platt/e, sliter, kaos, stygg/e, stygt, seig/t/e, søvnig/e, tomme, dårleg/e`,
  '-2': `dårlig/e/ere, kjedelig/e, kjedelege, irritert/e, irriterer, irriterende, irritasjon, frustrert/e, frustrerende, skuffet/e, skuffa, skuffende, skuffelse/n, sint/e, sinna, forbanna, forbannet, trist/e, lei av, lei meg, lei seg, mislykket/e, mislykkes, mislyktes, feiler, feilet, ødelagt/e, ødelegger, ødela,
    ubrukelig/e, udugelig/e, uakseptabel/t, uakseptable, uforskammet, frekk/t/e, uhøflig/e, arrogant/e, respektløs/t/e, slurv/ete, sviktet, svikter, svikt, sløsing, bortkastet, bortkasta, lurt, luring, lurer folk, løgn/er, løgner, lyver, løy, tull, tullete, tøys, vås, søppel, dritt, drit, dust/er, idiot/er, idiotisk/e, teit/e, dum/t/me, pinlig/e, flau/t/e, flopp, fiasko,
    ikke bra, ikke god/t, ikke fornøyd, ikke imponert, fungerer ikke, funker ikke, virker ikke, fungerte ikke, funket ikke, virket ikke, svarer ikke, får ikke svar, fått svar, ikke svar, ingen svar, ikke noe svar, ingen hjelp, ingen respons, ingen tilbakemelding, venter fortsatt, venter fremdeles, fortsatt ikke, liker ikke, likte ikke,
    overbeviser ikke, holder ikke, kommer ikke, lykkes ikke, står fast, nok er nok, hva skjer, gidder ikke, orker ikke, for dårlig, altfor dyrt, altfor dyr, aldri sett, dårleg service, klein/t/e, slapp/t/e, masekopp, unnskyldning/er, overpriset/e, banal/t/e, krasjer, krasjet, nede igjen, uansvarlig/e, farlig/e, sykt dårlig, knuslete, meningsløs/t/e, anstrengt/e, uengasjerende, ulidelig/e, uinteressant/e, dørgende, intetsigende, unødig`,
  '-3': `verst/e, verre, aldri mer, aldri igjen, elendig/e, forferdelig/e, forferdeleg, grusom/t/me, fryktelig/e, håpløs/t/e, skandale/r/n, skandaløs/t/e, skam/melig, skammelig/e, katastrofe/n, katastrofal/t/e, patetisk/e, latterlig/e, hater, hatet, avsky/r, avskyelig/e, kvalm/t, kvalmende, ekkel/t, ekle, motbydelig/e, ufyselig/e, svindel, svindlere, svindlet,
    lurer kundene, bedrageri, juks, jukser, råtten/t, råtne, møkk, møkka, skit, drittfirma, drittselskap, drittservice, pokker, faen, helvete, jævlig/e, jævla, fy faen, boikott/er, boikotte, anmelder dere, anbefaler ikke, kan ikke anbefale, vil ikke anbefale, styr unna, hold dere unna, bunnen, bunnivå, dødfødt, stinker, totalt ubrukelig, under enhver kritikk, uspiselig/e, gyselig/e, begredelig/e, bedriten/t, bedritne, kriminelt, makkverk, rasist/er, rasisme, rasistisk/e, horribel/t, horrible`,
  '-0.5': 'hvorfor, kvifor',
  '-4': `verste service, dårligste service, verste selskap, verste firma, total skandale, full katastrofe, total katastrofe`,
};

/** Words that turn what follows, within three words of the same clause. */
export const NORWEGIAN_NEGATIONS =
  'ikke, ikkje, ei, aldri, ingen, inga, intet, ingenting, uten, utan, neppe, verken, hverken, knapt, knappast, mindre, inkje';
export const NORWEGIAN_BOOSTERS =
  'veldig, svært, utrolig, ekstremt, skikkelig, helt, så, altfor, kjempe, sykt, dritt, jævlig, fullstendig, totalt, særdeles, usedvanlig, meget, enormt, mest, virkelig';
export const NORWEGIAN_DAMPERS = 'litt, noe, nokså, ganske, kanskje, nesten, delvis, temmelig';
export const NORWEGIAN_TURNS = 'men, derimot, imidlertid, likevel, samtidig';
