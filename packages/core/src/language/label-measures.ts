/** How well predicted labels agree with given ones: accuracy, and by label precision, recall and F1 with their means. */

export interface LabelMeasures {
  readonly label: string;
  /** Texts that carry the label. */
  readonly texts: number;
  readonly predicted: number;
  /** Shares in 0..1; 0 where there is nothing to divide by. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Agreement {
  readonly texts: number;
  readonly accuracy: number;
  /** Means over the labels, each counting alike. */
  readonly macroF1: number;
  readonly macroRecall: number;
  readonly labels: readonly LabelMeasures[];
}

/** Counts pairs of labels; its memory does not grow with them. */
export class AgreementCounter {
  readonly #labels: readonly string[];
  readonly #pairs: Float64Array;

  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.#pairs = new Float64Array(labels.length * labels.length);
  }

  /** Throws for a label that is none of its own. */
  add(given: string, predicted: string): void {
    const row = this.#labels.indexOf(given);
    const column = this.#labels.indexOf(predicted);
    if (row === -1 || column === -1) throw new Error(`unknown label ${row === -1 ? given : predicted}`);
    const at = row * this.#labels.length + column;
    this.#pairs[at] = (this.#pairs[at] as number) + 1;
  }

  agreement(): Agreement {
    const size = this.#labels.length;
    const pair = (row: number, column: number): number => this.#pairs[row * size + column] as number;
    const sum = (of: (i: number) => number): number => this.#labels.reduce((total, _, i) => total + of(i), 0);
    const texts = this.#pairs.reduce((total, one) => total + one, 0);
    const labels = this.#labels.map((label, i): LabelMeasures => {
      const right = pair(i, i);
      const given = sum((column) => pair(i, column));
      const predicted = sum((row) => pair(row, i));
      return {
        label,
        texts: given,
        predicted,
        precision: shareOf(right, predicted),
        recall: shareOf(right, given),
        f1: shareOf(2 * right, given + predicted),
      };
    });
    return {
      texts,
      accuracy: shareOf(
        sum((i) => pair(i, i)),
        texts,
      ),
      macroF1: shareOf(
        labels.reduce((total, { f1 }) => total + f1, 0),
        size,
      ),
      macroRecall: shareOf(
        labels.reduce((total, { recall }) => total + recall, 0),
        size,
      ),
      labels,
    };
  }
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
