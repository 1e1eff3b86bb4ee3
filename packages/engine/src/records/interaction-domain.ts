/**
 * What a record of an interaction may say. Ingest writes nothing else; a record beyond it was written by somebody else,
 * and a stage that failed at it would fail again after every restart. So it is refused where it is read (and becomes a
 * dead letter), and the folds need not doubt what they are given.
 */
import type { LoggedInteraction, Mark } from '@grapevine/core/model/interaction.ts';

/** The years 0000 to 9999, which RFC 3339 can write. */
const EARLIEST_MS = -62_167_219_200_000;
const LATEST_MS = 253_402_300_799_999;
const MOST_ACTS = 1_000_000_000;
/** As many as a configuration may watch, with room: each becomes a slot. */
const MOST_BRANDS = 10_000;

export function isInstant(ms: number): boolean {
  return ms >= EARLIEST_MS && ms <= LATEST_MS;
}

/** What is wrong with it; `null`: nothing. */
export function faultOfInteraction(record: Omit<LoggedInteraction, 'type'>): string | null {
  const { atMs, brands, count, followers, sentimentMilli, total, value } = record;
  if (!isInstant(atMs)) return `its time is ${atMs} ms, beyond the years 0000 to 9999`;
  if (count < 1 || count > MOST_ACTS) return `it counts for ${count} acts, not for 1 to ${MOST_ACTS}`;
  if (total !== null && total < 0) return `its running total is ${total}`;
  if (followers !== null && followers < 0) return `it has ${followers} followers`;
  if (sentimentMilli !== null && Math.abs(sentimentMilli) > 1000)
    return `its sentiment is ${sentimentMilli} thousandths`;
  if (value !== null && value.amountMinor < 0) return `its value is ${value.amountMinor}`;
  if (brands !== null && brands.length > MOST_BRANDS) return `it names ${brands.length} brands`;
  return null;
}

export function faultOfMark({ lowWatermarkMs }: Pick<Mark, 'lowWatermarkMs'>): string | null {
  return isInstant(lowWatermarkMs) ? null : `its watermark is ${lowWatermarkMs} ms, beyond the years 0000 to 9999`;
}
