/** The query parameters that several endpoints share, each with what it means; OpenAPI is made of the same schemas. */
import { parseInstant } from '@grapevine/core/edge/instant.ts';
import { complaintsOf, pathText } from '@grapevine/core/edge/issue-text.ts';
import { WINDOW_IDS } from '@grapevine/core/reading/window-range.ts';
import { z } from 'zod';
import { type Problem, problem } from './problem.ts';

const MAX_LIMIT = 200;

export const windowPart = z.enum(WINDOW_IDS).default('1h').meta({ description: 'Length of the rolling window.' });

/** RFC 3339; read, it is ms since the epoch. */
export const instantText = z
  .string()
  .transform((text, context) => {
    const reading = parseInstant(text);
    if (reading.kind === 'instant') return reading.atMs;
    context.addIssue({ code: 'custom', message: reading.message });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

export const atPart = instantText.optional().meta({
  format: 'date-time',
  description: 'End of the window, RFC 3339 with an offset; not beyond the watermark. Without it: live.',
});

export const brandPart = z
  .string()
  .min(1)
  .max(128)
  .optional()
  .meta({ description: 'Id of a brand, such as `united`.' });

export const severityPart = z
  .enum(['watch', 'warning', 'critical'])
  .optional()
  .meta({ description: 'This severity only.' });

export const limitPart = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAX_LIMIT)
  .default(50)
  .meta({ description: 'At most so many entries.' });

export type ListName = 'posts' | 'incidents' | 'alerts';

/** An opaque text from an earlier answer of the same list: read, it is a key of that list. */
export function cursorPart(list: ListName) {
  return z
    .string()
    .max(512)
    .transform((text, context) => {
      const [, key = ''] = Buffer.from(text, 'base64url').toString('utf8').split(`${list} `);
      if (key !== '' && cursorOf(list, key) === text) return key;
      const message = 'is no cursor of this list; give `nextCursor` of an earlier answer as it is';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .optional()
    .meta({ description: '`nextCursor` of an earlier answer: go on from there.' });
}

export function cursorOf(list: ListName, key: string): string {
  return Buffer.from(`${list} ${key}`, 'utf8').toString('base64url');
}

export type QueryReading<T> = { readonly kind: 'query'; readonly query: T } | Problem;

/** Reads a query, or says everything that is wrong with it at once. */
export function readQuery<S extends z.ZodObject>(schema: S, query: unknown): QueryReading<z.output<S>> {
  return readBy(schema, query, { type: 'invalid-query', part: 'parameter' });
}

/** The same of a body; an empty one is an object without fields. */
export function readBody<S extends z.ZodObject>(schema: S, body: unknown): QueryReading<z.output<S>> {
  return readBy(schema, body ?? {}, { type: 'invalid-body', part: 'field' });
}

function readBy<S extends z.ZodObject>(
  schema: S,
  given: unknown,
  { type, part }: { readonly type: 'invalid-query' | 'invalid-body'; readonly part: string },
): QueryReading<z.output<S>> {
  const read = schema.safeParse(given);
  if (read.success) return { kind: 'query', query: read.data };
  const known = Object.keys(schema.shape);
  const complaints = read.error.issues.flatMap((issue) => complaintsOf(issue, given, () => known));
  const detail = complaints.map(({ path, message }) => `"${pathText(path)}" ${message}.`).join(' ');
  const faults = complaints.map(({ path, message }) => ({ [part]: pathText(path), message }));
  return problem(400, type, detail, { also: { faults, known } });
}
