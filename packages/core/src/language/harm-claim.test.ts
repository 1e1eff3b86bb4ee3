import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HarmClaims } from './harm-claim.ts';
import { decodeHarmModel } from './harm-model.ts';
import { identifyLanguage } from './language-identifier.ts';
import { FeatureReader } from './sentiment-features.ts';
import { tokensOf } from './sentiment-tokens.ts';

const model = decodeHarmModel(readFileSync(new URL('../../weights/harm.bin', import.meta.url)));
const claims = new HarmClaims(model, new FeatureReader());
const isClaim = (text: string): boolean => claims.isClaim(text, tokensOf(text), identifyLanguage(text));

describe('texts that claim harm', () => {
  test.each([
    'Your yoghurt made my son really ill',
    'Got food poisoning from their chicken salad',
    'My whole family got sick after eating at this place',
    'The charger caught fire on my nightstand!',
    'Their battery exploded in my pocket',
    'Found glass in my baby food, @brand',
    '30 people hospitalized after eating Acme ice cream',
    'This sunscreen gave my daughter a terrible rash',
    'The milk is contaminated with listeria',
    'Acme recalls 20,000 cars over brake defect',
    'All batches have been recalled',
    'That talc causes cancer and they knew',
    'Your kettle burned my hand',
    'My dog died after eating these treats',
    'Never buying again, got food poisoning twice',
    'It made me so ill. Anyone else?',
    'This meat isn’t safe to eat',
    'Jeg ble kjempesyk, ja vi ble alle syke av pizzaen deres',
    'Hele familien ble syke etter å ha spist laksen fra @merke',
    'Fikk matforgiftning av kyllingen deres',
    'Fant glassbiter i barnematen!',
    'Laderen tok fyr på nattbordet',
    'Telefonen eksploderte i lomma mi',
    'Sønnen min havnet på sykehus etter å ha drukket dette',
    'Acme tilbakekaller 20 000 biler',
    'Produktet inneholder giftstoffer',
    'Det er påvist salmonella i kjøttdeigen',
    'Kremen ga meg utslett over hele ansiktet',
    'Osten er trukket fra markedet',
    'Datteren min brente seg på vannkokeren, den brant hånda hennes',
    'Maten gjorde barna syke',
    'Er fortsatt dårlig etter å ha spist reker fra butikken',
    'Your pills put my mother in hospital',
  ])('%s', (text) => {
    expect(isClaim(text)).toBe(true);
  });
});

describe('questions, denials, suppositions, advice and figures of speech are no claims', () => {
  test.each([
    'Does talc cause cancer?',
    'Has the milk been recalled?',
    'can this make people sick',
    'Acme yoghurt does not make you ill',
    'No evidence that their phones cause cancer',
    'It is a myth that the drink causes cancer',
    'The story that 5G causes cancer has been debunked.',
    'I have never got food poisoning from sushi',
    'If it made people ill they would stop selling it',
    'How to avoid getting sick after eating out',
    'Wash your hands so nobody gets ill from the chicken',
    'I am sick of their customer service',
    'Their prices are killing me',
    'As I recalled the trip I smiled',
    'What a sick beat',
    'Great food and nobody got ill from it',
    'Catching Fire was the best of the films',
    'Their popularity exploded in the polls',
    'What a toxic place to work, this company is toxic',
    'They sent flowers to the hospital',
    'He injured his knee in the first half',
    'Gir mobilen kreft?',
    'Kan man bli syk av denne osten?',
    'kan man bli syk av denne osten',
    'Man blir ikke syk av vaksinen',
    'Det er en myte at aspartam gir kreft',
    'Ryktet om at maten gjorde folk syke er avkreftet',
    'Jeg har aldri blitt syk av sushi',
    'Hvis man blir syk av maten må man ringe legen',
    'Slik unngår du å få matforgiftning av grillmaten',
    'Husk å vaske hendene så ingen blir syke av kyllingen',
    'Jeg er lei av kundeservicen deres',
    'Ingen ble syke av maten',
    'Konserten var dødsbra',
    'Salget eksploderte i fjor',
    'Jeg blir kvalm av å se på dem',
    'Keeperen skadet seg i første omgang',
    'Er osten tilbakekalt?',
    'Ingen av produktene er tilbakekalt',
  ])('%s', (text) => {
    expect(isClaim(text)).toBe(false);
  });
});

test('a denial elsewhere in the text takes the claim back; without it the claim stands', () => {
  expect(isClaim('Their sunscreen causes cancer. Debunked years ago.')).toBe(false);
  expect(isClaim('Their sunscreen causes cancer.')).toBe(true);
});
