/**
 * What people do about incidents: acknowledge, judge, say what was missed, silence. Each becomes a record of
 * `grapevine.actions.v1`; what stands already is answered as it stands, and nothing is written, so that any of these may
 * be sent again.
 */
import { silenceOf, whoAndWhen } from '@grapevine/core/actions/overlay.ts';
import { ACTIONS_KEPT_MS, MAX_SILENCES } from '@grapevine/core/actions/people-actions.ts';
import type { Missed, Silenced } from '@grapevine/core/model/action.ts';
import { rfc3339 } from '@grapevine/core/reading/public-json.ts';
import type { Incident } from '@grapevine/core/reading/read-incidents.ts';
import { DAY_MS, HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { ALERT_CLASSES } from '@grapevine/engine/records/alert-schema.ts';
import { z } from 'zod';
import {
  type ActionContext,
  type ActionEndpoint,
  actionEndpoint,
  type Endpoint,
  type EndpointContext,
  endpoint,
  INCIDENTS,
  json,
  type Outcome,
} from './endpoint.ts';
import { brandsMeant } from './episode-endpoints.ts';
import { findIncident, listingOf } from './laid-over.ts';
import { type Problem, problem } from './problem.ts';
import { brandPart, instantText } from './query-parts.ts';
import { findBrand, notFound } from './window-outcome.ts';

const NO_INCIDENT = { 404: 'There is no such incident, or it made room for newer ones.' };
const NO_SILENCE = { 404: 'There is no such silence.' };
const MOST_NOTED = 500;
/** Ids are chosen by whoever puts a silence. */
const SILENCE_ID = /^[\w.-]{1,64}$/;
const MISSED_FOR_MS = HOUR_MS;
const LONGEST_MISSED_MS = 31 * DAY_MS;

const words = z
  .string()
  .max(MOST_NOTED)
  .transform((text) => text.toWellFormed().trim());
const notePart = words.default('').meta({ description: `In your words, up to ${MOST_NOTED} characters.` });
const brandField = z.string().min(1).max(128).meta({ description: 'Id of a brand, such as `united`.' });

export const ACTION_ENDPOINTS: readonly ActionEndpoint[] = [
  actionEndpoint(
    'POST',
    {
      path: '/v1/incidents/{id}/acknowledge',
      summary: 'Somebody has seen it',
      description: 'Says that you look after the incident. The first one stands. Answers with the incident.',
      problems: NO_INCIDENT,
    },
    z.strictObject({ note: notePart }),
    async ({ note }, { id = '' }, context) =>
      actUpon(id, context, async ({ brand }) => {
        if ((await context.standing()).acknowledgementOf(id) !== null) return;
        await context.take({ kind: 'acknowledged', brand, incident: id, note });
      }),
  ),
  actionEndpoint(
    'POST',
    {
      path: '/v1/incidents/{id}/verdict',
      summary: 'Whether it was right to raise it',
      description:
        'The last verdict stands; it enters the record of the rule (`ruleRecord`) and the labels that rules are tried ' +
        'against. Answers with the incident.',
      problems: NO_INCIDENT,
    },
    z.strictObject({
      verdict: z.enum(['right', 'wrong']).meta({ description: '`right`: it was worth raising.' }),
      note: notePart,
    }),
    async ({ verdict, note }, { id = '' }, context) =>
      actUpon(id, context, async ({ brand }) => {
        const known = (await context.standing()).verdictOf(id);
        if (known?.verdict === verdict && known.note === note && known.by === context.by) return;
        await context.take({ kind: 'judged', brand, incident: id, verdict, note });
      }),
  ),
  actionEndpoint(
    'POST',
    {
      path: '/v1/missed',
      summary: 'What should have been raised',
      description: 'A label for trying rules: at this time there was a crisis of this brand, and no alert.',
      problems: { 404: 'There is no such brand.' },
    },
    z.strictObject({
      brand: brandField,
      from: instantText.meta({ format: 'date-time', description: 'When it began.' }),
      to: instantText
        .optional()
        .meta({ format: 'date-time', description: 'When it was over; default: an hour later.' }),
      note: words.pipe(z.string().min(1)).meta({ description: `What it was, up to ${MOST_NOTED} characters.` }),
    }),
    async ({ brand, from, to, note }, _parameters, context) => {
      const found = findBrand(context.configuration, brand);
      if (found.kind === 'problem') return found;
      const toMs = to ?? from + MISSED_FOR_MS;
      const fault = faultOfMissed(from, toMs, context.nowMs());
      if (fault !== null) return problem(400, 'invalid-body', fault);
      const missed = { kind: 'missed', brand: found.onLog, fromMs: from, toMs, note } as const;
      const said = async () => (await context.standing()).sameMissed(missed);
      const before = await said();
      if (before === null) await context.take(missed);
      const stands = before ?? (await said());
      if (stands === null) throw new Error('what was taken does not stand');
      return { kind: 'json', body: missedView(stands), status: 201 };
    },
  ),
  actionEndpoint(
    'PUT',
    {
      path: '/v1/silences/{id}',
      summary: 'No disturbance for a while',
      description:
        'Alerts of the brand with an instant in the range are marked `silenced`; they are raised and kept like any other. You ' +
        'choose the id. It ends at `to`, at most 30 days from now; put it again to prolong it.',
      problems: {
        404: 'There is no such brand.',
        409: `The id stands for a silence of another brand, or there are ${MAX_SILENCES} silences.`,
      },
    },
    z.strictObject({
      brand: brandField,
      class: z.enum(ALERT_CLASSES).nullable().default(null).meta({ description: 'Of this class only; null: of any.' }),
      from: instantText.optional().meta({ format: 'date-time', description: 'Default: now.' }),
      to: instantText.meta({ format: 'date-time', description: 'When alerts disturb again.' }),
      note: notePart,
    }),
    async (wished, { id = '' }, context) => {
      if (!SILENCE_ID.test(id)) {
        const allowed = 'letters, digits, "_", "-" and ".", up to 64';
        return problem(400, 'invalid-body', `The id of a silence is made of ${allowed}.`);
      }
      const found = findBrand(context.configuration, wished.brand);
      if (found.kind === 'problem') return found;
      const known = (await context.standing()).silence(id);
      const silence = {
        kind: 'silenced',
        brand: found.onLog,
        silence: id,
        class: wished.class,
        fromMs: wished.from ?? known?.fromMs ?? context.nowMs(),
        toMs: wished.to,
        note: wished.note,
      } as const;
      const refusal = await refusalOf(silence, known, context);
      if (refusal !== null) return refusal;
      if (known === null || !isSame(known, silence)) await context.take(silence);
      const stands = (await context.standing()).silence(id);
      if (stands === null) return notFound('silence', id, []);
      return known === null ? { kind: 'json', body: silenceOf(stands), status: 201 } : json(silenceOf(stands));
    },
  ),
  actionEndpoint(
    'DELETE',
    {
      path: '/v1/silences/{id}',
      summary: 'The end of a silence',
      description: 'It is taken away, also for alerts of before. Answers with what it was.',
      problems: NO_SILENCE,
    },
    z.strictObject({}),
    async (_body, { id = '' }, context) => {
      const found = await silenceSeen(id, context);
      if (found.kind === 'problem') return found;
      await context.take({ kind: 'unsilenced', brand: found.brand, silence: id, note: '' });
      return json(silenceOf(found));
    },
  ),
];

/** What people have said and put, read back. */
export const STANDING_ENDPOINTS: readonly Endpoint[] = [
  endpoint(
    {
      path: '/v1/missed',
      scopes: INCIDENTS,
      summary: 'What people say should have been raised',
      description: 'Of the last 30 days, the newest last.',
      problems: { 404: 'There is no such brand.' },
    },
    z.strictObject({ brand: brandPart }),
    async ({ brand }, _parameters, context) => {
      const meant = brandsMeant(context, brand);
      if (meant.kind === 'problem') return meant;
      const { missed } = await context.standing();
      return json({ missed: missed.filter((each) => meant.onLog?.has(each.brand) ?? true).map(missedView) });
    },
  ),
  endpoint(
    {
      path: '/v1/silences',
      scopes: INCIDENTS,
      summary: 'Silences',
      description: 'Those that were put in the last 30 days, also when their time is over; the newest last.',
      problems: { 404: 'There is no such brand.' },
    },
    z.strictObject({ brand: brandPart }),
    async ({ brand }, _parameters, context) => {
      const meant = brandsMeant(context, brand);
      if (meant.kind === 'problem') return meant;
      const { silences } = await context.standing();
      return json({ silences: silences.filter((each) => meant.onLog?.has(each.brand) ?? true).map(silenceOf) });
    },
  ),
  endpoint(
    {
      path: '/v1/silences/{id}',
      scopes: INCIDENTS,
      summary: 'One silence',
      description: 'Whose it is, what it covers, until when.',
      problems: NO_SILENCE,
    },
    z.strictObject({}),
    async (_query, { id = '' }, context) => {
      const found = await silenceSeen(id, context);
      return found.kind === 'problem' ? found : json(silenceOf(found));
    },
  ),
];

/** Acts upon an incident that may be seen, and answers with it as it is then. */
async function actUpon(
  id: string,
  context: ActionContext,
  act: (incident: Incident) => Promise<void>,
): Promise<Outcome> {
  const find = () =>
    context.withRows(async (rows) => {
      const { listed, overlays } = await listingOf(rows, context);
      const found = findIncident(listed, id, context);
      return found.kind === 'problem' ? found : { ...found, laidOver: overlays.incident(found.incident) };
    });
  const before = await find();
  if (before.kind === 'problem') return before;
  await act(before.incident);
  const after = await find();
  return after.kind === 'problem' ? after : json(after.laidOver);
}

async function silenceSeen(id: string, { standing, brandsSeen }: EndpointContext): Promise<Silenced | Problem> {
  const silence = (await standing()).silence(id);
  return silence === null || brandsSeen?.has(silence.brand) === false ? notFound('silence', id, []) : silence;
}

function faultOfMissed(fromMs: number, toMs: number, nowMs: number): string | null {
  if (fromMs > nowMs) return '"from" lies ahead: say what was missed once it has happened.';
  if (toMs <= fromMs) return '"to" must be after "from".';
  if (toMs - fromMs > LONGEST_MISSED_MS) return `"to" is more than ${LONGEST_MISSED_MS / DAY_MS} days after "from".`;
  return null;
}

async function refusalOf(
  { brand, fromMs, toMs }: Pick<Silenced, 'brand' | 'fromMs' | 'toMs'>,
  known: Silenced | null,
  { nowMs, standing }: ActionContext,
): Promise<Problem | null> {
  if (known !== null && known.brand !== brand) {
    // Whether or not the other brand may be seen.
    return problem(409, 'silence-taken', 'This id stands for a silence of another brand: choose another one.');
  }
  if (toMs <= fromMs) return problem(400, 'invalid-body', '"to" must be after "from".');
  if (toMs <= nowMs()) return problem(400, 'invalid-body', `"to" is over: it is ${rfc3339(nowMs())} now.`);
  if (toMs > nowMs() + ACTIONS_KEPT_MS) {
    const days = ACTIONS_KEPT_MS / DAY_MS;
    return problem(
      400,
      'invalid-body',
      `"to" is more than ${days} days ahead: a silence must be put again after that.`,
    );
  }
  if (known === null && (await standing()).silences.length >= MAX_SILENCES) {
    return problem(409, 'too-many-silences', `There are ${MAX_SILENCES} silences: take one away first.`);
  }
  return null;
}

function isSame(known: Silenced, wished: Omit<Silenced, 'schemaVersion' | 'id' | 'group' | 'by' | 'atMs'>): boolean {
  return (['class', 'fromMs', 'toMs', 'note'] as const).every((field) => known[field] === wished[field]);
}

function missedView(missed: Missed): object {
  const { id, brand, fromMs, toMs } = missed;
  return { id, brand, fromMs, toMs, ...whoAndWhen(missed) };
}
