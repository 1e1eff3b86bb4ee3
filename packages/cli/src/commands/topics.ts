/** `topics`: what infra/topics.yaml plans, made or only compared. Where Kafka is, the environment says. */
import { compareTopics, prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { EXIT } from '../cli-error.ts';
import { printJson, type Shell } from '../shell.ts';
import { howMany } from '../terminal/wording.ts';

export interface TopicsFlags {
  readonly json?: boolean;
}

export async function applyTopicPlan(flags: TopicsFlags, shell: Shell): Promise<number> {
  const { made, mended, schemas } = await prepareLog(readSettings(shell.env));
  if (flags.json === true) printJson(shell, { made, mended, schemas: Object.fromEntries(schemas) });
  else {
    for (const topic of made) shell.out(`made      ${topic}`);
    for (const { topic, what, found, planned } of mended)
      shell.out(`mended    ${topic}  ${what} ${found} -> ${planned}`);
    for (const [topic, id] of schemas) shell.out(`schema    ${topic}  id ${id}`);
    if (made.length + mended.length === 0) shell.out('Every topic is as planned.');
  }
  return EXIT.fine;
}

export async function checkTopicPlan(flags: TopicsFlags, shell: Shell): Promise<number> {
  const differences = await compareTopics(readSettings(shell.env));
  if (flags.json === true) printJson(shell, { differences });
  else if (differences.length === 0) shell.out('Every topic is as planned.');
  else {
    for (const { topic, what, found, planned } of differences)
      shell.out(`${topic}  ${what}: ${found}, planned ${planned}`);
    shell.notice(`${howMany(differences.length, 'difference')}; \`grapevine topics apply\` mends settings.`);
  }
  return differences.length === 0 ? EXIT.fine : EXIT.found;
}
