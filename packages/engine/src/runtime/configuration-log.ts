/** By which configuration radar has decided, and from when on: what it wrote onto `grapevine.checkpoints.v1` first (law 7). */
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { EventLog } from '../ports/event-log.ts';
import { TOPICS } from './topics.ts';

export interface HeldConfiguration {
  /** The first instant of the grid that was decided upon by it. */
  readonly fromMs: number;
  readonly configuration: RadarConfiguration;
}

/** In the order in which they held. Those that another version wrote, with other parts, are left out. */
export async function heldConfigurations(log: EventLog, group: string): Promise<readonly HeldConfiguration[]> {
  const held: HeldConfiguration[] = [];
  for (const { key, value } of await log.latest(TOPICS.checkpoints.topic, 0)) {
    const [, atMs] = key?.split(`${group}/configuration/`) ?? [];
    if (atMs === undefined || value === null) continue;
    const configuration = readConfiguration(value);
    if (configuration !== null) held.push({ fromMs: Number(atMs), configuration });
  }
  return held.toSorted((a, b) => a.fromMs - b.fromMs);
}

function readConfiguration(value: Uint8Array): RadarConfiguration | null {
  const { text, digest } = JSON.parse(new TextDecoder().decode(value)) as { text: string; digest: string };
  const parts = partsOf(text);
  if (parts?.rules === undefined || parts.markets === undefined || parts.brands === undefined) return null;
  return { ...(parts as Omit<RadarConfiguration, 'text' | 'digest'>), text, digest };
}

function partsOf(text: string): Partial<RadarConfiguration> | null {
  try {
    return JSON.parse(text) as Partial<RadarConfiguration>;
  } catch {
    return null;
  }
}
