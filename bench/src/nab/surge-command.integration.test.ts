import { fileURLToPath } from 'node:url';
import { run } from '@grapevine/cli/child-process.ts';
import { expect, test } from 'vitest';
import { hasNabData, NAB_ABSENT, type NabFile, nabFiles } from './nab-files.ts';
import { NAB_PROFILES, nabScore, normalised } from './nab-score.ts';

const CWD = fileURLToPath(new URL('.', import.meta.url));

async function alarmsOf(file: NabFile): Promise<readonly boolean[]> {
  const { code, out, err } = await run(['surge', file.path, '--json'], { cwd: CWD });
  if (code !== 0) throw new Error(err);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly timestamp: string; readonly alarm: boolean });
  expect(rows.map(({ timestamp }) => timestamp)).toEqual(file.timestamps);
  return rows.map(({ alarm }) => alarm);
}

test('the command scores 80 and 70 on the public brands, as NAB scores', async (context) => {
  if (!hasNabData()) context.skip(NAB_ABSENT);
  const files = nabFiles();
  const alarms = await Promise.all(files.map(alarmsOf));
  const [standard = 0, lowFalsePositive = 0] = NAB_PROFILES.map((profile) =>
    normalised(
      files.map(({ windows }, nth) => nabScore(alarms[nth] ?? [], windows, profile)),
      profile,
    ),
  );
  expect(standard).toBeGreaterThan(80);
  expect(lowFalsePositive).toBeGreaterThan(70);
});
