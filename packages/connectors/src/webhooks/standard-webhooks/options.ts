/**
 * The options of a source of kind `standard-webhooks`:
 *
 *     secretEnv   name of the variable that holds its `whsec_` secret (or, with _FILE, of its file), or a list of such
 *                 names: while a secret is exchanged, the old one too
 */
import { z } from 'zod';
import type { OptionsReading } from '../../sources/read-options.ts';
import { readOptions } from '../../sources/read-options.ts';
import { secretNames } from '../../sources/secrets.ts';

const optionsSchema = z.strictObject({ secretEnv: secretNames });

export interface StandardWebhooksConfig {
  readonly secretEnv: readonly string[];
}

export function parseStandardWebhooksOptions(value: unknown): OptionsReading<StandardWebhooksConfig> {
  return readOptions(optionsSchema, value);
}
