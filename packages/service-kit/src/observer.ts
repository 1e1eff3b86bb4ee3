/** How a running system tells what happens in it: an event and its fields. Who prints it, and how, is not known here. */
export type ObservedLevel = 'info' | 'warn' | 'error';

export interface Observed {
  readonly level: ObservedLevel;
  /** Kebab case, such as `feed-idle`. */
  readonly event: string;
  /** For people: one line. */
  readonly text: string;
  /** For machines; an exception goes under `cause`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export type Observer = (observed: Observed) => void;
