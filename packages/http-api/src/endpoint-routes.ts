/** Routes of the endpoints: what is asked, and what people do, which is slower and bounded by a rate of its own. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { publicJson } from '@grapevine/core/reading/public-json.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { StateSnapshot } from '@grapevine/engine/ports/state-store.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import type { Door } from '@grapevine/http-door/door.ts';
import { type Rate, RateLimiter } from '@grapevine/http-door/rate-limiter.ts';
import type { FastifyReply } from 'fastify';
import type { ActionEndpoint, Endpoint, EndpointContext, EndpointText, Outcome, PathParameters } from './endpoint.ts';
import type { Erase } from './erasure-endpoint.ts';
import { type Problem, problem, replyWith } from './problem.ts';
import { type Sight, sightOf } from './sight.ts';
import type { StandingActions } from './standing-actions.ts';
import { Turns } from './turns.ts';

/** What answers are made from. */
export interface AnswerSources {
  readonly configuration: Configuration;
  /** What radar decides by. */
  readonly deciding: RadarConfiguration;
  /** Rows of `radar/<group>` as of one commit; closed here after each answer. */
  readonly snapshot: () => Promise<StateSnapshot>;
  readonly actions: Pick<StandingActions, 'standing' | 'take'>;
  /** Forgets a person; default: nobody can be found here. */
  readonly erase?: Erase;
  /** The clock; default Date.now. */
  readonly nowMs?: () => number;
}

/** What a person does by hand, and a program that acts for several; each is a record that every api reads at its start. */
const ACTING_RATE: Rate = { perSecond: 1, burst: 60 };
/** A note of 500 characters, whatever they are, and the fields around it. */
const ACTION_BODY_LIMIT = 8192;

/** What every answer is made from, whoever asks. */
export function answering({
  snapshot,
  actions,
  deciding,
  nowMs = Date.now,
}: AnswerSources): Omit<EndpointContext, keyof Sight> {
  return { withRows: (use) => withSnapshot(snapshot, use), standing: () => actions.standing(), deciding, nowMs };
}

export function addEndpoints({ app, guard }: Door, endpoints: readonly Endpoint[], options: AnswerSources): void {
  const { configuration } = options;
  const turns = new Turns();
  for (const each of endpoints) {
    app.get(routeOf(each), { onRequest: guard.admit(each.scopes) }, async function answerEndpoint(request, reply) {
      await turns.next();
      const context = { ...sightOf(configuration, guard.principalOf(request)), ...answering(options) };
      const outcome = await each.respond(request.query, request.params as PathParameters, context);
      return replyOf(reply, outcome, configuration.group);
    });
  }
}

export function addActionEndpoints(
  { app, guard }: Door,
  endpoints: readonly ActionEndpoint[],
  options: AnswerSources,
): void {
  const { configuration, actions, erase = null } = options;
  const rates = new RateLimiter(ACTING_RATE);
  for (const each of endpoints) {
    const { method, scopes } = each;
    const route = { method, url: routeOf(each), onRequest: guard.admit(scopes), bodyLimit: ACTION_BODY_LIMIT };
    app.route({
      ...route,
      async handler(request, reply) {
        const principal = guard.principalOf(request);
        const { isAllowed, retryAfterSeconds } = rates.take(principal.id, performance.now());
        if (!isAllowed) return replyWith(reply, tooManyActions(retryAfterSeconds));
        const outcome = await each.respond(request.body, request.params as PathParameters, {
          ...sightOf(configuration, principal),
          ...answering(options),
          by: principal.name,
          take: (intent) => actions.take(intent, principal.name),
          erase,
        });
        return replyOf(reply, outcome, configuration.group);
      },
    });
  }
}

function tooManyActions(retryAfterSeconds: number): Problem {
  const detail = `This key does too much: at most ${ACTING_RATE.perSecond} a second in the long run, ${ACTING_RATE.burst} at once.`;
  return problem(429, 'too-many-requests', detail, { retryAfterSeconds });
}

function replyOf(reply: FastifyReply, outcome: Outcome, group: string): FastifyReply {
  if (outcome.kind === 'problem') return replyWith(reply, outcome);
  return reply.code(outcome.status ?? 200).send(publicJson(outcome.body, group));
}

/** `{id}` -> `:id`. */
export function routeOf({ path }: Pick<EndpointText, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
