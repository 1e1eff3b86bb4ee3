/**
 * Questions are begun one in a turn of the event loop. Many that come at once then do not hold up what else the process
 * does: in `up` the door for interactions and the counting share the loop with them.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is this one's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#begin());
    });
  }

  #begin(): void {
    const begun = this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(() => this.#begin());
    begun?.();
  }
}
