/** One thing that `doctor` looked at. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do; absent where there is nothing to be done. */
  readonly advice?: string;
}
