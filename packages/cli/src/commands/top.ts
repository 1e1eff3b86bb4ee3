/** `top`: the posts that spread fastest, are shared most, are negative, or are going to be shared most from now on. */
import { EXIT } from '../cli-error.ts';
import { bareBrand, stateLine } from '../reading/answer-lines.ts';
import { type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { expectedCell, reproductionCell } from '../reading/expected-cell.ts';
import type { PublicPost, PublicPosts } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { grouped } from '../terminal/wording.ts';

export interface TopFlags extends SourceFlags {
  readonly brand?: string;
  readonly by: string;
  readonly limit: number;
}

const HEADLINES: Readonly<Record<string, string>> = {
  velocity: 'Posts by velocity (engagements a minute)',
  shares: 'Posts by shares',
  negative: 'Negative posts by velocity (engagements a minute)',
  forecast: 'Posts by the shares that are still to come',
};

const WHY_NOT: Readonly<Record<string, string>> = {
  'creation-unknown': 'age not known',
  'too-young': 'too young',
  'earlier-shares-unknown': 'past not known',
};

export function runTop(flags: TopFlags, shell: Shell): Promise<number> {
  const { brand, by, limit } = flags;
  return withAnswers(flags, shell, async (source) => {
    const query = { brand: brand === undefined ? undefined : bareBrand(brand), order: by, limit };
    const answer = await source.get<PublicPosts>('/v1/posts', query);
    if (flags.json === true) printJson(shell, answer);
    else printPosts(answer, shell);
    return EXIT.fine;
  });
}

function printPosts(answer: PublicPosts, shell: Shell): void {
  const { paint } = shell;
  shell.out(paint('bold', HEADLINES[answer.order] ?? answer.order));
  shell.out(stateLine(answer, paint));
  shell.out('');
  if (answer.posts.length === 0) {
    shell.out('No posts.');
    return;
  }
  const right = (head: string) => ({ head, align: 'right' as const });
  const isSeen = answer.posts.some(({ audienceMultiple }) => (audienceMultiple.value ?? 0) > 0);
  const columns = [
    right('per minute'),
    right('shares'),
    right('expected, 4 of 5 in'),
    right('a share causes'),
    right('comments'),
    right('likes'),
    ...(isSeen ? [right('its audience')] : []),
    { head: 'class' },
    { head: 'platform' },
    { head: 'brands' },
    { head: 'text' },
  ];
  const rows = answer.posts.map((post) => [
    post.velocity.toFixed(1),
    grouped(post.counts['shares'] ?? 0),
    expectedOf(post),
    reproductionCell(post.reproduction),
    ...['comments', 'likes'].map((id) => grouped(post.counts[id] ?? 0)),
    ...(isSeen ? [audienceCell(post)] : []),
    post.sentiment,
    harmless(post.platform),
    post.brands.map(harmless).join(', '),
    textOf(post),
  ]);
  for (const line of table(columns, rows, { width: shell.outTerminal()?.columns, paint })) shell.out(line);
}

/** Or why nothing is said. */
function expectedOf({ forecast, noForecast }: PublicPost): string {
  return forecast === null ? (WHY_NOT[noForecast ?? ''] ?? '-') : expectedCell(forecast, 'to');
}

/** How many times its author's own followers have seen it; a few platforms say who sees. */
function audienceCell({ audienceMultiple: { value } }: PublicPost): string {
  return value === null || value === 0 ? '-' : `x${value.toFixed(1)}`;
}

function textOf({ text, post, harmClaim }: PublicPost): string {
  const claim = harmClaim ? '[claims harm] ' : '';
  return `${claim}${text === '' ? `(${harmless(post)}: its text is not known)` : harmless(text)}`;
}
