import { expect, test } from 'vitest';
import type { MatterForecast } from '../model/alert.ts';
import { roughly } from './number-words.ts';
import { spreadWords } from './spread-words.ts';

const LEADER = { text: 'They knew.', shares: 812, comments: 1 };

function expecting(seen: number, [shares, low80, high80]: readonly number[], posts = ['x:1']): MatterForecast {
  const final = { shares, low80, high80, low95: low80, high95: high80 } as MatterForecast['final'];
  return { posts, seen, final };
}

function forecastWords(forecast: MatterForecast | null) {
  const { en, nb } = spreadWords({ leader: null, forecast });
  return { en: en.trim(), nb: nb.trim().replaceAll('\u202f', ' ') };
}

test('a summary says how many shares there will be in all, behind what spreads fastest', () => {
  const { en, nb } = spreadWords({ leader: LEADER, forecast: expecting(812, [1_213.4, 904.9, 2_447]) });
  expect(en).toBe(
    ' Spreading fastest: “They knew.” (812 shares, 1 comment). About 1,200 shares are expected in all (probably between 900 and 2,400).',
  );
  expect(nb.replaceAll('\u202f', ' ')).toBe(
    ' Sprer seg raskest: «They knew.» (812 delinger, 1 kommentar). Det ventes omtrent 1 200 delinger i alt (trolig mellom 900 og 2 400).',
  );
});

test('where a post has copies it says of how many it speaks', () => {
  expect(forecastWords(expecting(40, [64, 51, 112], ['x:1', 'x:2', 'x:3']))).toEqual({
    en: 'About 64 shares of it and 2 copies are expected in all (probably between 51 and 110).',
    nb: 'Det ventes omtrent 64 delinger av det og 2 kopier i alt (trolig mellom 51 og 110).',
  });
  expect(forecastWords(expecting(40, [64, 51, 112], ['x:1', 'x:2'])).en).toContain('of it and a copy are expected');
});

test('rounding makes no number smaller than the shares that there are', () => {
  expect(forecastWords(expecting(123, [123.4, 123, 148])).en).toBe(
    'About 123 shares are expected in all (probably between 123 and 150).',
  );
});

test('a forecast that has come to an end is one number', () => {
  expect(forecastWords(expecting(128, [128, 128, 128])).en).toBe('About 130 shares are expected in all.');
});

test('a handful of shares is not worth a sentence, and of posts that nothing is known of none is made', () => {
  expect(forecastWords(expecting(2, [4, 2, 9.4]))).toEqual({ en: '', nb: '' });
  expect(forecastWords(expecting(2, [4, 2, 10])).en).not.toBe('');
  expect(forecastWords(null)).toEqual({ en: '', nb: '' });
});

test('roughly: two digits count, whatever the size', () => {
  expect([0, 7.4, 99.6, 104, 1_249, 98_700, 995].map(roughly)).toEqual([0, 7, 100, 100, 1_200, 99_000, 1_000]);
});
