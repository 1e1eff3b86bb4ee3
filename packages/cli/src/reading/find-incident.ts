/** Incidents as the commands get them: all pages, and one by its id or the beginning of it. */
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { CliError } from '../cli-error.ts';
import { bareBrand } from './answer-lines.ts';
import type { AnswerSource } from './answer-source.ts';
import type { PublicIncident } from './public-answers.ts';

interface IncidentsPage {
  readonly incidents: readonly PublicIncident[];
  readonly nextCursor: string | null;
}

const PAGE = 200;

/** The newest first. */
export async function allIncidents(
  source: AnswerSource,
  { state, brand }: { readonly state: 'open' | 'all'; readonly brand?: string | undefined },
): Promise<readonly PublicIncident[]> {
  const incidents: PublicIncident[] = [];
  let cursor: string | undefined;
  do {
    const query = { state, brand: brand === undefined ? undefined : bareBrand(brand), limit: PAGE, cursor };
    const page = await source.get<IncidentsPage>('/v1/incidents', query);
    incidents.push(...page.incidents);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return incidents;
}

/** By its id, or as much of it as no other one begins with. `elsewhere`: where else it was looked for, for the message. */
export async function findIncident(source: AnswerSource, beginning: string, elsewhere = ''): Promise<PublicIncident> {
  const found = (await allIncidents(source, { state: 'all' })).filter(({ incident }) => incident.startsWith(beginning));
  const [one, another] = found;
  if (one !== undefined && (another === undefined || one.incident === beginning)) return one;
  const what = one === undefined ? 'no incident has' : `${found.length} incidents have`;
  const message = `${what} an id that begins with ${quoted(beginning)}; \`grapevine incidents --state all\` lists them.`;
  throw new CliError('GV_USAGE', one === undefined ? `${elsewhere}${message}` : message);
}
