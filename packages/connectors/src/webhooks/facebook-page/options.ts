/**
 * The options of a source of kind `facebook-page`:
 *
 *     secretEnv        name of the variable that holds the app's secret (or, with _FILE, of its file), or a list of such
 *                      names: while the secret is exchanged, the old one too
 *     verifyTokenEnv   the same for the token that is agreed with Facebook when the address is registered
 *     pages            page id, in quotes -> the brand, or brands, whose page it is
 */
import { z } from 'zod';
import type { OptionsReading } from '../../sources/read-options.ts';
import { readOptions } from '../../sources/read-options.ts';
import { secretName, secretNames } from '../../sources/secrets.ts';

const MAX_BRANDS = 16;

const brands = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().min(1)).min(1).max(MAX_BRANDS),
);

const optionsSchema = z.strictObject({
  secretEnv: secretNames,
  verifyTokenEnv: secretName,
  pages: z
    .record(z.string(), brands)
    .refine((pages) => Object.keys(pages).every((id) => /^\d{1,32}$/.test(id)), 'has a page id that is not a number')
    .default({}),
});

export interface FacebookPageConfig {
  readonly secretEnv: readonly string[];
  readonly verifyTokenEnv: string;
  readonly brandsOfPage: ReadonlyMap<string, readonly string[]>;
}

export function parseFacebookPageOptions(value: unknown): OptionsReading<FacebookPageConfig> {
  const reading = readOptions(optionsSchema, value);
  if (reading.kind === 'faults') return reading;
  const { pages, secretEnv, verifyTokenEnv } = reading.options;
  return { kind: 'ok', options: { secretEnv, verifyTokenEnv, brandsOfPage: new Map(Object.entries(pages)) } };
}
