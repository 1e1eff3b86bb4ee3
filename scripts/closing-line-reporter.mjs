// A vitest reporter that ends the run with one plain line, `N passed, N failed` (and `, N skipped` where there were
// any), for people at the end of a long log and for programs. Under CI=true a skipped test fails the run, unless it
// is skipped because the data that it reads is not on this machine, and says so: 'data absent' in its note or name.
import { existsSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DATA_FOLDER = fileURLToPath(new URL('../../shared/data', import.meta.url));
const DECLARED_REASON = 'data absent';

export default class ClosingLineReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tally = tallyRun(testModules, unhandledErrors);
    const refused = process.env.CI === 'true' ? refusedSkips(tally.skips, existsSync(DATA_FOLDER)) : [];
    process.once('exit', (code) => {
      // A global setup that threw ends the run, and no reporter is told of it.
      if (code !== 0 && tally.failed === 0 && refused.length === 0) tally.failed = 1;
      for (const skip of refused) writeSync(2, `skipped without a valid reason: ${skip.name}\n`);
      if (refused.length > 0) process.exitCode ||= 1;
      writeSync(1, `${closingLine(tally)}\n`);
    });
    if (refused.length > 0) process.exitCode = 1;
  }
}

/** Counts tests; a file that could not be loaded and an error outside of any test count as one failure each. */
export function tallyRun(testModules, unhandledErrors) {
  const tally = { passed: 0, failed: unhandledErrors.length, skips: [] };
  for (const module of testModules) {
    tally.failed += brokenSuites(module);
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') tally.passed += 1;
      else if (result.state === 'failed') tally.failed += 1;
      else tally.skips.push({ name: `${module.relativeModuleId} > ${test.fullName}`, note: result.note ?? '' });
    }
  }
  return tally;
}

/** The skipped tests that CI does not accept. */
export function refusedSkips(skips, dataIsPresent) {
  return skips.filter((skip) => dataIsPresent || !`${skip.note} ${skip.name}`.includes(DECLARED_REASON));
}

export function closingLine({ passed, failed, skips }) {
  return `${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`;
}

function brokenSuites(module) {
  const suites = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}
