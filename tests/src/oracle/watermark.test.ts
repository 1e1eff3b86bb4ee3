import type { Mark } from '@grapevine/core/model/interaction.ts';
import { describe, expect, it } from 'vitest';
import { mark } from '../generators/records.ts';
import { WatermarkOracle } from './watermark.ts';

function watermarkAfter(...marks: Mark[]): number | null {
  const watermark = new WatermarkOracle();
  for (const each of marks) watermark.read(each);
  return watermark.watermarkMs;
}

const a = (lowWatermarkMs: number, extra: Partial<Mark> = {}) => mark({ source: 'a', lowWatermarkMs, ...extra });
const b = (lowWatermarkMs: number, extra: Partial<Mark> = {}) => mark({ source: 'b', lowWatermarkMs, ...extra });

describe('the watermark of a partition', () => {
  it('does not exist before the first mark', () => {
    expect(watermarkAfter()).toBe(null);
  });

  it('is the least over the live feeds of their newest marks', () => {
    expect(watermarkAfter(a(100), b(50), a(200))).toBe(100);
    expect(watermarkAfter(b(50), a(200), b(80))).toBe(80);
  });

  it('tells two workers of one source apart', () => {
    expect(
      watermarkAfter(a(10, { worker: 'w1' }), a(5, { worker: 'w2' }), a(70, { worker: 'w1' }), a(60, { worker: 'w2' })),
    ).toBe(60);
  });

  it('never goes back, neither by a mark that does nor by a feed that starts late', () => {
    expect(watermarkAfter(a(100), a(40))).toBe(100);
    expect(watermarkAfter(a(100), b(40))).toBe(100);
  });

  it('goes on without a feed that fell silent', () => {
    expect(watermarkAfter(a(100), b(50), b(50, { state: 'idle' }))).toBe(100);
  });

  it('stands while no feed is live', () => {
    expect(watermarkAfter(a(100), a(500, { state: 'idle' }))).toBe(100);
    expect(watermarkAfter(a(100), b(100), a(500, { state: 'done' }), b(900, { state: 'idle' }))).toBe(100);
  });

  it('is the largest of the ends when all are done', () => {
    expect(watermarkAfter(a(100), b(50), b(700, { state: 'done' }), a(300, { state: 'done' }))).toBe(700);
  });

  it('does not ask a feed that does not hold it', () => {
    expect(watermarkAfter(b(10, { holds: false }))).toBe(null);
    expect(watermarkAfter(a(100), b(10, { holds: false }))).toBe(100);
    expect(watermarkAfter(b(10, { holds: false }), a(100, { state: 'done' }))).toBe(100);
  });
});
