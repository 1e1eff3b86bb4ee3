/**
 * Our own texts of everyday about brands and things, half English, half Norwegian, each labelled by its sentiment; none
 * claims harm (bench/everyday, a pair of files for each sitting at which they were written, by one hand and in one vein).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../everyday/', import.meta.url));
const FILE = /^sitting-(?<sitting>\d{2})\.(?<lang>en|nb)\.tsv$/u;

export interface EverydayFile {
  readonly file: string;
  readonly sitting: string;
  readonly lang: 'en' | 'nb';
  readonly bytes: Buffer;
  readonly texts: readonly { readonly label: string; readonly text: string }[];
}

export function everydayFiles(): EverydayFile[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const { sitting, lang } = FILE.exec(file)?.groups ?? {};
      if (sitting === undefined) return [];
      const bytes = readFileSync(FOLDER + file);
      const [, ...lines] = bytes.toString('utf8').trimEnd().split('\n');
      const texts = lines.map((line) => {
        const [label = '', text = ''] = line.split('\t');
        return { label, text };
      });
      return [{ file: `bench/everyday/${file}`, sitting, lang: lang as 'en' | 'nb', bytes, texts }];
    });
}
