/**
 * Whether the cascades of a file stand in the order of their sizes. A forecaster that learns along the file then guesses
 * the next size by the last one, and its errors say nothing of how good it is on posts as they come.
 *
 * Squared steps from one to the next against the variance of all (von Neumann's ratio, 1941), of the logarithms of the
 * sizes: about 1 in a random order, near 0 in a sorted one.
 */
import { log } from '@grapevine/core/arithmetic/exp.ts';

const LEAST_CASCADES = 50;
const LEAST_RATIO = 0.5;

export class OrderOfSizes {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private steps = 0;
  private last = 0;

  add(acts: number): void {
    const size = log(acts);
    if (this.count > 0) this.steps += (size - this.last) * (size - this.last);
    this.count++;
    // Welford's sums.
    const before = size - this.mean;
    this.mean += before / this.count;
    this.squares += before * (size - this.mean);
    this.last = size;
  }

  get isSuspect(): boolean {
    return this.count >= LEAST_CASCADES && this.steps < 2 * LEAST_RATIO * this.squares;
  }
}
