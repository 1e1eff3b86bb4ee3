/** A stopped instance's data set as a source of answers: the api's endpoints, over its rows and its log. */

import { publicJson } from '@grapevine/core/reading/public-json.ts';
import { openEmbedded, openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { ACTION_ENDPOINTS, STANDING_ENDPOINTS } from '@grapevine/http-api/action-endpoints.ts';
import { COUNTER_ENDPOINTS } from '@grapevine/http-api/counter-endpoints.ts';
import type {
  ActionContext,
  ActionMethod,
  Endpoint,
  EndpointContext,
  Outcome,
  PathParameters,
} from '@grapevine/http-api/endpoint.ts';
import { EPISODE_ENDPOINTS } from '@grapevine/http-api/episode-endpoints.ts';
import { EXPLANATION_ENDPOINT } from '@grapevine/http-api/explanation-endpoint.ts';
import { sightOf } from '@grapevine/http-api/sight.ts';
import { StandingActions } from '@grapevine/http-api/standing-actions.ts';
import { ANYBODY } from '@grapevine/http-door/principal.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { CliError } from '../cli-error.ts';
import { isConfigurationNamed, readConfiguration } from '../settings/configuration-file.ts';
import { hasData, keptConfiguration } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import type { Access, AnswerSource, Query } from './answer-source.ts';

const ENDPOINTS: readonly Endpoint[] = [
  ...COUNTER_ENDPOINTS,
  ...EPISODE_ENDPOINTS,
  EXPLANATION_ENDPOINT,
  ...STANDING_ENDPOINTS,
];

export async function openDataSet(options: {
  readonly dataDir: string;
  readonly configFlag: string | undefined;
  readonly shell: Shell;
  readonly access: Access;
}): Promise<AnswerSource> {
  const { dataDir, configFlag, shell, access } = options;
  const { nowMs } = shell;
  const own = isConfigurationNamed(shell, configFlag) ? null : keptConfiguration(dataDir);
  const embedded = access === 'read' ? await openEmbeddedReadOnly({ dataDir }) : await openToAct(dataDir, shell);
  try {
    const { configuration } = own ?? readConfiguration(shell, configFlag);
    const { group } = configuration;
    const actions = new StandingActions({ log: embedded.log, group, nowMs });
    const context: ActionContext = {
      ...sightOf(configuration, ANYBODY),
      withRows: (use) => withSnapshot(() => embedded.store.snapshot(radarScope(group)), use),
      standing: () => actions.standing(),
      nowMs,
      deciding: radarConfigurationOf(configuration),
      by: ANYBODY.name,
      take: (intent) => actions.take(intent, ANYBODY.name),
      erase: null,
    };
    const inPublic = async <T>(body: Promise<object>) => JSON.parse(JSON.stringify(publicJson(await body, group))) as T;
    return {
      isLive: false,
      locale: configuration.locale,
      timeZone: configuration.timeZone,
      get: (path, query = {}) => inPublic(answer(path, query, context)),
      act: (method, path, body = {}) => inPublic(act(method, path, { body, context })),
      async close() {
        await actions.close();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

/** Refuses (`GV_DATA_DIR_IN_USE`) while an instance runs on it. */
async function openToAct(dataDir: string, { nowMs }: Shell): Promise<Engine> {
  if (!hasData(dataDir)) {
    throw new CliError('GV_DATA_SET_OTHER', `there is no data in ${dataDir}; name a data set with --data-dir.`);
  }
  const embedded = await openEmbedded({ dataDir, nowMs });
  await embedded.log.ensureTopic(TOPICS.actions.topic, TOPICS.actions);
  return embedded;
}

async function answer(path: string, query: Query, context: EndpointContext): Promise<object> {
  for (const endpoint of ENDPOINTS) {
    const parameters = parametersOf(endpoint.path, path);
    if (parameters === null) continue;
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const raw = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    const outcome = await endpoint.respond(raw, parameters, context);
    return bodyOf(outcome);
  }
  throw new Error(`no endpoint for ${path}`);
}

async function act(
  method: ActionMethod,
  path: string,
  { body, context }: { readonly body: object; readonly context: ActionContext },
): Promise<object> {
  for (const endpoint of ACTION_ENDPOINTS) {
    const parameters = endpoint.method === method ? parametersOf(endpoint.path, path) : null;
    if (parameters !== null) return bodyOf(await endpoint.respond(body, parameters, context));
  }
  throw new Error(`no endpoint for ${method} ${path}`);
}

function bodyOf(outcome: Outcome): object {
  if (outcome.kind === 'json') return outcome.body;
  throw new CliError('GV_REFUSED', outcome.detail);
}

/** `/v1/brands/{id}/counters` of `/v1/brands/united/counters`: `{ id: 'united' }`; `null`: another path. */
function parametersOf(pattern: string, path: string): PathParameters | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const is = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) parameters[name] = decodeURIComponent(is);
    else if (is !== part) return null;
  }
  return parameters;
}
