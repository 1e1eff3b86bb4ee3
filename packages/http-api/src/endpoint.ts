/** One thing that can be asked for: its path, its query or body, what it answers. Routes and OpenAPI are made of these. */
import type { PeoplesActions } from '@grapevine/core/actions/people-actions.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import type { Scope } from '@grapevine/http-door/principal.ts';
import type { z } from 'zod';
import type { Erase } from './erasure-endpoint.ts';
import type { Problem } from './problem.ts';
import { readBody, readQuery } from './query-parts.ts';
import type { Sight } from './sight.ts';
import type { Intent } from './standing-actions.ts';

/** What endpoints answer from: no more of the configuration than whoever asks may see. */
export interface EndpointContext extends Sight {
  /** Gives the rows of one commit of `radar/<group>` for as long as `use` runs. */
  readonly withRows: <T>(use: (rows: RowReader) => Promise<T>) => Promise<T>;
  /** What people have done, as it stands now. */
  readonly standing: () => Promise<PeoplesActions>;
  readonly nowMs: () => number;
  /** What radar decides by. */
  readonly deciding: RadarConfiguration;
}

/** For endpoints by which somebody does something. */
export interface ActionContext extends EndpointContext {
  /** Who does it: the name that the key carries. */
  readonly by: string;
  /** Resolves when it is on the log, durably, and stands. */
  readonly take: (intent: Intent) => Promise<void>;
  /** `null`: whoever answers does not know the key of pseudonyms. */
  readonly erase: Erase | null;
}

/**
 * `body`: as the core has it; instants and brand ids are put into their public form on the way out. `status`: default
 * 200.
 */
export type Outcome = { readonly kind: 'json'; readonly body: object; readonly status?: 201 } | Problem;

export type PathParameters = Readonly<Record<string, string>>;

export interface EndpointText {
  /** With parameters as `{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Problems that it may answer with, beside 400 and 503. */
  readonly problems: Readonly<Record<number, string>>;
  /** A key needs one of these; none: it is for everybody. */
  readonly scopes: readonly Scope[];
}

export interface Endpoint extends EndpointText {
  readonly query: z.ZodObject;
  readonly respond: (query: unknown, parameters: PathParameters, context: EndpointContext) => Promise<Outcome>;
}

export type ActionMethod = 'POST' | 'PUT' | 'DELETE';

export interface ActionEndpoint extends EndpointText {
  readonly method: ActionMethod;
  readonly body: z.ZodObject;
  readonly respond: (body: unknown, parameters: PathParameters, context: ActionContext) => Promise<Outcome>;
}

/** Lists of names and meanings, which every reader needs. */
export const ANY_READING: readonly Scope[] = ['counters:read', 'incidents:read'];
export const COUNTERS: readonly Scope[] = ['counters:read'];
export const INCIDENTS: readonly Scope[] = ['incidents:read'];
export const ACTING: readonly Scope[] = ['incidents:write'];
export const ADMINISTERING: readonly Scope[] = ['admin'];

/** Reads the query before `answer` sees it. */
export function endpoint<S extends z.ZodObject>(
  text: EndpointText,
  query: S,
  answer: (query: z.output<S>, parameters: PathParameters, context: EndpointContext) => Promise<Outcome> | Outcome,
): Endpoint {
  return {
    ...text,
    query,
    respond: async (raw, parameters, context) => {
      const reading = readQuery(query, raw);
      return reading.kind === 'problem' ? reading : answer(reading.query, parameters, context);
    },
  };
}

/** Reads the body before `act` sees it. */
export function actionEndpoint<S extends z.ZodObject>(
  method: ActionMethod,
  text: Omit<EndpointText, 'scopes'>,
  body: S,
  act: (body: z.output<S>, parameters: PathParameters, context: ActionContext) => Promise<Outcome>,
): ActionEndpoint {
  return {
    ...text,
    scopes: ACTING,
    method,
    body,
    respond: async (raw, parameters, context) => {
      const reading = readBody(body, raw);
      return reading.kind === 'problem' ? reading : act(reading.query, parameters, context);
    },
  };
}

export function json(body: object): Outcome {
  return { kind: 'json', body };
}
