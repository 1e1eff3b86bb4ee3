import { expect, test } from 'vitest';
import { Random, weightedSampler, zipfSampler } from './random.ts';

const DRAWS = 40_000;

function drawn(draw: (random: Random) => number, seed = 7): { mean: number; variance: number } {
  const random = new Random(seed);
  let sum = 0;
  let squares = 0;
  for (let left = DRAWS; left > 0; left--) {
    const number = draw(random);
    sum += number;
    squares += number * number;
  }
  const mean = sum / DRAWS;
  return { mean, variance: squares / DRAWS - mean * mean };
}

test('a seed gives the same words for ever', () => {
  const random = new Random(1);
  expect([random.word(), random.word(), random.word()]).toEqual([3387734806, 1080862987, 3546521498]);
});

test('other seeds, other streams and seeds beyond 32 bits give other words', () => {
  const firsts = [new Random(1), new Random(2), new Random(1, 1), new Random(1 + 2 ** 32), new Random(-1)];
  expect(new Set(firsts.map((random) => random.word())).size).toBe(firsts.length);
});

test('each distribution has the mean and the variance that it should have', () => {
  const cases: readonly [string, (random: Random) => number, number, number][] = [
    ['uniform', (random) => random.uniform(), 1 / 2, 1 / 12],
    ['integer below 6', (random) => random.integer(6), 2.5, 35 / 12],
    ['normal', (random) => random.normal(), 0, 1],
    ['exponential of mean 3', (random) => random.exponential(3), 3, 9],
    ['poisson of mean 0.3', (random) => random.poisson(0.3), 0.3, 0.3],
    ['poisson of mean 75', (random) => random.poisson(75), 75, 75],
    ['gamma of shape 4 and scale 2', (random) => random.gamma(4, 2), 8, 16],
    ['gamma of shape 0.5 and scale 2', (random) => random.gamma(0.5, 2), 1, 2],
  ];
  for (const [name, draw, mean, variance] of cases) {
    const seen = drawn(draw);
    // Five standard errors of the mean; the seed is fixed, so this is no matter of luck.
    expect(Math.abs(seen.mean - mean), name).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
    expect(seen.variance / variance, name).toBeGreaterThan(0.9);
    expect(seen.variance / variance, name).toBeLessThan(1.1);
  }
});

test('a Poisson variate of mean zero is zero', () => {
  expect(new Random(1).poisson(0)).toBe(0);
});

test('a uniform number is at least 0 and below 1, an integer below its bound', () => {
  const random = new Random(3);
  for (let left = 1000; left > 0; left--) {
    const number = random.uniform();
    expect(number >= 0 && number < 1).toBe(true);
    expect(random.integer(3) < 3).toBe(true);
  }
});

test('a shuffled list holds the same items and leaves the given one alone', () => {
  const given = Array.from({ length: 50 }, (_, item) => item);
  const shuffled = new Random(5).shuffle(given);
  expect(shuffled).not.toEqual(given);
  expect(shuffled.toSorted((one, other) => one - other)).toEqual(given);
  expect(given[0]).toBe(0);
});

test('nothing can be picked from an empty list', () => {
  expect(() => new Random(1).pick([])).toThrow(RangeError);
});

test('weights are kept, and a weight of zero is never drawn', () => {
  const random = new Random(11);
  const indexOf = weightedSampler([1, 0, 3]);
  const counts = [0, 0, 0];
  for (let left = DRAWS; left > 0; left--) counts[indexOf(random)]! += 1;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / counts[0]!).toBeCloseTo(3, 0);
  expect(() => weightedSampler([0, 0])).toThrow(RangeError);
});

test("Zipf's law holds: rank 10 is drawn 10^-1.1 times as often as rank 1, and the last rank is drawn too", () => {
  const random = new Random(13);
  const rankOf = zipfSampler(100, 1.1);
  const counts = new Uint32Array(100);
  for (let left = 200_000; left > 0; left--) counts[rankOf(random)]! += 1;
  expect(counts[9]! / counts[0]!).toBeCloseTo(10 ** -1.1, 2);
  expect(counts[99]! / counts[0]!).toBeCloseTo(100 ** -1.1, 2);
});
