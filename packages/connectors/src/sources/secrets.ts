/**
 * Secrets are named in the configuration, never written there: `secretEnv: NAME` means the variable NAME, or the file
 * that NAME_FILE names (as Docker and Kubernetes hand them in). They stand in no message; what is refused is said by
 * name.
 */
import { z } from 'zod';
import { ConnectorError } from '../errors.ts';

const ADVICE = 'is not the name of an environment variable; secrets are never written here';

/** One name, in capitals. */
export const secretName: z.ZodString = z.string().regex(/^[A-Z][A-Z0-9_]{0,127}$/, ADVICE);

/** One name or several: while a secret is exchanged, the new one and the old. */
export const secretNames: z.ZodType<readonly string[]> = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(secretName).min(1).max(4),
);

/** The secret of a name. Refuses (`GV_SOURCE_SECRET`) one that is missing, given twice, or cannot be read. */
export type SecretOf = (name: string) => string;

export interface SecretSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; an exception counts as not readable. */
  readonly readText: (path: string) => string;
}

function refused(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError('GV_SOURCE_SECRET', message, { cause });
}

export function createSecretReader({ env, readText }: SecretSurroundings): SecretOf {
  return function secretOf(name) {
    const text = env[name] ?? '';
    const file = env[`${name}_FILE`] ?? '';
    if (text !== '' && file !== '') throw refused(`${name} and ${name}_FILE are both set; set one.`);
    if (text !== '') return text;
    if (file === '') throw refused(`A source needs the secret ${name}; set ${name}, or ${name}_FILE to its file.`);
    let kept: string;
    try {
      kept = readText(file).replace(/\r?\n$/, '');
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
      throw refused(`The file that ${name}_FILE names cannot be read (${code}).`);
    }
    if (kept === '') throw refused(`The file that ${name}_FILE names is empty; it should hold the secret ${name}.`);
    return kept;
  };
}

/** Refuses a secret that is too short to be one. */
export function longEnough(secret: string, name: string, characters: number): string {
  if (secret.length >= characters) return secret;
  throw refused(`The secret ${name} has ${secret.length} characters; it should have at least ${characters}.`);
}

/** Refuses a secret that has not the form which its kind has. */
export function malformedSecret(name: string, form: string): ConnectorError {
  return refused(`The secret ${name} is not ${form}.`);
}
