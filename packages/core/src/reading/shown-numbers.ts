/** Views as they were shown last, as numbers: what has changed is found by comparing them, and only that becomes text. */
import { partitionOf } from '../hashing/murmur2.ts';

export interface LiveView {
  readonly name: string;
  /** Field, value, field, value, ...: there are thousands of them a look. `null`: the view goes. */
  readonly fields: readonly string[] | null;
  /** The view stays as it is but for `fields`, and these, which go; absent: it has these `fields` alone. */
  readonly without?: readonly string[];
}

/** A number for each of the fields, NaN for one that is left out. Belongs to who gives it. */
export interface ViewNumbers {
  readonly fields: readonly string[];
  readonly values: Float64Array;
}

/** Of 10 s each: five minutes. */
const STEPS_A_ROUND = 30;

export class ShownNumbers {
  private readonly shown = new Map<string, ViewNumbers>();
  private steps = 0;
  private isStep = false;

  /** A look begins; at each step those views are written whole whose turn it is. */
  begin(isStep: boolean): void {
    this.isStep = isStep;
    if (isStep) this.steps += 1;
  }

  /** What is to be written of a view that is these numbers now; `null`: nothing. */
  changeTo(name: string, now: ViewNumbers): LiveView | null {
    const known = this.shown.get(name);
    const isTurn = this.isStep && partitionOf(name, STEPS_A_ROUND) === this.steps % STEPS_A_ROUND;
    if (!isTurn && known !== undefined && isSameList(known.fields, now.fields)) return difference(name, known, now);
    this.shown.set(name, { fields: now.fields, values: now.values.slice() });
    return { name, fields: textsOf(now) };
  }

  /** The view is empty now. */
  remove(name: string): LiveView {
    this.shown.delete(name);
    return { name, fields: null };
  }
}

function textsOf({ fields, values }: ViewNumbers): string[] {
  const texts: string[] = [];
  for (const [place, field] of fields.entries()) {
    const value = values[place] as number;
    if (!Number.isNaN(value)) texts.push(field, String(value));
  }
  return texts;
}

/** `known` becomes what is now. */
function difference(name: string, { values: known }: ViewNumbers, { fields, values }: ViewNumbers): LiveView | null {
  const texts: string[] = [];
  const without: string[] = [];
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    const before = known[place] as number;
    if (value === before || (Number.isNaN(value) && Number.isNaN(before))) continue;
    known[place] = value;
    if (Number.isNaN(value)) without.push(fields[place] as string);
    else texts.push(fields[place] as string, String(value));
  }
  return texts.length + without.length === 0 ? null : { name, fields: texts, without };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((field, place) => field === b[place]));
}
