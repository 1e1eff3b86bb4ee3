/** Severities in their order and their ink. */
import type { Ink } from './paint.ts';

export const SEVERITIES = ['watch', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const INKS: Readonly<Record<Severity, Ink>> = { watch: 'cyan', warning: 'yellow', critical: 'red' };

export function inkOf(severity: Severity): Ink {
  return INKS[severity];
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
