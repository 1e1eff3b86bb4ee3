/** The public files of NAB's `realTweets`, with their labelled windows; looked for beside the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { RowWindow } from './nab-score.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/nab-realtweets/', import.meta.url));
export const NAB_ABSENT = 'data absent: nab-realtweets';
const FILE = /^Twitter_volume_(?<brand>\w+)\.csv$/;

export interface NabFile {
  readonly brand: string;
  readonly path: string;
  readonly timestamps: readonly string[];
  readonly counts: readonly number[];
  readonly windows: readonly RowWindow[];
  /** Row of the labelled instant in each window. */
  readonly labelledRows: readonly number[];
}

/** What NAB publishes of a detector on a file, scored again. */
export interface PublishedScore {
  readonly detector: string;
  readonly profile: string;
  readonly threshold: number;
  readonly brand: string;
  readonly raw: number;
  readonly windows: number;
}

export function hasNabData(): boolean {
  return existsSync(DATA);
}

export function nabFiles(): readonly NabFile[] {
  const windows = JSON.parse(readFileSync(`${DATA}windows.json`, 'utf8')) as Record<string, [string, string][]>;
  const labels = JSON.parse(readFileSync(`${DATA}labels.json`, 'utf8')) as Record<string, string[]>;
  return readdirSync(DATA)
    .sort()
    .flatMap((name) => {
      const brand = FILE.exec(name)?.groups?.['brand'];
      if (brand === undefined) return [];
      const path = `${DATA}${name}`;
      const rows = cellsOf(readFileSync(path, 'utf8'));
      const timestamps = rows.map(([timestamp]) => timestamp as string);
      const rowAt = (instant: string) => timestamps.indexOf(instant.slice(0, 'yyyy-mm-dd hh:mm:ss'.length));
      return {
        brand,
        path,
        timestamps,
        counts: rows.map(([, count]) => Number(count)),
        windows: (windows[name] ?? []).map(([from, to]) => ({ first: rowAt(from), last: rowAt(to) })),
        labelledRows: (labels[name] ?? []).map(rowAt),
      };
    });
}

/** The anomaly scores that NAB publishes of `detector` on a brand's file, a row each. */
export function publishedRows(detector: string, brand: string): readonly number[] {
  const packed = readFileSync(`${DATA}scorer-test-vectors/${detector}_${brand}.csv.gz`);
  return cellsOf(gunzipSync(packed).toString('utf8')).map(([, score]) => Number(score));
}

export function publishedScores(): readonly PublishedScore[] {
  return cellsOf(readFileSync(`${DATA}published-detector-scores.csv`, 'utf8')).map(
    ([detector, profile, threshold, file, raw, windows]) => ({
      detector: detector as string,
      profile: profile as string,
      threshold: Number(threshold),
      brand: FILE.exec(file as string)?.groups?.['brand'] as string,
      raw: Number(raw),
      windows: Number(windows),
    }),
  );
}

/** Without the head line. */
function cellsOf(csv: string): readonly string[][] {
  const lines = csv.trimEnd().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(','));
}
