/** `forecast`: recorded cascades, forecast as if they were live; and how good that was. */
import { ForecastRun } from '@grapevine/core/virality/forecast-run.ts';
import { AgeMeter, DoublingMeter } from '@grapevine/core/virality/measures.ts';
import { SHIPPED_PRIORS } from '@grapevine/core/virality/shipped-priors.ts';
import { EXIT } from '../cli-error.ts';
import { documentsOf } from '../forecasting/forecast-documents.ts';
import { ageLine, doublingLine, doublingMeasureLine, headLine, measureLines } from '../forecasting/forecast-lines.ts';
import { OrderOfSizes } from '../forecasting/order-of-sizes.ts';
import { type CascadeLine, readCascades } from '../forecasting/read-cascades.ts';
import { exitCodeOfStop, type Shell } from '../shell.ts';
import { FirstNotices } from '../terminal/first-notices.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { howMany } from '../terminal/wording.ts';

export interface ForecastFlags {
  /** Seconds. */
  readonly at: readonly number[];
  readonly after: number;
  readonly json?: boolean;
}

export async function runForecast(file: string, flags: ForecastFlags, shell: Shell): Promise<number> {
  const session = new ForecastSession(flags, shell);
  const path = file === '-' ? file : shell.path(file);
  const faults = new FirstNotices(shell.notice);
  let refused = 0;
  for await (const line of readCascades(path)) {
    if (shell.stop.aborted) return exitCodeOfStop(shell.stop);
    if (line.kind === 'cascade') {
      session.take(line);
      continue;
    }
    refused++;
    faults.tell(`${harmless(file)}:${line.line}: ${harmless(line.message)}`);
  }
  faults.end();
  if (session.cascades > 0) session.end();
  else shell.notice(`${harmless(file)} has no cascades; write one a line, such as {"id": "1", "t": [0, 12, 40]}.`);
  if (refused > 0) shell.notice(`${howMany(refused, 'line')} left out.`);
  return refused > 0 ? EXIT.deadLettered : EXIT.fine;
}

const IN_ORDER =
  'The cascades stand in the order of their sizes, which gives the next one away: these forecasts look better than they are. Shuffle the file.';

/** One pass: owns the model that learns along the file, and what is measured of it. */
class ForecastSession {
  cascades = 0;
  private readonly flags: ForecastFlags;
  private readonly shell: Shell;
  private readonly run: ForecastRun;
  private readonly meters: readonly AgeMeter[];
  private readonly doubling = new DoublingMeter();
  private readonly order = new OrderOfSizes();

  constructor(flags: ForecastFlags, shell: Shell) {
    this.flags = flags;
    this.shell = shell;
    this.run = new ForecastRun({ agesSeconds: flags.at, after: flags.after, shipped: SHIPPED_PRIORS });
    this.meters = flags.at.map(() => new AgeMeter());
  }

  take({ id, cascade }: Extract<CascadeLine, { kind: 'cascade' }>): void {
    const { after, json } = this.flags;
    const { out, paint } = this.shell;
    const forecast = this.run.take(cascade);
    this.order.add(cascade.seconds.length);
    this.cascades++;
    if (json === true) {
      for (const document of documentsOf(id, forecast, after)) out(JSON.stringify(document));
      return;
    }
    if (this.cascades === 1) out(paint('dim', headLine()));
    forecast.ages.forEach((age, index) => {
      out(ageLine(id, age));
      this.meters[index]?.add(age);
    });
    if (forecast.doubling === null) return;
    out(doublingLine(id, after, forecast.doubling));
    this.doubling.add(forecast.doubling);
  }

  end(): void {
    const { after, at, json } = this.flags;
    const { notice, out, paint } = this.shell;
    if (this.order.isSuspect) notice(IN_ORDER);
    if (json === true) return;
    out('');
    out(paint('bold', `${howMany(this.cascades, 'cascade')}, each forecast by what those before it had taught:`));
    this.meters.forEach((meter, index) => {
      for (const line of measureLines(at[index] ?? 0, meter.measures())) out(line);
    });
    out(doublingMeasureLine(after, this.doubling.measures()));
  }
}
