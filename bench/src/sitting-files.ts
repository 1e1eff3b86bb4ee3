/**
 * Our own labelled texts, half English, half Norwegian: a pair of files for each sitting at which they were written, by one
 * hand and in one vein.
 *
 *     bench/everyday   what people say of brands and things on any day, labelled by sentiment; none claims harm
 *     bench/harm       claims of harm, and what is none
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = /^[a-z]+-(?<sitting>\d{2})\.(?<lang>en|nb)\.tsv$/u;

export interface SittingFile {
  /** From the top of the project. */
  readonly file: string;
  readonly sitting: string;
  readonly lang: 'en' | 'nb';
  readonly bytes: Buffer;
  readonly texts: readonly { readonly label: string; readonly text: string }[];
}

export function sittingFiles(folder: 'everyday' | 'harm'): SittingFile[] {
  const path = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  return readdirSync(path)
    .sort()
    .map((name) => {
      const { sitting = '', lang } = FILE.exec(name)?.groups ?? {};
      const bytes = readFileSync(path + name);
      const [, ...lines] = bytes.toString('utf8').trimEnd().split('\n');
      const texts = lines.map((line) => {
        const [label = '', text = ''] = line.split('\t');
        return { label, text };
      });
      return { file: `bench/${folder}/${name}`, sitting, lang: lang as 'en' | 'nb', bytes, texts };
    });
}
