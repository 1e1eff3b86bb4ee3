import { Random } from '@grapevine/testkit/random.ts';
import { describe, expect, test } from 'vitest';
import { learnYesNo, logistic, probabilityOf } from './adaptive-logit.ts';
import { dot, type LinearState, learnLinear, letConstantDrift, linearPrior } from './adaptive-regression.ts';

const TRUE_WEIGHTS = [1, -2, 0.5];

function observe(random: Random): { design: Float64Array; outcome: number } {
  const design = Float64Array.from([1, random.normal(), random.normal()]);
  return { design, outcome: dot(TRUE_WEIGHTS, design) + 0.1 * random.normal() };
}

function learn(
  state: LinearState,
  { design, outcome }: { design: Float64Array; outcome: number },
  huber: number,
): void {
  learnLinear(state, design, outcome - dot(state.weights, design), huber);
}

const farthest = ({ weights }: LinearState) =>
  Math.max(...TRUE_WEIGHTS.map((weight, index) => Math.abs(weight - (weights[index] as number))));

describe('a regression that learns one observation at a time', () => {
  test('finds the weights', () => {
    const random = new Random(1);
    const state = linearPrior([0, 0, 0], [1, 1, 1]);
    for (let index = 0; index < 2_000; index++) learn(state, observe(random), 1);
    expect(farthest(state)).toBeLessThan(0.02);
  });

  test('gives the same as least squares with the ridge of its prior, solved at once', () => {
    // One weight: sum(x y) / (precision + sum(x x)), towards the prior's 3.
    const state = linearPrior([3], [2]);
    const seen = [
      [1, 2],
      [2, 5],
      [3, 4],
    ] as const;
    for (const [x, y] of seen) learnLinear(state, Float64Array.of(x), y - (state.weights[0] as number) * x, 1e9);
    expect(state.weights[0]).toBeCloseTo((2 * 3 + 2 + 10 + 12) / (2 + 1 + 4 + 9), 12);
  });

  test('is not moved by giants, as it would be without weighing them less', () => {
    const giants = (huber: number): number => {
      const random = new Random(2);
      const state = linearPrior([0, 0, 0], [1, 1, 1]);
      for (let index = 0; index < 500; index++) {
        const { design, outcome } = observe(random);
        learn(state, { design, outcome: index % 20 === 0 ? outcome + 50 : outcome }, huber);
      }
      return farthest(state);
    };
    expect(giants(0.3)).toBeLessThan(0.2);
    expect(giants(1e9)).toBeGreaterThan(1);
  });

  test('whose constant drifts follows a change that another one averages away', () => {
    const after = (variance: number): number => {
      const random = new Random(3);
      const state = linearPrior([0], [1]);
      for (let index = 0; index < 2_000; index++) {
        const outcome = (index < 1_000 ? 0 : 1) + 0.1 * random.normal();
        learn(state, { design: Float64Array.of(1), outcome }, 1);
        letConstantDrift(state, variance);
      }
      return state.weights[0] as number;
    };
    expect(after(1e-4)).toBeGreaterThan(0.95);
    expect(after(0)).toBeLessThan(0.6);
  });
});

describe('a yes or no that is learned one at a time', () => {
  test('is given the probability that it has', () => {
    const random = new Random(4);
    const state = linearPrior([0, 0], [1, 1]);
    const yesAt = (x: number) => logistic(0.5 + 2 * x);
    for (let index = 0; index < 5_000; index++) {
      const x = random.normal();
      learnYesNo(state, Float64Array.of(1, x), random.chance(yesAt(x)));
    }
    for (const x of [-1, 0, 1]) expect(probabilityOf(state, Float64Array.of(1, x))).toBeCloseTo(yesAt(x), 1);
  });

  test('is nearer to one half where less is known', () => {
    const firm = linearPrior([2], [1_000]);
    const loose = linearPrior([2], [0.5]);
    const design = Float64Array.of(1);
    expect(probabilityOf(firm, design)).toBeCloseTo(logistic(2), 2);
    expect(probabilityOf(loose, design)).toBeLessThan(probabilityOf(firm, design));
    expect(probabilityOf(loose, design)).toBeGreaterThan(0.5);
  });
});
