/** Real cascades that lie beside the repository, as recorded ones; `null` where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

function linesOf(file: string): readonly string[] | null {
  const path = DATA + file;
  if (!existsSync(path)) return null;
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter(Boolean);
}

/** The first day of 30 Weibo posts (Xovee/casflow, MIT). */
export function weiboCascades(): readonly RecordedCascade[] | null {
  const lines = linesOf('cascades-casflow-sample/dataset.txt.gz');
  if (lines === null) return null;
  return lines.map((line) => {
    const paths = (line.trim().split('\t')[4] as string).split(' ');
    const seconds = paths.map((path) => Number(path.slice(path.lastIndexOf(':') + 1))).sort((a, b) => a - b);
    return { seconds, followers: null, key: '' };
  });
}

/** Retweet cascades on #auspol (behavioral-ds/evently, CC BY-NC 4.0: measured on, never shipped from), not below a size. */
export function auspolCascades(leastActs: number): readonly RecordedCascade[] | null {
  const lines = linesOf('cascades-auspol/cascades.jsonl.gz');
  if (lines === null) return null;
  return lines
    .map((line) => JSON.parse(line) as { readonly t: readonly number[]; readonly followers: readonly number[] })
    .map(({ t, followers }) => ({ seconds: t, followers, key: '' }))
    .filter(({ seconds }) => seconds.length >= leastActs);
}

/** A cascade of 15,563 acts (cran/seismic, GPL-3: measured on, never shipped from). */
export function seismicCascade(): RecordedCascade | null {
  const lines = linesOf('cascade-seismic-example/tweet.csv.gz');
  if (lines === null) return null;
  const rows = lines.slice(1).map((line) => line.split(',').map(Number) as [number, number]);
  return { seconds: rows.map(([seconds]) => seconds), followers: rows.map(([, followers]) => followers), key: '' };
}

/**
 * Shares of news items over two days in slices of twenty minutes (Moniz and Torgo 2018, CC BY 4.0), the shares of a slice
 * taken as evenly spread in it; items with 10 to 20,000 shares. Slow and coarse: for the learning, not for first minutes.
 */
export function newsCascades(): readonly RecordedCascade[] | null {
  const files = ['Facebook', 'GooglePlus', 'LinkedIn'].map((platform) => ({
    platform,
    lines: linesOf(`newspop-shares/${platform}.csv.gz`),
  }));
  return files.some(({ lines }) => lines === null)
    ? null
    : files.flatMap(({ platform, lines }) => newsOf(platform, lines ?? []));
}

const SLICE_SECONDS = 1_200;

function newsOf(platform: string, lines: readonly string[]): readonly RecordedCascade[] {
  const cascades: RecordedCascade[] = [];
  for (const line of lines.slice(1)) {
    const totals = line.split(',').slice(1, 145).map(Number);
    const seconds = [0];
    totals.forEach((total, slice) => {
      const added = Math.floor(Math.max(0, total)) + 1 - seconds.length;
      for (let index = 0; index < added && seconds.length < 20_002; index++) {
        seconds.push(Math.round((slice + (index + 0.5) / added) * SLICE_SECONDS));
      }
    });
    if (seconds.length > 10 && seconds.length <= 20_001) cascades.push({ seconds, followers: null, key: platform });
  }
  return cascades;
}
