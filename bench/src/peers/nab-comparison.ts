/** The peers' rules beside the surge detector on NAB's public files, at equal false alarms. */
import { SurgeDetector } from '@grapevine/core/detection/surge-detector.ts';
import { rounded } from '../measuring/cost.ts';
import type { NabFile } from '../nab/nab-files.ts';
import { NAB_PROFILES, type NabProfile, nabScore, normalised, probationRows } from '../nab/nab-score.ts';
import { episodeAlarms } from './episodes.ts';
import { bestWithin, everySetting, type Measured, medianOf, type PeerSetting } from './equal-false-alarms.ts';
import { PEER_RULES, type PeerRule } from './peer-rules.ts';

const INTERVAL_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;
const WEEK_MS = 168 * HOUR_MS;
const ROWS_AN_HOUR = HOUR_MS / INTERVAL_MS;
const [STANDARD, LOW_FALSE_POSITIVE] = NAB_PROFILES as [NabProfile, NabProfile];
/** What the detector is asked for; what it gives is what the others are held to. */
const ASKED = [0.25, 0.5, 1, 2] as const;

interface Outcome extends Measured {
  /** Of each window of all files, from the labelled instant to the first alarm, in ms; below 0: before it. */
  readonly delaysMs: readonly number[];
  readonly standard: number;
  readonly lowFalsePositive: number;
}

export function nabComparison(files: readonly NabFile[]): unknown {
  const peers = PEER_RULES.map((rule) => {
    const excesses = files.map(({ counts }) => rule.excess(counts, INTERVAL_MS));
    return { rule, tried: everySetting().map((setting) => ({ setting, ...peerOutcome(files, excesses, setting) })) };
  });
  return {
    atEqualFalseAlarms: ASKED.map((asked) => {
      const own = outcomeOf(
        files,
        files.map((file) => surgeAlarms(file, asked)),
      );
      return {
        asked,
        grapevine: told(files, own),
        peers: peers.map(({ rule, tried }) => comparedWith(files, own, rule, bestWithin(tried, own.falseAlarms))),
      };
    }),
    asPublished: peers.flatMap(({ rule }) => {
      if (rule.published === null) return [];
      const setting = { knob: rule.published, quietHours: 8 };
      const excesses = files.map(({ counts }) => rule.excess(counts, INTERVAL_MS));
      return [{ rule: rule.id, ...setting, ...told(files, peerOutcome(files, excesses, setting)) }];
    }),
  };
}

function comparedWith(
  files: readonly NabFile[],
  own: Outcome,
  { id, what }: PeerRule,
  best: (Outcome & { readonly setting: PeerSetting }) | null,
): unknown {
  if (best === null) return { rule: id, what, found: null };
  const soonerHours = own.delaysMs.flatMap((delayMs, window) => {
    const other = best.delaysMs[window] as number;
    return Number.isFinite(delayMs) && Number.isFinite(other) ? [(other - delayMs) / HOUR_MS] : [];
  });
  return {
    rule: id,
    what,
    knob: rounded(best.setting.knob, 2),
    quietHours: best.setting.quietHours,
    ...told(files, best),
    againstIt: {
      foundByBoth: soonerHours.length,
      grapevineSooner: soonerHours.filter((hours) => hours > 0).length,
      sameRow: soonerHours.filter((hours) => hours === 0).length,
      medianHoursSooner: soonerHours.length === 0 ? null : rounded(medianOf(soonerHours), 2),
    },
  };
}

function surgeAlarms(file: NabFile, falseAlarmsPerWeek: number): readonly boolean[] {
  const detector = new SurgeDetector(INTERVAL_MS, falseAlarmsPerWeek);
  return file.counts.map((count, row) => {
    return detector.step(Date.parse(`${(file.timestamps[row] as string).replace(' ', 'T')}Z`), count).alarm;
  });
}

function peerOutcome(
  files: readonly NabFile[],
  excesses: readonly Float64Array[],
  { knob, quietHours }: PeerSetting,
): Outcome {
  return outcomeOf(
    files,
    files.map((_, index) => episodeAlarms(excesses[index] as Float64Array, knob, quietHours * ROWS_AN_HOUR)),
  );
}

function outcomeOf(files: readonly NabFile[], alarms: readonly (readonly boolean[])[]): Outcome {
  const of = (profile: NabProfile) =>
    files.map(({ windows }, index) => nabScore(alarms[index] as readonly boolean[], windows, profile));
  const standard = of(STANDARD);
  const delaysMs = files.flatMap((file, index) => delaysOf(file, alarms[index] as readonly boolean[]));
  return {
    falseAlarms: standard.reduce((sum, { falseAlarmRows }) => sum + falseAlarmRows, 0),
    found: standard.reduce((sum, { windowsHit }) => sum + windowsHit, 0),
    medianDelayMs: medianOf(delaysMs),
    delaysMs,
    standard: normalised(standard, STANDARD),
    lowFalsePositive: normalised(of(LOW_FALSE_POSITIVE), LOW_FALSE_POSITIVE),
  };
}

function delaysOf({ windows, labelledRows }: NabFile, alarms: readonly boolean[]): readonly number[] {
  return windows.map(({ first, last }, window) => {
    const row = alarms.indexOf(true, Math.max(first, probationRows(alarms.length)));
    const isFound = row >= 0 && row <= last;
    return isFound ? (row - (labelledRows[window] as number)) * INTERVAL_MS : Number.POSITIVE_INFINITY;
  });
}

function told(files: readonly NabFile[], one: Outcome) {
  const rows = files.reduce((sum, { counts }) => sum + counts.length - probationRows(counts.length), 0);
  return {
    falseAlarms: one.falseAlarms,
    falseAlarmsPerWeek: rounded((one.falseAlarms * WEEK_MS) / (rows * INTERVAL_MS), 2),
    found: `${one.found} of ${one.delaysMs.length}`,
    medianHoursAfterLabel: Number.isFinite(one.medianDelayMs) ? rounded(one.medianDelayMs / HOUR_MS, 2) : null,
    standard: rounded(one.standard, 1),
    lowFalsePositive: rounded(one.lowFalsePositive, 1),
  };
}
