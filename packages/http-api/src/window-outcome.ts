/** What the reading library answers, as an outcome: an answer without its kind, or the problem that it stands for. */
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import { nearestName, quoted } from '@grapevine/core/edge/nearest-name.ts';
import { rfc3339 } from '@grapevine/core/reading/public-json.ts';
import { type Unanswered, WINDOW_IDS, WINDOW_MS } from '@grapevine/core/reading/window-range.ts';
import { DAY_MS } from '@grapevine/core/windows/pane.ts';
import { json, type Outcome } from './endpoint.ts';
import { type Problem, problem } from './problem.ts';
import type { Sight } from './sight.ts';

/** `more`: what the configuration knows of it. */
export function toOutcome(answer: { readonly kind: 'answer' } | Unanswered, more: object = {}): Outcome {
  if (answer.kind !== 'answer') return problemOf(answer);
  const { kind: _, ...body } = answer;
  return json({ ...body, ...more });
}

function problemOf(unanswered: Unanswered): Problem {
  switch (unanswered.kind) {
    case 'no-data':
      return problem(503, 'no-data-yet', 'Nothing has been counted yet; ask again later.', { retryAfterSeconds: 5 });
    case 'beyond-watermark': {
      const { atMs, watermarkMs } = unanswered;
      const watermark = rfc3339(watermarkMs);
      const limit = watermark === null ? 'there is no watermark yet' : `the watermark stands at ${watermark}`;
      const detail = `"at" is ${rfc3339(atMs)}, but ${limit}: ask for an earlier instant, or leave "at" out for the live window.`;
      return problem(409, 'beyond-watermark', detail, { also: { at: rfc3339(atMs), watermark } });
    }
    case 'beyond-kept': {
      const { fromMs, keptMs } = unanswered;
      const detail = `The window begins at ${rfc3339(fromMs)}, and what is asked for is kept for ${keptMs / DAY_MS} days: ask for a later "at" or a shorter window.`;
      return problem(410, 'no-longer-kept', detail, { also: { from: rfc3339(fromMs), keptDays: keptMs / DAY_MS } });
    }
    case 'window-too-short': {
      const { window, leastWindow } = unanswered;
      const allowed = WINDOW_IDS.filter((id) => WINDOW_MS[id] >= WINDOW_MS[leastWindow]);
      const detail = `Cuts are by whole hours: "window" is ${window}; with "by" it must be one of ${allowed.join(', ')}.`;
      return problem(400, 'window-too-short', detail, { also: { allowed } });
    }
  }
}

/** A brand by its id in the configuration, if it may be seen. */
export function findBrand(
  configuration: Sight['configuration'],
  id: string,
): { readonly kind: 'found'; readonly onLog: string } | Problem {
  const known = configuration.brands.map((brand) => brand.id);
  if (known.includes(id)) return { kind: 'found', onLog: brandIdOnLog(configuration.group, id) };
  return notFound('brand', id, known);
}

export function notFound(what: string, id: string, known: readonly string[]): Problem {
  const nearest = nearestName(id, known);
  const advice = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return problem(404, 'not-found', `There is no ${what} ${quoted(id)} here.${advice}`);
}
