/**
 * A person asks to be forgotten, while everything runs (docs/privacy.md). The name goes no further than into a keyed hash:
 * it is in no answer and on no log, and of somebody who was never here the answer is the same.
 */
import { PLATFORM_NAME, type PlatformPerson } from '@grapevine/core/model/platform-name.ts';
import { DAY_MS } from '@grapevine/core/windows/pane.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { z } from 'zod';
import { type ActionEndpoint, ADMINISTERING, actionEndpoint, json } from './endpoint.ts';
import { problem } from './problem.ts';

/** Resolves when the request is on the log, durably. */
export type Erase = (person: PlatformPerson) => Promise<void>;

const LONGEST_AUTHOR = 256;

/** How long the logs keep what they had of anybody, in days. */
const KEPT_DAYS = {
  interactions: TOPICS.interactions.keptMs / DAY_MS,
  pulses: TOPICS.pulses.keptMs / DAY_MS,
  alerts: TOPICS.alerts.keptMs / DAY_MS,
  deadLetters: TOPICS.deadLetters.keptMs / DAY_MS,
};

/** What is answered, here and by the command line: nothing of the person. */
export const ERASED = { erased: true, partitions: INTERACTION_PARTITIONS, keptDays: KEPT_DAYS } as const;

export const ERASURE_ENDPOINT: ActionEndpoint = {
  ...actionEndpoint(
    'POST',
    {
      path: '/v1/erasures',
      summary: 'A person is forgotten',
      description:
        'Words and name go from posts, leaderboards and incidents as the tallies read on, within seconds; counts stay, and the ' +
        'logs forget by their retention. May be sent again. For a key of the whole group.',
      problems: { 501: 'This api does not know the key of pseudonyms.' },
    },
    z.strictObject({
      platform: z
        .string()
        .regex(PLATFORM_NAME, 'is a platform such as `bluesky`')
        .meta({ description: 'Such as `bluesky`.' }),
      author: z.string().min(1).max(LONGEST_AUTHOR).meta({ description: 'How the platform names this person.' }),
    }),
    async (person, _parameters, { brandsSeen, erase }) => {
      if (brandsSeen !== undefined) {
        return problem(403, 'forbidden', 'A person is forgotten in the whole group, and this key is of some brands.');
      }
      if (erase === null) {
        const advice =
          'set GRAPEVINE_AUTHOR_KEY here as ingest has it, or run `grapevine erase --engine kafka` where it is set';
        return problem(
          501,
          'no-author-key',
          `This api does not know the key of pseudonyms and can find nobody: ${advice}.`,
        );
      }
      await erase(person);
      return json(ERASED);
    },
  ),
  scopes: ADMINISTERING,
};
