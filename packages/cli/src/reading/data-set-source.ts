/** A stopped instance's data set as a source of answers: the api's endpoints, over rows that are read only. */

import { publicJson } from '@grapevine/core/reading/public-json.ts';
import { openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { COUNTER_ENDPOINTS } from '@grapevine/http-api/counter-endpoints.ts';
import type { Endpoint, EndpointContext, PathParameters } from '@grapevine/http-api/endpoint.ts';
import { EPISODE_ENDPOINTS } from '@grapevine/http-api/episode-endpoints.ts';
import { sightOf } from '@grapevine/http-api/sight.ts';
import { ANYBODY } from '@grapevine/http-door/principal.ts';
import { CliError } from '../cli-error.ts';
import { isConfigurationNamed, readConfiguration } from '../settings/configuration-file.ts';
import { keptConfiguration } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import type { AnswerSource, Query } from './answer-source.ts';

const ENDPOINTS: readonly Endpoint[] = [...COUNTER_ENDPOINTS, ...EPISODE_ENDPOINTS];

export async function openDataSet(options: {
  readonly dataDir: string;
  readonly configFlag: string | undefined;
  readonly shell: Shell;
}): Promise<AnswerSource> {
  const { dataDir, configFlag, shell } = options;
  const own = isConfigurationNamed(shell, configFlag) ? null : keptConfiguration(dataDir);
  const embedded = await openEmbeddedReadOnly({ dataDir });
  try {
    const { configuration } = own ?? readConfiguration(shell, configFlag);
    const context: EndpointContext = {
      ...sightOf(configuration, ANYBODY),
      withRows: (use) => withSnapshot(() => embedded.store.snapshot(radarScope(configuration.group)), use),
    };
    return {
      isLive: false,
      get: async <T>(path: string, query: Query = {}) =>
        JSON.parse(JSON.stringify(publicJson(await answer(path, query, context), configuration.group))) as T,
      close: () => embedded.close(),
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function answer(path: string, query: Query, context: EndpointContext): Promise<unknown> {
  for (const endpoint of ENDPOINTS) {
    const parameters = parametersOf(endpoint.path, path);
    if (parameters === null) continue;
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const raw = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    const outcome = await endpoint.respond(raw, parameters, context);
    if (outcome.kind === 'json') return outcome.body;
    throw new CliError('GV_REFUSED', outcome.detail);
  }
  throw new Error(`no endpoint for ${path}`);
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
