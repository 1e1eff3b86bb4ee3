/**
 * A cascade as a short list of numbers, and back to the very same cascade:
 *
 *     [age of the first share, of the last (ms), three faded counts, bin, shares, reach, bin, shares, reach, ...]
 *
 * Only bins that have shares are listed: as MessagePack 20 bytes for one share, about 7 for each bin of many. The followers
 * of the post's author are not in it.
 */
import { AGE_BINS } from './age-bins.ts';
import { type Cascade, newCascade } from './cascade.ts';

export type PackedCascade = readonly number[];

const FIRST_BIN = 5;

/** Of a cascade that has shares, whose ages are whole milliseconds. */
export function packCascade(cascade: Readonly<Cascade>): PackedCascade {
  const { firstShareSeconds, lastSeconds, faded, sharesByAge, reachByAge } = cascade;
  const packed = [Math.round((firstShareSeconds ?? 0) * 1000), Math.round(lastSeconds * 1000), ...faded];
  for (let bin = 0; bin < AGE_BINS; bin++) {
    const shares = sharesByAge[bin] as number;
    if (shares !== 0) packed.push(bin, shares, reachByAge[bin] as number);
  }
  return packed;
}

export function unpackCascade(packed: PackedCascade, posterFollowers: number | null): Cascade {
  const cascade = newCascade(posterFollowers);
  const [firstMs, lastMs, ...faded] = packed.slice(0, FIRST_BIN) as [number, number, number, number, number];
  cascade.firstShareSeconds = firstMs / 1000;
  cascade.lastSeconds = lastMs / 1000;
  cascade.faded.splice(0, faded.length, ...faded);
  for (let at = FIRST_BIN; at < packed.length; at += 3) {
    const bin = packed[at] as number;
    cascade.sharesByAge[bin] = packed[at + 1] as number;
    cascade.reachByAge[bin] = packed[at + 2] as number;
    cascade.shares += packed[at + 1] as number;
  }
  return cascade;
}
