/** How much memory the process holds, without the pages of the mapped data file, which belong to the system's cache. */
import { readFileSync } from 'node:fs';

export interface MemorySample {
  /** Resident and not of a file; Linux only, else the resident set. */
  readonly anonymousMb: number;
  readonly heapUsedMb: number;
  readonly buffersMb: number;
}

export function memoryNow(): MemorySample {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    anonymousMb: Math.round(anonymousBytes(rss) / 1e6),
    heapUsedMb: Math.round(heapUsed / 1e6),
    buffersMb: Math.round(arrayBuffers / 1e6),
  };
}

function anonymousBytes(rss: number): number {
  if (process.platform !== 'linux') return rss;
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kilobytes === undefined ? rss : Number(kilobytes) * 1024;
}
