/** An answer that is not what was asked for (RFC 9457), as the API sends it. */
export interface Problem {
  /** Stable: `urn:grapevine:problem:not-found`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do, in a sentence. */
  readonly detail: string;
  /** Further members, such as `watermark` of `beyond-watermark`. */
  readonly [member: string]: unknown;
}
