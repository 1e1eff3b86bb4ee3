/**
 * The JSON of a simulated interaction: those fields of an interaction at the edge that the generators of this package
 * write. Absent is absent (no `null`, no `undefined`), as in a source's own JSON.
 */
import type { InteractionKind } from '@grapevine/core/model/interaction.ts';

export interface SimulatedInteraction {
  readonly id: string;
  readonly kind: InteractionKind;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  readonly platform: string;
  readonly post?: string;
  readonly parent?: string;
  readonly thread?: string;
  readonly author?: string;
  readonly followers?: number;
  readonly text?: string;
  readonly lang?: string;
  readonly url?: string;
  readonly brands?: readonly string[];
  /** -1..1 */
  readonly sentiment?: number;
  readonly reaction?: string;
  readonly segment?: { readonly country: string };
  readonly rating?: number;
  readonly count?: number;
}

let lastSecond = Number.NaN;
let lastSecondText = '';

/** Event time as text, like `Date.prototype.toISOString`; quicker, because neighbours share their second. */
export function rfc3339(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastSecondText = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  const millisecond = Math.floor(atMs) - second * 1000;
  const zeros = millisecond < 10 ? '00' : millisecond < 100 ? '0' : '';
  return `${lastSecondText}${zeros}${millisecond}Z`;
}
