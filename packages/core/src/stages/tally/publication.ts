/**
 * Cuts what was touched into pulses: one for each group, in chunks of about 256 KB at the most.
 *
 * A pulse without slots (only a step) goes to every group, so that a quiet brand's watermark moves on.
 */
import type { ErasedPerson, FeedChange, Pulse, Step, TopOfBrand } from '../../model/pulse.ts';
import type { TouchedSlots } from './slots.ts';

/** Kafka's default limit for a record is 1 MB; a chunk stays well below it, whatever the texts. */
export const MAX_PULSE_BYTES = 256 * 1024;
const SLOT_BYTES = 90;
const MEMBER_BYTES = 9;
const POST_BYTES = 450;
const CONCENTRATION_BYTES = 1_000;

export interface PulseHead {
  readonly partition: number;
  readonly generation: number;
  readonly offset: number;
  readonly watermarkMs: number | null;
  readonly newestMs: number | null;
  readonly passed: number;
  readonly completeFromMs: number | null;
}

/** The group of a brand id as it stands on the log (`main/united`). */
export function groupOf(brand: string): string {
  const slash = brand.indexOf('/');
  return slash < 0 ? brand : brand.slice(0, slash);
}

/** What was folded since the last publication. */
export interface Publication extends TouchedSlots {
  readonly steps: readonly Step[];
  readonly erased: readonly ErasedPerson[];
  readonly feedChanges: readonly FeedChange[];
}

/** The pulses of one publication; none when nothing was touched and no step was made. */
export function toPulses(
  head: PulseHead,
  { steps, erased, feedChanges, ...touched }: Publication,
  groups: readonly string[],
): ReadonlyMap<string, readonly Pulse[]> {
  const pulses = new Map<string, readonly Pulse[]>();
  for (const group of groups) {
    const isOurs = (slot: { readonly brand: string }) => groups.length === 1 || groupOf(slot.brand) === group;
    const ours: TouchedSlots = {
      onTime: touched.onTime.filter(isOurs),
      late: touched.late.filter(isOurs),
      people: touched.people.filter(isOurs),
      cuts: touched.cuts.filter(isOurs),
    };
    const ourSteps = steps.map((step) => ({
      ...step,
      top: step.top.filter(isOurs),
      concentrations: step.concentrations.filter(isOurs),
    }));
    const parts = chunksOf({ ...ours, steps: ourSteps, erased, feedChanges });
    if (parts.length === 0) continue;
    pulses.set(
      group,
      parts.map((part, chunk) => ({ ...head, chunk, chunks: parts.length, ...part })),
    );
  }
  return pulses;
}

type Part = { -readonly [Name in keyof Omit<Pulse, keyof PulseHead | 'chunk' | 'chunks'>]: Pulse[Name][number][] };

function chunksOf({ steps, erased, feedChanges, ...touched }: Publication): readonly Part[] {
  const parts: Part[] = [];
  let part = emptyPart();
  let bytes = 0;
  const place = <Name extends keyof Part>(name: Name, slot: Part[Name][number], slotBytes: number) => {
    if (bytes > 0 && bytes + slotBytes > MAX_PULSE_BYTES) {
      parts.push(part);
      part = emptyPart();
      bytes = 0;
    }
    (part[name] as Part[Name][number][]).push(slot);
    bytes += slotBytes;
  };
  for (const slot of touched.onTime) place('onTime', slot, SLOT_BYTES);
  for (const slot of touched.late) place('late', slot, SLOT_BYTES);
  for (const slot of touched.cuts) place('cuts', slot, SLOT_BYTES);
  for (const slot of touched.people) place('people', slot, SLOT_BYTES + MEMBER_BYTES * slot.members.length);
  for (const person of erased) place('erased', person, MEMBER_BYTES);
  for (const change of feedChanges) place('feedChanges', change, SLOT_BYTES);
  for (const step of steps) {
    place('steps', step, SLOT_BYTES + topBytes(step.top) + CONCENTRATION_BYTES * step.concentrations.length);
  }
  if (bytes > 0) parts.push(part);
  return parts;
}

function topBytes(tops: readonly TopOfBrand[]): number {
  let bytes = 0;
  for (const { places } of tops) for (const { post } of places) bytes += POST_BYTES + 3 * (post?.text.length ?? 0);
  return bytes;
}

function emptyPart(): Part {
  return { onTime: [], late: [], people: [], cuts: [], steps: [], erased: [], feedChanges: [] };
}
