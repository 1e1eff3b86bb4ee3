/**
 * Draws the airline weeks, as a backtest's report draws: of each airline the negative attention by hour, the level that
 * the rule held it against, and the incidents that were raised; and each incident's own hours. Without the data it says
 * so and ends with status 0.
 *
 *   npm run bench -- airline-chart [--out docs]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linesFile } from '@grapevine/cli/backtesting/lines-file.ts';
import { countFiles, withTemporaryEngine } from '@grapevine/cli/backtesting/pulse-source.ts';
import { attentionPlot } from '@grapevine/cli/backtesting/report/attention-plot.ts';
import { Calendar } from '@grapevine/cli/backtesting/report/local-time.ts';
import { type Panel, standaloneDrawing } from '@grapevine/cli/backtesting/report/standalone-drawing.ts';
import { type RuleRun, runRules } from '@grapevine/cli/backtesting/rule-run.ts';
import { processShell } from '@grapevine/cli/shell.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import {
  AIRLINE_ABSENT,
  airlineConfiguration,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
  interactionsOf,
} from '@grapevine/tests/airline/airline-interactions.ts';
import { configurationOf } from '@grapevine/tests/replayed/replay-into.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs' } } });
const HOUR_MS = 3_600_000;
const WIDTH_PX = 920;
const PANEL_PX = 200;
const AROUND_MS = 4 * HOUR_MS;
const SIZE = { name: 'wide', widthPx: WIDTH_PX, heightPx: PANEL_PX, locale: 'en' } as const;
const CALENDAR = new Calendar('UTC', 'en');

async function airlineRun(): Promise<RuleRun> {
  const tweets = airlineTweets();
  const configuration = configurationOf(airlineConfiguration(airlinesOf(tweets)));
  const lines = tweets.flatMap(interactionsOf).map((interaction) => JSON.stringify(interaction));
  const shell = processShell();
  return withTemporaryEngine(shell, async (engine) => {
    const authorKey = replayAuthorKey(configuration.group);
    const files = [linesFile('tweets', lines)];
    const counted = await countFiles(files, { configuration, authorKey, delayMs: 5000, engine, shell });
    if (counted === null) throw new Error('it was stopped');
    const { store } = engine;
    return runRules(
      { name: 'shipped', configuration },
      { log: counted.log, store, scope: 'chart', signal: shell.stop },
    );
  });
}

/** What was raised, in the order of time, by number; incidents of one airline that overlap stand beside each other. */
function named(run: RuleRun) {
  return run.incidents.map((one, index) => ({ ...one, name: String(index + 1) }));
}

function overview(run: RuleRun): readonly Panel[] {
  const { configuration, attention, decided } = run;
  if (decided === null) throw new Error('nothing was decided upon');
  return configuration.brands.flatMap(({ id, name }): Panel[] => {
    const series = attention.of(`main/${id}`);
    if (series === undefined) return [];
    const incidents = named(run).filter(({ brand }) => brand === `main/${id}`);
    const [fromMs, toMs] = [decided.beganAtMs, decided.watermarkMs];
    const options = { ...SIZE, series, fromMs, toMs, incidents, calendar: CALENDAR, label: name };
    return [{ title: name, plotAt: (topPx) => attentionPlot({ ...options, topPx }), heightPx: PANEL_PX }];
  });
}

function closeUps(run: RuleRun): readonly Panel[] {
  return named(run).flatMap((one): Panel[] => {
    const series = run.attention.of(one.brand);
    if (series === undefined) return [];
    const [fromMs, toMs] = [one.openedAtMs - AROUND_MS, (one.resolvedAtMs ?? one.openedAtMs) + AROUND_MS / 2];
    const title = `${one.name}. ${one.notices[0].title.en}, ${CALENDAR.moment(one.openedAtMs)}`;
    const incidents = named(run).filter(({ brand }) => brand === one.brand);
    const options = { ...SIZE, series, fromMs, toMs, incidents, calendar: CALENDAR, label: title };
    return [{ title, plotAt: (topPx) => attentionPlot({ ...options, topPx }), heightPx: PANEL_PX }];
  });
}

if (hasAirlineData()) {
  const run = await airlineRun();
  const files = [
    {
      file: 'airline-2015.svg',
      label: 'Negative attention by hour, the usual level, incidents',
      panels: overview(run),
    },
    { file: 'airline-2015-incidents.svg', label: 'The hours around each incident', panels: closeUps(run) },
  ];
  for (const { file, label, panels } of files) {
    writeFileSync(join(values.out, file), standaloneDrawing(label, panels, WIDTH_PX));
  }
  const raised = run.incidents.map(({ brand, openedAtMs, resolvedAtMs, severity, class: of, notices }) => {
    const [{ rule, summary, conditions }] = notices;
    const [opened, resolved] = [openedAtMs, resolvedAtMs].map((atMs) => (atMs === null ? null : new Date(atMs)));
    return { brand, class: of, rule, opened, resolved, severity, why: summary.en, conditions };
  });
  const report = { bench: 'airline-chart', out: files.map(({ file }) => join(values.out, file)), raised };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} else {
  process.stdout.write(`${JSON.stringify({ bench: 'airline-chart', skipped: AIRLINE_ABSENT })}\n`);
}
