/**
 * From JSON to an interaction: every fault of it at once, or the interaction in one fixed shape.
 *
 * The rules of the fields stand in `field-rules.ts`, those of the kinds in `kind-rules.ts`; here they are applied in
 * turn, by plain code on the way that nearly every event goes (about a microsecond). Nothing throws: what cannot be
 * taken is an outcome, and becomes a dead letter (law 6).
 */

import type { DeadLetterReason } from '../model/dead-letter.ts';
import type { EventTimeMs, InteractionKind, Money, Segment } from '../model/interaction.ts';
import { INTERACTION_KINDS } from '../model/interaction.ts';
import type { InteractionFields } from './field-rules.ts';
import { FIELD_NAMES, interactionSchema } from './field-rules.ts';
import { parseInstant } from './instant.ts';
import { complaintsOf, pathText } from './issue-text.ts';
import { kindFaults } from './kind-rules.ts';
import { quoted } from './nearest-name.ts';

/** An interaction as its source sent it, checked; what was left out is `null`. The author is still in the clear. */
export interface Interaction {
  readonly id: string;
  readonly kind: InteractionKind;
  readonly atMs: EventTimeMs;
  readonly platform: string;
  /** A content item's own id is the interaction's id unless the source gives another. */
  readonly post: string | null;
  readonly parent: string | null;
  readonly thread: string | null;
  readonly author: string | null;
  readonly followers: number | null;
  /** Well-formed, not empty. */
  readonly text: string | null;
  readonly lang: string | null;
  readonly url: string | null;
  /** As the source named them, known or not; not empty. */
  readonly brands: readonly string[] | null;
  /** -1..1 */
  readonly sentiment: number | null;
  readonly reaction: string | null;
  readonly segment: Segment | null;
  readonly campaign: string | null;
  readonly value: Money | null;
  readonly referrer: string | null;
  readonly rating: number | null;
  readonly count: number;
  readonly total: number | null;
}

export interface Rejection {
  readonly kind: 'rejected';
  readonly reason: DeadLetterReason;
  /** All faults, one sentence each. */
  readonly message: string;
}

export type InteractionReading = { readonly kind: 'accepted'; readonly interaction: Interaction } | Rejection;

const MAX_FAULTS_TOLD = 20;
const KINDS: ReadonlySet<unknown> = new Set(INTERACTION_KINDS);
const SEGMENT_NAMES = ['country', 'region', 'ageBand', 'gender', 'interest'];
const MONEY_NAMES = ['amountMinor', 'currency'];

interface Fault {
  readonly reason: DeadLetterReason;
  readonly message: string;
}

function rejection(faults: readonly Fault[]): Rejection {
  const told = faults.slice(0, MAX_FAULTS_TOLD).map((fault) => fault.message);
  if (faults.length > told.length) told.push(`and ${faults.length - told.length} more`);
  return { kind: 'rejected', reason: faults[0]?.reason ?? 'invalid-field', message: `${told.join('. ')}.` };
}

function namesAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return FIELD_NAMES;
  return path[0] === 'segment' ? SEGMENT_NAMES : MONEY_NAMES;
}

function segmentOf(segment: InteractionFields['segment']): Segment | null {
  if (segment === undefined) return null;
  const { country = null, region = null, ageBand = null, gender = null, interest = null } = segment;
  const saysSomething = (country ?? region ?? ageBand ?? gender ?? interest) !== null;
  return saysSomething ? { country, region, ageBand, gender, interest } : null;
}

function textOf(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text.toWellFormed();
}

function interactionOf(fields: InteractionFields, atMs: EventTimeMs): Interaction {
  return {
    id: fields.id,
    kind: fields.kind,
    atMs,
    platform: fields.platform,
    post: fields.post ?? null,
    parent: fields.parent ?? null,
    thread: fields.thread ?? null,
    author: fields.author ?? null,
    followers: fields.followers ?? null,
    text: textOf(fields.text),
    lang: fields.lang ?? null,
    url: fields.url ?? null,
    brands: fields.brands === undefined || fields.brands.length === 0 ? null : fields.brands,
    sentiment: fields.sentiment ?? null,
    reaction: fields.reaction ?? null,
    segment: segmentOf(fields.segment),
    campaign: fields.campaign ?? null,
    value: fields.value ?? null,
    referrer: fields.referrer ?? null,
    rating: fields.rating ?? null,
    count: fields.count ?? 1,
    total: fields.total ?? null,
  };
}

/** Every fault of a value that the schema refused, in the order of the fields. */
function allFaults(json: unknown, issues: Parameters<typeof complaintsOf>[0][]): readonly Fault[] {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (!isObject) {
    return [
      {
        reason: 'invalid-field',
        message: `${quoted(json)} is not an interaction; send an object such as {"id":"1","kind":"like",...}`,
      },
    ];
  }
  const faults: Fault[] = issues
    .flatMap((issue) => complaintsOf(issue, json, namesAt))
    .map(({ reason, path, message }) => ({ reason, message: `"${escapedPath(path)}" ${message}` }));
  const fields = json as Readonly<Record<string, unknown>>;
  const at = fields['at'];
  if (typeof at === 'string') {
    const instant = parseInstant(at);
    if (instant.kind === 'fault') faults.push({ reason: 'invalid-field', message: `"at" ${instant.message}` });
  }
  if (KINDS.has(fields['kind'])) faults.push(...kindFaults(fields['kind'] as InteractionKind, fields));
  return faults;
}

function escapedPath(path: readonly PropertyKey[]): string {
  return quoted(pathText(path)).slice(1, -1);
}

/** Reads one value. Never throws, whatever the value; tells all faults at once, the first one's reason as the reason. */
export function parseInteraction(json: unknown): InteractionReading {
  const checked = interactionSchema.safeParse(json);
  if (!checked.success) return rejection(allFaults(json, checked.error.issues));
  const fields = checked.data;
  const instant = parseInstant(fields.at);
  const faults = kindFaults(fields.kind, fields);
  if (instant.kind === 'fault') {
    return rejection([{ reason: 'invalid-field', message: `"at" ${instant.message}` }, ...faults]);
  }
  if (faults.length > 0) return rejection(faults);
  return { kind: 'accepted', interaction: interactionOf(fields, instant.atMs) };
}
