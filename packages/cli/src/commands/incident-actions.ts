/** `ack`, `verdict`, `missed`: what people do about incidents, and say of those that were not raised. */
import { EXIT } from '../cli-error.ts';
import { bareBrand } from '../reading/answer-lines.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { findIncident } from '../reading/find-incident.ts';
import type { PublicIncident, PublicMissed } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { span } from '../terminal/wording.ts';
import { printIncident, tellingOf } from './incidents.ts';

export interface NotedFlags extends SourceFlags {
  readonly note?: string;
}

export interface MissedFlags extends SourceFlags {
  readonly from: string;
  readonly to?: string;
  readonly note: string;
}

/** `incident`: its id, or as much of it as no other one begins with. */
export function acknowledge(incident: string, flags: NotedFlags, shell: Shell): Promise<number> {
  return actUpon(incident, flags, shell, (source, id) =>
    source.act<PublicIncident>('POST', `/v1/incidents/${id}/acknowledge`, { note: flags.note }),
  );
}

export function judge(incident: string, verdict: string, flags: NotedFlags, shell: Shell): Promise<number> {
  return actUpon(incident, flags, shell, (source, id) =>
    source.act<PublicIncident>('POST', `/v1/incidents/${id}/verdict`, { verdict, note: flags.note }),
  );
}

function actUpon(
  incident: string,
  flags: SourceFlags,
  shell: Shell,
  act: (source: AnswerSource, id: string) => Promise<PublicIncident>,
): Promise<number> {
  const run = async (source: AnswerSource) => {
    const { incident: id } = await findIncident(source, incident);
    const after = await act(source, encodeURIComponent(id));
    if (flags.json === true) printJson(shell, after);
    else {
      const telling = tellingOf(source);
      shell.out(shell.paint('dim', telling.clock.zoneLine(telling.locale)));
      printIncident(after, shell, telling);
    }
    return EXIT.fine;
  };
  return withAnswers(flags, shell, run, 'act');
}

export function sayMissed(brand: string, flags: MissedFlags, shell: Shell): Promise<number> {
  const run = async (source: AnswerSource) => {
    const { from, to, note } = flags;
    const missed = await source.act<PublicMissed>('POST', '/v1/missed', { brand: bareBrand(brand), from, to, note });
    if (flags.json === true) printJson(shell, missed);
    else shell.out(`Noted: ${harmless(missed.brand)}, ${span(missed.from, missed.to)}: ${harmless(missed.note)}`);
    return EXIT.fine;
  };
  return withAnswers(flags, shell, run, 'act');
}
