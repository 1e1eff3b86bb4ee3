import { expect, test } from 'vitest';
import { sittingFiles } from './sitting-files.ts';

test.each([
  ['everyday', ['negative', 'neutral', 'positive']],
  ['harm', ['claim', 'none']],
] as const)(
  'of %s there is a file in each language for each sitting, and every text is there once with a label',
  (folder, labels) => {
    const files = sittingFiles(folder);
    const names = files.map(({ sitting, lang }) => `${sitting} ${lang}`);
    const sittings = [...new Set(files.map(({ sitting }) => sitting))];
    expect(names).toEqual(sittings.flatMap((sitting) => [`${sitting} en`, `${sitting} nb`]));
    const texts = files.flatMap((file) => file.texts);
    expect(texts.length).toBeGreaterThan(5_000);
    expect(new Set(texts.map(({ label }) => label))).toEqual(new Set(labels));
    expect(texts.filter(({ text }) => text.trim() === '')).toEqual([]);
    expect(new Set(files.flatMap(({ lang, texts: of }) => of.map(({ text }) => `${lang} ${text}`))).size).toBe(
      texts.length,
    );
  },
);
