// The closing line counts everything that went wrong, and CI does not let a skipped test pass unnoticed.
import { describe, expect, it } from 'vitest';
import { closingLine, refusedSkips, tallyRun } from './closing-line-reporter.mjs';

const test = (state, note) => ({ fullName: `a ${state} test`, result: () => ({ state, note }) });
const suite = (errors) => ({ errors: () => errors });
const testFile = (tests, { errors = [], suites = [] } = {}) => ({
  relativeModuleId: 'packages/core/src/x.test.ts',
  errors: () => errors,
  children: { allTests: () => tests, allSuites: () => suites },
});

describe('the closing line', () => {
  it('counts passed and failed, and names skipped ones only where there are any', () => {
    expect(closingLine(tallyRun([testFile([test('passed'), test('passed'), test('failed')])], []))).toBe(
      '2 passed, 1 failed',
    );
    expect(closingLine(tallyRun([testFile([test('passed'), test('skipped')])], []))).toBe(
      '1 passed, 0 failed, 1 skipped',
    );
  });

  it('counts a file that does not load, a broken suite and an error outside of any test as failures', () => {
    const files = [
      testFile([], { errors: [new Error('syntax')] }),
      testFile([test('passed')], { suites: [suite([new Error('hook')]), suite([])] }),
    ];
    expect(closingLine(tallyRun(files, [new Error('unhandled')]))).toBe('1 passed, 3 failed');
  });
});

describe('skipped tests in CI', () => {
  const { skips } = tallyRun(
    [testFile([test('skipped', 'data absent: posts.ndjson'), test('skipped', 'slow'), test('skipped')])],
    [],
  );

  it('are refused, but for those whose data is absent', () => {
    expect(refusedSkips(skips, false).map((skip) => skip.note)).toEqual(['slow', '']);
  });

  it('are all refused where the data is present', () => {
    expect(refusedSkips(skips, true)).toHaveLength(3);
  });
});
