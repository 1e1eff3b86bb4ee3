/** Lets the rules decide upon a situation, by the code that runs live. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { RuleTest } from '@grapevine/core/configuration/rule-tests.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import { linesFile } from '../backtesting/lines-file.ts';
import { countFiles, withTemporaryEngine } from '../backtesting/pulse-source.ts';
import type { RaisedIncident } from '../backtesting/raised-incident.ts';
import { runRules } from '../backtesting/rule-run.ts';
import type { Shell } from '../shell.ts';
import { situationLines } from './situation.ts';

/** What is raised from the begin of the test on; `null`: it was stopped. */
export async function runRuleTest(
  test: RuleTest,
  configuration: Configuration,
  shell: Shell,
): Promise<readonly RaisedIncident[] | null> {
  return withTemporaryEngine(shell, async (engine) => {
    const authorKey = replayAuthorKey(configuration.group);
    const counted = await countFiles([linesFile('situation', situationLines(test))], {
      configuration,
      authorKey,
      delayMs: 0,
      engine,
      shell,
    });
    if (counted === null) return null;
    const { incidents } = await runRules(
      { name: test.name, configuration },
      { log: counted.log, store: engine.store, scope: 'rule-test', signal: shell.stop },
    );
    return incidents.filter(({ openedAtMs }) => openedAtMs >= test.startMs);
  });
}
