/** `/openapi.json`: OpenAPI 3.1, from the endpoints and the schemas that check their queries. */
import { PROBLEM_MEDIA_TYPE } from '@grapevine/http-door/problem.ts';
import { z } from 'zod';
import type { ActionMethod, EndpointText } from './endpoint.ts';

/** What is said of a path; of `stream` and the operational ones too. */
export interface DescribedPath extends EndpointText {
  /** Default GET. */
  readonly method?: ActionMethod;
  readonly query: z.ZodObject;
  /** Of one that is not asked by GET. */
  readonly body?: z.ZodObject;
  readonly mediaType: string;
}

type Json = Readonly<Record<string, unknown>>;

const ALWAYS = {
  400: 'What is asked is not understood; `detail` says what is allowed.',
  405: '`Allow` has the methods that are answered.',
  429: 'This key or address has asked too often; `Retry-After` and `RateLimit` say when to go on.',
  503: 'It cannot be answered now; `Retry-After` says when to ask again.',
};

const WITH_A_KEY = {
  401: 'No key, or one that is not valid.',
  403: 'The key lacks a scope that this needs.',
};

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'Stable: `urn:grapevine:problem:<name>`.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong and what to do, in a sentence.' },
  },
};

const SESSION = {
  '/v1/session': {
    post: {
      operationId: 'begin-session',
      summary: 'A key for a cookie',
      description: 'For browsers. The cookie does what the key does, for twelve hours at the most.',
      security: [{ key: [] }],
      responses: { 201: { description: 'Begun; `Set-Cookie` has it.' }, ...refusals({ 401: WITH_A_KEY[401] }) },
    },
    delete: {
      operationId: 'end-session',
      summary: 'The end of a session',
      description: 'Asked for by a page of this very host (`Origin`).',
      security: [{ session: [] }],
      responses: {
        204: { description: 'Ended.' },
        ...refusals({ 401: WITH_A_KEY[401], 403: 'Asked for by another site.' }),
      },
    },
  },
};

export function openApiOf(paths: readonly DescribedPath[]): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Grapevine',
      version: '1',
      description:
        'Counters, share of voice, posts, incidents and alerts. Times are RFC 3339; ranges are half-open, `from` inclusive ' +
        'and `to` exclusive, and echoed; ratios are 0..1 and come with both of their parts; money is in minor units. ' +
        'On loopback the embedded engine asks for no key. POST /v1/session exchanges a key for a cookie, DELETE ends it.',
    },
    paths: { ...operationsByPath(paths), ...SESSION },
    components: {
      schemas: { Problem: PROBLEM_SCHEMA },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: '`gv_...`, made by `grapevine keys create`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'gv_session',
          description: 'Of POST /v1/session, for browsers.',
        },
      },
    },
  };
}

function operationsByPath(paths: readonly DescribedPath[]): Readonly<Record<string, Json>> {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const each of paths) {
    byPath[each.path] ??= {};
    (byPath[each.path] as Record<string, Json>)[(each.method ?? 'GET').toLowerCase()] = operationOf(each);
  }
  return byPath;
}

function operationOf(described: DescribedPath): Json {
  const { path, method, scopes, summary, description, problems, query, body, mediaType } = described;
  const isOpen = scopes.length === 0;
  const schema = mediaType === 'application/json' ? { type: 'object' } : { type: 'string' };
  return {
    operationId: method === undefined ? operationId(path) : `${method.toLowerCase()}-${operationId(path)}`,
    summary,
    description: isOpen ? description : `${description} Scope: ${scopes.join(' or ')}.`,
    security: isOpen ? [] : [{ key: [] }, { session: [] }],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body !== undefined && method !== 'DELETE' && { requestBody: bodyOf(body) }),
    responses: {
      200: { description: summary, content: { [mediaType]: { schema } } },
      ...refusals({ ...ALWAYS, ...(!isOpen && WITH_A_KEY), ...problems }),
    },
  };
}

function bodyOf(body: z.ZodObject): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input' });
  return { required: (schema.required ?? []).length > 0, content: { 'application/json': { schema } } };
}

function refusals(problems: Readonly<Record<number, string>>): Json {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [status, { description, content }]),
  );
}

function operationId(path: string): string {
  return path.replaceAll(/[{}]/g, '').split(/\W+/).filter(Boolean).join('-');
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject): readonly Json[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as { description?: string };
    return { name, in: 'query', required: false, description, schema };
  });
}
