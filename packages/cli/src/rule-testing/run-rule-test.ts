/** Lets the rules decide upon a situation, by the code that runs live. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { RuleTest } from '@grapevine/core/configuration/rule-tests.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import { countFiles, withTemporaryEngine } from '../backtesting/pulse-source.ts';
import type { RaisedIncident } from '../backtesting/raised-incident.ts';
import { runRules } from '../backtesting/rule-run.ts';
import type { ReplayFile } from '../replaying/replay-files.ts';
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
    const counted = await countFiles([fileOf(test)], { configuration, authorKey, delayMs: 0, engine, shell });
    if (counted === null) return null;
    const { incidents } = await runRules(
      { name: test.name, configuration },
      { log: counted.log, store: engine.store, scope: 'rule-test', signal: shell.stop },
    );
    return incidents.filter(({ openedAtMs }) => openedAtMs >= test.startMs);
  });
}

function fileOf(test: RuleTest): ReplayFile {
  const encoder = new TextEncoder();
  const lines = situationLines(test);
  return {
    shown: test.name,
    path: 'situation',
    bytes: null,
    isPacked: false,
    fingerprint: '',
    async *read() {
      yield lines.map((text, index) => {
        const line = index + 1;
        const origin = { kind: 'file', file: 'situation', line } as const;
        return { kind: 'bytes', bytes: encoder.encode(text), origin, line, end: { line, byte: 0 } };
      });
    },
  };
}
