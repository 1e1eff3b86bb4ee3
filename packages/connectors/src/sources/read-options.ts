/** The options of a source by its schema: all of their faults at once, in the words that the configuration uses. */
import { complaintsOf } from '@grapevine/core/edge/issue-text.ts';
import type { z } from 'zod';

export interface OptionFault {
  /** Within the options. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type OptionsReading<T> =
  | { readonly kind: 'ok'; readonly options: T }
  | { readonly kind: 'faults'; readonly faults: readonly OptionFault[] };

export function readOptions<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
): OptionsReading<z.output<Schema>> {
  const checked = schema.safeParse(value);
  if (checked.success) return { kind: 'ok', options: checked.data };
  const names = Object.keys(schema.shape);
  const namesAt = (path: readonly PropertyKey[]): readonly string[] => (path.length === 0 ? names : []);
  const faults = checked.error.issues.flatMap((issue) => complaintsOf(issue, value, namesAt));
  return { kind: 'faults', faults: faults.map(({ message, path }) => ({ path, message })) };
}
