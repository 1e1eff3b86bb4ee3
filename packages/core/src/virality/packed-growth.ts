/**
 * What a head has learned, as bytes and back to the very same numbers: Float64, little endian, in a fixed order. Matrices
 * are kept whole: rounding makes them a little asymmetric, and half of one would forecast other bits after a restart.
 */
import type { LinearState } from './adaptive-regression.ts';
import { DESIGN_TERMS, LINEAR_TERMS } from './design.ts';
import { ErrorWindow, type LearnedErrors } from './error-window.ts';
import type { LearnedGrowth } from './growth-head.ts';
import { type LearnedParticulars, Particulars } from './particulars.ts';
import { HORIZON_SECONDS } from './snapshot.ts';

type PackedErrors = readonly [own: Uint8Array, shipped: Uint8Array, levels: Uint8Array, seen: number];
/** The regression of growth, 42 KB; all else, 25 to 50 KB; and what is particular to brands, 60 KB at the most. */
export type PackedGrowth = readonly [
  growth: Uint8Array,
  errors: readonly [linear: Uint8Array, windows: readonly PackedErrors[]],
  particulars: LearnedParticulars,
];

export function packGrowth({ growth, usualError, corrections, windows, particulars }: LearnedGrowth): PackedGrowth {
  const linear = [usualError, ...corrections].flatMap(({ weights, covariance }) => [...weights, ...covariance]);
  return [
    numbers([...growth.weights, ...growth.covariance]),
    [numbers(linear), windows.map(({ learned }) => packErrors(learned))],
    particulars.learned,
  ];
}

export function unpackGrowth([growth, [linear, windows], particulars]: PackedGrowth): LearnedGrowth {
  const states = Array.from({ length: 1 + HORIZON_SECONDS.length }, (_, nth) =>
    linearOf(linear, LINEAR_TERMS, nth * LINEAR_TERMS * (LINEAR_TERMS + 1)),
  );
  const [usualError, ...corrections] = states as [LinearState, ...LinearState[]];
  return {
    growth: linearOf(growth, DESIGN_TERMS, 0),
    usualError,
    corrections,
    windows: windows.map((packed) => ErrorWindow.restored(unpackErrors(packed))),
    particulars: new Particulars(particulars),
  };
}

function linearOf(bytes: Uint8Array, terms: number, from: number): LinearState {
  const all = numbersOf(bytes);
  const weights = all.slice(from, from + terms);
  return { weights, covariance: all.slice(from + terms, from + terms * (terms + 1)) };
}

function packErrors({ own, shipped, levels, seen }: LearnedErrors): PackedErrors {
  return [numbers(own), numbers(shipped), numbers(levels), seen];
}

function unpackErrors([own, shipped, levels, seen]: PackedErrors): LearnedErrors {
  return { own: [...numbersOf(own)], shipped: [...numbersOf(shipped)], levels: [...numbersOf(levels)], seen };
}

function numbers(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => {
    view.setFloat64(8 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(8 * index, true));
}
