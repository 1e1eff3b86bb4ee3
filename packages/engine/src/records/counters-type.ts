/**
 * The record of a brand's counters, read and written as the model has them: a vector in the order of the fields. Between
 * them and an object of as many fields lies half of the time that a pulse takes.
 */
import { COUNTER_IDS, COUNTERS, type Counters, emptyCounters } from '@grapevine/core/metrics/counters.ts';
import { type InnerRecord, type InnerType, RecordType, type Tap } from './avsc-inner.ts';

/** Names of the counters' fields in the order of the vector: `likes`, ..., `likes_retracted`, ... */
export const COUNTER_FIELDS: readonly string[] = [...COUNTER_IDS, ...COUNTER_IDS.map((id) => `${id}_retracted`)];
/** The last field: sums of money by currency. */
export const VALUE_FIELD = 'value';

/** The largest whole number that Avro's long can be written of here (and, taken back, the least). */
const MOST = 2 ** 53 - 2;
const LEAST = -(2 ** 52);

/**
 * A sum as it can be written. Nobody's engagement comes near the bound; sums of absurd amounts that somebody sends would
 * pass it, and a pulse that cannot be written would stop its partition for ever: they stay at the bound.
 */
export function held(sum: number): number {
  return Math.min(MOST, Math.max(LEAST, sum));
}

interface RawValue {
  readonly currency: string;
  readonly direct: number;
  readonly indirect: number;
}

/** Whether a schema has these very fields; another version's is read by a resolver. */
export function isOfCounters(schema: object): boolean {
  if (!('name' in schema && schema.name === 'Counters' && 'fields' in schema && Array.isArray(schema.fields)))
    return false;
  const names = schema.fields.map((field: { readonly name?: unknown }) => field.name);
  return (
    names.length === COUNTER_FIELDS.length + 1 &&
    [...COUNTER_FIELDS, VALUE_FIELD].every((name, at) => names[at] === name)
  );
}

export class CountersType extends RecordType {
  override _copy(value: object, options: unknown): unknown {
    // The default of a field is copied from what stands in the schema, and from then on from its copy.
    if (!('vector' in value)) return super._copy(value, options);
    const { vector, value: sums } = value as Counters;
    return { vector: vector.slice(), value: sums === null ? null : new Map(sums) };
  }

  /** Called by resolvers, with what is read for each field; `undefined` for one that the writer does not know. */
  override _createConstructor(): unknown {
    return function countersOfFields(...values: readonly unknown[]): Counters {
      const counters = emptyCounters();
      for (let at = 0; at < 2 * COUNTERS; at++) counters.vector[at] = (values[at] as number | undefined) ?? 0;
      return withValues(counters, (values[2 * COUNTERS] as readonly RawValue[] | undefined) ?? []);
    };
  }

  override _createReader(): InnerType['_read'] {
    const [first, last] = typesOf(this);
    return (tap: Tap): Counters => {
      const counters = emptyCounters();
      for (let at = 0; at < 2 * COUNTERS; at++) counters.vector[at] = first._read(tap) as number;
      return withValues(counters, last._read(tap) as readonly RawValue[]);
    };
  }

  override _createWriter(): InnerType['_write'] {
    const [first, last] = typesOf(this);
    return (tap: Tap, counters: unknown): void => {
      const { vector, value } = counters as Counters;
      for (let at = 0; at < 2 * COUNTERS; at++) first._write(tap, held(vector[at] as number));
      last._write(tap, rawValuesOf(value));
    };
  }

  override _createChecker(): InnerType['_check'] {
    const [first, last] = typesOf(this);
    return (counters, flags, hook, path): boolean => {
      const { vector, value } = counters as Counters;
      // Where the fault lies is told by the names on the way to it.
      const names: string[] = Array.isArray(path) ? path : [];
      const isSound = (name: string, type: InnerType, part: unknown): boolean => {
        names.push(name);
        const is = type._check(part, flags, hook, names);
        names.pop();
        return is;
      };
      const areSound = vector.map((count, at) => isSound(COUNTER_FIELDS[at] as string, first, held(count)));
      return isSound(VALUE_FIELD, last, rawValuesOf(value)) && areSound.every(Boolean);
    };
  }
}

/** That of each count, and that of the sums of money. */
function typesOf({ fields }: InnerRecord): readonly [InnerType, InnerType] {
  return [fields[0]?.type as InnerType, fields.at(-1)?.type as InnerType];
}

function withValues(counters: Counters, values: readonly RawValue[]): Counters {
  if (values.length === 0) return counters;
  counters.value = new Map(values.map(({ currency, direct, indirect }) => [currency, { direct, indirect }]));
  return counters;
}

function rawValuesOf(value: Counters['value']): readonly RawValue[] {
  if (value === null) return [];
  return Array.from(value, ([currency, { direct, indirect }]) => ({
    currency,
    direct: held(direct),
    indirect: held(indirect),
  }));
}
