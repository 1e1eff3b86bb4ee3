import { describe, expect, test } from 'vitest';
import { identifyLanguage } from './language-identifier.ts';

describe('the language of a text', () => {
  test.each([
    ['en', 'The flight was two hours late and nobody told us why'],
    ['en', "can't believe they just cancelled it"],
    ['en', 'Worst customer service ever'],
    ['nb', 'Flyet var to timer forsinket, og ingen sa hva som skjedde'],
    ['nb', 'Jeg har ikke fått svar ennå'],
    ['nb', 'Dårlig kundeservice igjen'],
    ['nn', 'Eg veit ikkje kvifor dei gjer dette'],
    ['da', 'Jeg ved ikke hvad der er sket, men de bliver ved med det'],
    ['sv', 'Jag vet inte vad som har hänt men det är dåligt'],
    ['fi', 'En tiedä mitä on tapahtunut, mutta tämä ei ole hyvä'],
    ['nl', 'Ik weet niet wat er is gebeurd, maar het is slecht'],
    ['de', 'Ich weiß nicht, was passiert ist, aber es ist schlecht'],
    ['fr', "Je ne sais pas ce qui s'est passé, mais c'est mauvais"],
    ['es', 'No sé lo que ha pasado, pero es muy malo'],
    ['pt', 'Não sei o que aconteceu, mas é muito ruim'],
    ['it', "Non so cosa sia successo, ma è un'esperienza pessima"],
    ['pl', 'Nie wiem, co się stało, ale to jest bardzo złe'],
    ['cs', 'Nevím, co se stalo, ale je to velmi špatné'],
    ['tr', 'Ne olduğunu bilmiyorum ama bu çok kötü'],
    ['ru', 'Я не знаю, что случилось, но это плохо'],
    ['uk', 'Я не знаю, що сталося, але це погано і дивно'],
    ['bg', 'Не знам какво се е случило, но това е лошо, съвсем'],
    ['el', 'Δεν ξέρω τι συνέβη'],
    ['he', 'אני לא יודע מה קרה'],
    ['ar', 'لا أعرف ماذا حدث لكنه سيء'],
    ['fa', 'نمی‌دانم چه شد ولی بد بود گفتند'],
    ['hi', 'मुझे नहीं पता क्या हुआ'],
    ['th', 'ฉันไม่รู้ว่าเกิดอะไรขึ้น'],
    ['ko', '무슨 일이 있었는지 모르겠어요'],
    ['ja', '何が起きたのか分かりません'],
    ['zh', '我不知道发生了什么事'],
  ])('%s: %s', (language, text) => {
    expect(identifyLanguage(text)).toBe(language);
  });

  test.each(['', '   ', '12345 !!!', '🍕🍕🍕', '@the_handle #thehashtag https://the.example/and/the', 'Xyzzy Qwrt'])(
    '"%s" has too little language to say',
    (text) => {
      expect(identifyLanguage(text)).toBe('und');
    },
  );

  test('links, handles and hashtags do not vote', () => {
    expect(identifyLanguage('@the_and #ofthe http://and.the/of jeg vet ikke')).toBe('nb');
  });

  test('a brand in Latin letters does not turn a Japanese text into another language', () => {
    expect(identifyLanguage('新しいiPhone 17 Proを買いました')).toBe('ja');
  });
});
