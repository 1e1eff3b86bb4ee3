/**
 * From an interaction to what is written on the log: none, one or two records, each under its key.
 *
 * This is where brands are named, texts are scored, people become keyed hashes and the future is refused: once, at the
 * edge, so that the folds behind it depend on no dictionary, scorer, secret or clock (law 1). Pure: all of these are
 * handed in. What is left out of the log is said (`unwatched`), never dropped in silence (law 6).
 *
 *     kind                      item (key: own id)              act (key: what was acted upon)
 *     post, review              if it names a watched brand     -
 *     comment, quote            if it names a watched brand     under the parent
 *     like ... reach            -                               under the post
 *     edit                      always                          -
 *     delete                    always                          under the parent, if one is given
 *     message, response         -                               under thread, else parent, else id
 *     referral, conversion      -                               under post, else campaign, else id
 */
import type { AuthorHash, LoggedInteraction, RecordRole } from '../model/interaction.ts';
import type { Interaction, Rejection } from './interaction-schema.ts';
import type { Judgement, SentimentScorer } from './judgement.ts';
import { judgementOf, labelOf } from './judgement.ts';

/** Up to so far ahead of ingest's clock an event is taken, as of now; further ahead it is refused. */
export const MAX_AHEAD_MS = 300_000;

/** What stands behind the records, besides the interaction itself; all of it constant between two configurations. */
export interface RecordSurroundings {
  /** Watched brand id as configured -> its id on the log (`united` -> `main/united`). */
  readonly brandIdsOnLog: ReadonlyMap<string, string>;
  /** Platform -> account id -> ids, as configured, of the brands whose own account it is. */
  readonly ownAccounts: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Ids, as configured, of the brands that a text names. */
  readonly brandsNamedIn: (text: string) => readonly string[];
  readonly scorer: SentimentScorer;
  /** BCP 47 of a text; asked only when a text is scored whose source does not say. */
  readonly identifyLanguage: (text: string) => string;
  readonly authorHash: (platform: string, person: string) => AuthorHash;
}

export interface RecordContext extends RecordSurroundings {
  /** Ingest's clock. */
  readonly nowMs: number;
}

export type RecordsOutcome =
  | { readonly kind: 'records'; readonly records: readonly LoggedInteraction[] }
  | { readonly kind: 'unwatched' }
  | Rejection;

/** The brands of an interaction, as ids on the log. */
interface Naming {
  /** Named by the source and watched; `null`: the source named none at all. */
  readonly bySource: readonly string[] | null;
  readonly ownOf: readonly string[];
}

const UNWATCHED: RecordsOutcome = { kind: 'unwatched' };
const NONE: readonly string[] = [];

function idsOnLog(brands: readonly string[], context: RecordContext): readonly string[] {
  const ids: string[] = [];
  for (const brand of brands) {
    const id = context.brandIdsOnLog.get(brand);
    if (id !== undefined && !ids.includes(id)) ids.push(id);
  }
  return ids;
}

function namingOf(interaction: Interaction, context: RecordContext): Naming {
  const { author, brands, platform } = interaction;
  const own = author === null ? undefined : context.ownAccounts.get(platform)?.get(author);
  return {
    bySource: brands === null ? null : idsOnLog(brands, context),
    ownOf: own === undefined ? NONE : idsOnLog(own, context),
  };
}

/** The brands that the content itself names: by its source, else in its text; and those whose account wrote it. */
function itemBrandsOf(interaction: Interaction, naming: Naming, context: RecordContext): readonly string[] {
  const { text } = interaction;
  const inText = naming.bySource === null && text !== null ? idsOnLog(context.brandsNamedIn(text), context) : NONE;
  const named = naming.bySource ?? inText;
  const unnamedOwn = naming.ownOf.filter((brand) => !named.includes(brand));
  return unnamedOwn.length === 0 ? named : [...named, ...unnamedOwn];
}

/** What a record has beyond the interaction; `post` is its subject. */
interface RecordParts {
  readonly role: RecordRole;
  readonly post: string;
  readonly brands: readonly string[] | null;
  readonly itemBrands: readonly string[];
  readonly judgement: Judgement;
  /** Whether the words go with it: once on the log is enough. */
  readonly words: 'with-words' | 'without-words';
}

function recordOf(
  interaction: Interaction,
  parts: RecordParts,
  naming: Naming,
  context: RecordContext,
): LoggedInteraction {
  const { author, platform, referrer } = interaction;
  const hasWords = parts.words === 'with-words';
  return {
    type: 'interaction',
    id: interaction.id,
    kind: interaction.kind,
    role: parts.role,
    atMs: Math.min(interaction.atMs, context.nowMs),
    platform,
    post: parts.post,
    parent: interaction.parent,
    thread: interaction.thread,
    author: author === null ? null : context.authorHash(platform, author),
    followers: interaction.followers,
    text: hasWords ? interaction.text : null,
    lang: hasWords ? parts.judgement.lang : null,
    url: hasWords ? interaction.url : null,
    brands: parts.brands,
    itemBrands: parts.itemBrands,
    ownOf: naming.ownOf,
    sentimentMilli: parts.judgement.sentimentMilli,
    sentimentBy: parts.judgement.sentimentBy,
    harmClaim: parts.judgement.harmClaim,
    reaction: interaction.reaction,
    segment: interaction.segment,
    campaign: interaction.campaign,
    value: interaction.value,
    referrer: referrer === null ? null : context.authorHash(platform, referrer).toString(16).padStart(16, '0'),
    rating: interaction.rating,
    count: interaction.count,
    total: interaction.total,
  };
}

function outcome(records: readonly LoggedInteraction[]): RecordsOutcome {
  return records.length === 0 ? UNWATCHED : { kind: 'records', records };
}

/** A source that named brands, all of them unknown here, speaks of somebody else's. */
function isOfOthers(naming: Naming): boolean {
  return naming.bySource?.length === 0;
}

function contentRecords(interaction: Interaction, context: RecordContext): RecordsOutcome {
  const naming = namingOf(interaction, context);
  const brands = itemBrandsOf(interaction, naming, context);
  const { parent } = interaction;
  const isAct =
    (interaction.kind === 'comment' || interaction.kind === 'quote') && parent !== null && !isOfOthers(naming);
  if (brands.length === 0 && !isAct) return UNWATCHED;

  const judgement = judgementOf(interaction, context.scorer, context.identifyLanguage);
  const records: LoggedInteraction[] = [];
  if (brands.length > 0) {
    const post = interaction.post ?? interaction.id;
    records.push(
      recordOf(
        interaction,
        { role: 'item', post, brands, itemBrands: NONE, judgement, words: 'with-words' },
        naming,
        context,
      ),
    );
  }
  if (isAct) {
    const act: RecordParts = {
      role: 'act',
      post: parent,
      brands: naming.bySource,
      itemBrands: brands,
      judgement,
      words: 'without-words',
    };
    records.push(recordOf(interaction, act, naming, context));
  }
  return outcome(records);
}

/** One act under `post`, for the brands that its source gave or, `null`, those of its post. */
function actRecord(
  interaction: Interaction,
  post: string,
  brands: readonly string[] | null,
  naming: Naming,
  context: RecordContext,
): LoggedInteraction {
  const judgement = labelOf(interaction);
  return recordOf(
    interaction,
    { role: 'act', post, brands, itemBrands: NONE, judgement, words: 'with-words' },
    naming,
    context,
  );
}

function actRecords(interaction: Interaction, post: string, context: RecordContext): RecordsOutcome {
  const naming = namingOf(interaction, context);
  return isOfOthers(naming) ? UNWATCHED : outcome([actRecord(interaction, post, naming.bySource, naming, context)]);
}

/** Edits and deletes go in whatever they name: what they undo may be known. Brands `null`: as they were. */
function editRecords(interaction: Interaction, post: string, context: RecordContext): RecordsOutcome {
  const naming = namingOf(interaction, context);
  const saysBrands = naming.bySource !== null || interaction.text !== null;
  const brands = saysBrands ? itemBrandsOf(interaction, naming, context) : null;
  const judgement = judgementOf(interaction, context.scorer, context.identifyLanguage);
  const item: RecordParts = { role: 'item', post, brands, itemBrands: NONE, judgement, words: 'with-words' };
  return outcome([recordOf(interaction, item, naming, context)]);
}

function deleteRecords(interaction: Interaction, post: string, context: RecordContext): RecordsOutcome {
  const naming = namingOf(interaction, context);
  const { bySource } = naming;
  const judgement = labelOf(interaction);
  const item: RecordParts = { role: 'item', post, brands: bySource, itemBrands: NONE, judgement, words: 'with-words' };
  const records = [recordOf(interaction, item, naming, context)];
  if (interaction.parent !== null && !isOfOthers(naming)) {
    records.push(actRecord(interaction, interaction.parent, bySource, naming, context));
  }
  return outcome(records);
}

/** A message counts for the brands of its source or its text; a response for its source's, else its conversation's. */
function messageRecords(interaction: Interaction, context: RecordContext): RecordsOutcome {
  const naming = namingOf(interaction, context);
  const conversation = interaction.thread ?? interaction.parent ?? interaction.id;
  const inText = interaction.text === null ? NONE : idsOnLog(context.brandsNamedIn(interaction.text), context);
  const brands = naming.bySource ?? inText;
  if (brands.length === 0) return UNWATCHED;
  return outcome([actRecord(interaction, conversation, brands, naming, context)]);
}

/**
 * The records of an interaction. An `at` up to 5 minutes ahead of `nowMs` becomes `nowMs`; one further ahead is
 * rejected (`in-the-future`), because a feed's marks follow its newest event.
 */
export function toRecords(interaction: Interaction, context: RecordContext): RecordsOutcome {
  const aheadMs = interaction.atMs - context.nowMs;
  if (aheadMs > MAX_AHEAD_MS) {
    const message = `"at" is ${Math.floor(aheadMs / 1000)} s ahead of this machine's clock; at most ${MAX_AHEAD_MS / 1000} s are taken.`;
    return { kind: 'rejected', reason: 'in-the-future', message };
  }
  const { id, kind, post } = interaction;
  switch (kind) {
    case 'post':
    case 'review':
    case 'comment':
    case 'quote':
      return contentRecords(interaction, context);
    case 'like':
    case 'unlike':
    case 'share':
    case 'unshare':
    case 'click':
    case 'impression':
    case 'view':
    case 'reach':
      return actRecords(interaction, post ?? id, context);
    case 'edit':
      return editRecords(interaction, post ?? id, context);
    case 'delete':
      return deleteRecords(interaction, post ?? id, context);
    case 'message':
      return messageRecords(interaction, context);
    case 'response':
      return actRecords(interaction, interaction.thread ?? interaction.parent ?? id, context);
    case 'referral':
    case 'conversion':
      return actRecords(interaction, post ?? interaction.campaign ?? id, context);
  }
}

/** What picks the partition: all records about one subject lie in one, in order. */
export function recordKey(record: Pick<LoggedInteraction, 'platform' | 'post'>): string {
  return `${record.platform}:${record.post}`;
}
