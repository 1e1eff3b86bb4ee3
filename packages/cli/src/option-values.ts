/** Values of options, read strictly: what cannot be read ends in a usage error that shows what can be. */
import { durationMs } from '@grapevine/core/configuration/duration.ts';
import { parseInstant } from '@grapevine/core/edge/instant.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { InvalidArgumentError } from 'commander';
import { replaySpeed } from './replaying/replay-speed.ts';

export function instantValue(text: string): string {
  const reading = parseInstant(text);
  if (reading.kind === 'fault') throw new InvalidArgumentError(`${quoted(text)} ${reading.message}.`);
  return text;
}

/** Milliseconds; nothing is `0s`. */
export function durationValue(text: string): number {
  if (text === '0s' || text === '0') return 0;
  const ms = durationMs(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError(`${quoted(text)} is not a duration, such as 5s, 10m, 1h or 7d.`);
  return ms;
}

/** Milliseconds; `null`: for ever. */
export function lifetimeValue(text: string): number | null {
  if (text === 'never') return null;
  const ms = durationMs(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError(`${quoted(text)} is no duration, such as 90d, and not "never".`);
  return ms;
}

export function speedValue(text: string): number | null {
  const speed = replaySpeed(text);
  if (speed === undefined)
    throw new InvalidArgumentError(`${quoted(text)} is not a speed: max, realtime, or times such as 60x.`);
  return speed;
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return function readWholeNumber(text) {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`${quoted(text)} is not a whole number from ${least} to ${most}.`);
  };
}

export function positiveNumber(most: number): (text: string) => number {
  return function readPositiveNumber(text) {
    const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`${quoted(text)} is not a number above 0, to ${most}.`);
  };
}
