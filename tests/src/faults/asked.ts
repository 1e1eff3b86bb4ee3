/** What `npm run faults` is asked for. */
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { ACTS_A_SECOND } from './feeder.ts';

const MOST_ACTS_A_SECOND = 100_000;

export const USAGE = `usage: npm run faults -- [options]

Faults on real parts: Kafka, registry, Redis and services, in containers (needs Docker). Exit code 1: something was lost or
doubled, or came back too late.

  --only <ids>      these alone, such as F6-tally,F9 (default: all)
  --soak <minutes>  a fault every half a minute for so long, instead of each of them once
  --rate <n>        acts a second, at most ${MOST_ACTS_A_SECOND} (default: ${ACTS_A_SECOND})
  --json            each fault as a line as soon as it is over; a soak ends with a line of its sums (default: for people)
  --help            this
`;

export interface Asked {
  /** `null`: all. */
  readonly only: readonly string[] | null;
  /** Of a soak. */
  readonly minutes: number | null;
  readonly actsASecond: number;
  readonly json: boolean;
}

/** `null`: for the usage. Throws a `RangeError` or `TypeError` whose message says in one line what is wrong. */
export function askedFor(args: readonly string[]): Asked | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      soak: { type: 'string' },
      rate: { type: 'string', default: String(ACTS_A_SECOND) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const only = values.only?.split(',') ?? null;
  const unknown = only?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
  if (unknown.length > 0) {
    const known = FAULTS.map(({ id }) => id).join(', ');
    throw new RangeError(`No fault is called ${unknown.join(', ')}; they are ${known}.`);
  }
  const minutes = values.soak === undefined ? null : Number(values.soak);
  if (minutes !== null && !(minutes > 0)) throw new RangeError('--soak takes a number of minutes.');
  const actsASecond = Number(values.rate);
  if (!(actsASecond > 0 && actsASecond <= MOST_ACTS_A_SECOND)) {
    throw new RangeError(`--rate takes a number of acts a second, at most ${MOST_ACTS_A_SECOND}.`);
  }
  return { only, minutes, actsASecond, json: values.json };
}
