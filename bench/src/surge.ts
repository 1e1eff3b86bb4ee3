/**
 * The surge detector on NAB's public tweet counts, scored exactly as NAB scores: for each brand, for all of them beside
 * the detectors that NAB publishes, with other numbers of false alarms asked for, with each part of the tuning changed
 * (`sensitivity`), and for each brand with the tuning that is best on the *other* brands (`leaveOneOut`), which is what
 * an unseen brand may expect. JSON on standard output; without the data it says so and ends with status 0.
 *
 *   npm run bench -- surge
 */
import {
  FALSE_ALARMS_PER_WEEK,
  SURGE_TUNING,
  SurgeDetector,
  type SurgeTuning,
} from '@grapevine/core/detection/surge-detector.ts';
import { quantile, rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';
import { hasNabData, NAB_ABSENT, type NabFile, nabFiles, publishedScores } from './nab/nab-files.ts';
import { NAB_PROFILES, type NabProfile, type NabScore, nabScore, normalised, probationRows } from './nab/nab-score.ts';

const INTERVAL_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;
const ROWS_A_WEEK = (7 * 24 * HOUR_MS) / INTERVAL_MS;
const [STANDARD, LOW_FALSE_POSITIVE] = NAB_PROFILES as [NabProfile, NabProfile];
const PUBLISHED_PROFILES = { standard: STANDARD, reward_low_FP_rate: LOW_FALSE_POSITIVE } as const;

interface Setting {
  readonly falseAlarmsPerWeek: number;
  readonly tuning: SurgeTuning;
}

/** Of one file, under both profiles. */
interface Scored {
  readonly file: NabFile;
  readonly alarms: readonly boolean[];
  readonly standard: NabScore;
  readonly lowFalsePositive: NabScore;
}

const FROZEN: Setting = { falseAlarmsPerWeek: FALSE_ALARMS_PER_WEEK, tuning: SURGE_TUNING };
/** What a tuner could have chosen from. */
const CHOICES = {
  windowMinutes: [10, 15, 20, 30, 45, 60],
  step: [0.7, 1, 1.3, 1.6, 2],
  quietHours: [3, 6, 8, 12, 18],
} as const;

function scored(file: NabFile, { falseAlarmsPerWeek, tuning }: Setting): Scored {
  const detector = new SurgeDetector(INTERVAL_MS, falseAlarmsPerWeek, tuning);
  const alarms = file.counts.map((count, row) => {
    const startMs = Date.parse(`${(file.timestamps[row] as string).replace(' ', 'T')}Z`);
    return detector.step(startMs, count).alarm;
  });
  return {
    file,
    alarms,
    standard: nabScore(alarms, file.windows, STANDARD),
    lowFalsePositive: nabScore(alarms, file.windows, LOW_FALSE_POSITIVE),
  };
}

function totals(all: readonly Scored[]) {
  const rows = all.reduce((sum, { alarms }) => sum + alarms.length - probationRows(alarms.length), 0);
  const falseAlarms = all.reduce((sum, { standard }) => sum + standard.falseAlarmRows, 0);
  const windows = all.reduce((sum, { standard }) => sum + standard.windows, 0);
  const windowsHit = all.reduce((sum, { standard }) => sum + standard.windowsHit, 0);
  return {
    standard: rounded(points(all, 'standard'), 1),
    lowFalsePositive: rounded(points(all, 'lowFalsePositive'), 1),
    windowsHit: `${windowsHit} of ${windows}`,
    falseAlarms,
    falseAlarmsPerWeek: rounded((falseAlarms * ROWS_A_WEEK) / rows, 2),
  };
}

type Profile = 'standard' | 'lowFalsePositive';

function points(all: readonly Scored[], profile: Profile): number {
  const weights = profile === 'standard' ? STANDARD : LOW_FALSE_POSITIVE;
  return normalised(
    all.map((one) => one[profile]),
    weights,
  );
}

/** Hours from the begin of each window, and from the labelled instant in it, to the first alarm; negative: before it. */
function delays({ file, alarms }: Scored) {
  const hours = (rows: number) => rounded((rows * INTERVAL_MS) / HOUR_MS, 1);
  return file.windows.map(({ first, last }, nth) => {
    const row = alarms.indexOf(true, Math.max(first, probationRows(alarms.length)));
    const isHit = row >= 0 && row <= last;
    return {
      from: file.timestamps[first],
      hours: isHit ? hours(row - first) : null,
      afterLabel: isHit ? hours(row - (file.labelledRows[nth] as number)) : null,
    };
  });
}

function everyTuning(): readonly SurgeTuning[] {
  return CHOICES.windowMinutes.flatMap((minutes) =>
    CHOICES.step.flatMap((step) =>
      CHOICES.quietHours.map((hours) => ({
        ...SURGE_TUNING,
        windowMs: minutes * 60_000,
        step,
        quietMs: hours * HOUR_MS,
      })),
    ),
  );
}

/** Each brand under the tuning that is best on the others, both profiles counting alike. */
function leaveOneOut(files: readonly NabFile[]) {
  const tried = everyTuning().map((tuning) => {
    const setting = { falseAlarmsPerWeek: FALSE_ALARMS_PER_WEEK, tuning };
    return { setting, all: files.map((file) => scored(file, setting)) };
  });
  const median = (profile: Profile) => {
    const all = tried.map((one) => points(one.all, profile));
    return rounded(quantile(all, 0.5) as number, 1);
  };
  const chosen = files.map((file) => {
    const worth = ({ all }: { readonly all: readonly Scored[] }) => {
      const others = all.filter((one) => one.file !== file);
      return points(others, 'standard') + points(others, 'lowFalsePositive');
    };
    const best = tried.reduce((most, one) => (worth(one) > worth(most) ? one : most));
    return { file, setting: best.setting, own: best.all.find((one) => one.file === file) as Scored };
  });
  return {
    tuningsTried: tried.length,
    medianOfAllTunings: { standard: median('standard'), lowFalsePositive: median('lowFalsePositive') },
    ...totals(chosen.map(({ own }) => own)),
    brands: chosen.map(({ file, setting, own }) => ({ brand: file.brand, ...told(setting), ...totals([own]) })),
  };
}

function told({ falseAlarmsPerWeek, tuning }: Setting) {
  return {
    asked: falseAlarmsPerWeek,
    windowMinutes: tuning.windowMs / 60_000,
    step: tuning.step,
    quietHours: tuning.quietMs / HOUR_MS,
  };
}

function sensitivity(files: readonly NabFile[]) {
  const of = (falseAlarmsPerWeek: number, tuning: Partial<SurgeTuning>) => {
    const setting = { falseAlarmsPerWeek, tuning: { ...SURGE_TUNING, ...tuning } };
    return { ...told(setting), ...totals(files.map((file) => scored(file, setting))) };
  };
  return {
    falseAlarmsPerWeek: [0.1, 0.25, 0.35, 0.5, 0.7, 1, 2].map((asked) => of(asked, {})),
    window: [5, ...CHOICES.windowMinutes].map((minutes) => of(FALSE_ALARMS_PER_WEEK, { windowMs: minutes * 60_000 })),
    step: [0, ...CHOICES.step].map((step) => of(FALSE_ALARMS_PER_WEEK, { step })),
    quiet: CHOICES.quietHours.map((hours) => of(FALSE_ALARMS_PER_WEEK, { quietMs: hours * HOUR_MS })),
  };
}

/** The best that NAB publishes, each at the threshold that suits these very files best. */
function published() {
  const scores = publishedScores();
  const of = (detector: string, profile: keyof typeof PUBLISHED_PROFILES) =>
    rounded(
      normalised(
        scores.filter((one) => one.detector === detector && one.profile === profile),
        PUBLISHED_PROFILES[profile],
      ),
      1,
    );
  return [...new Set(scores.map(({ detector }) => detector))]
    .map((detector) => ({
      detector,
      standard: of(detector, 'standard'),
      lowFalsePositive: of(detector, 'reward_low_FP_rate'),
    }))
    .sort((a, b) => b.standard - a.standard);
}

function run() {
  const files = nabFiles();
  const began = process.cpuUsage();
  const all = files.map((file) => scored(file, FROZEN));
  const { user } = process.cpuUsage(began);
  const rows = files.reduce((sum, { counts }) => sum + counts.length, 0);
  return {
    rows,
    microsecondsARow: rounded(user / rows, 2),
    frozen: { ...told(FROZEN), ...totals(all) },
    brands: all.map((one) => ({ brand: one.file.brand, ...totals([one]), delays: delays(one) })),
    published: published(),
    sensitivity: sensitivity(files),
    leaveOneOut: leaveOneOut(files),
  };
}

printReport('surge', {}, hasNabData() ? run() : { skipped: NAB_ABSENT });
