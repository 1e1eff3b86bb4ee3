/** What is printed for an alert: one plain line, or one line of JSON as HTTP and SSE give it. */
import type { LogAlert } from '@grapevine/client/types/log-alert.ts';
import { servedAlert } from '@grapevine/client/types/served.ts';

export function plainLine(alert: LogAlert): string {
  const { at, brand, severity, state, title, observed, expected } = servedAlert(alert);
  const numbers = `${round(observed)} where ${round(expected.value)} is usual`;
  return oneLine(`${at} ${severity} ${brand} ${state}: ${title.en} (${numbers}) [${alert.id}]`);
}

export function jsonLine(alert: LogAlert): string {
  return JSON.stringify(servedAlert(alert));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Titles hold names that people chose: nothing in them may begin a line of its own, or steer a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
