/**
 * An ONNX file of a small graph, written by hand: the messages of onnx.proto3 as protobuf puts them on the wire.
 *
 *     field = number << 3 | how it is written (0: varint, 2: length and bytes), then the value
 *
 * Enough for what `linear-model.ts` needs; whoever has PyTorch or scikit-learn exports with these instead.
 */
const VARINT = 0;
const BYTES = 2;
const IR_VERSION = 8;
const OPSET = 13;
const INT = 2;

/** Element types of ONNX. */
export const FLOAT = 1;
export const INT8 = 3;
export const INT64 = 7;

type Field = readonly [number: number, value: number | string | Uint8Array];

export interface Tensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly data: Int8Array | Float32Array | BigInt64Array;
}

/** An input or output; a dimension that varies has a name. */
export interface Port {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (number | string)[];
}

export interface Operation {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: readonly Tensor[];
  /** In the order in which they are run. */
  readonly operations: readonly Operation[];
}

export function onnxFile({ name, inputs, outputs, constants, operations }: Graph): Uint8Array {
  const graph = message([
    ...operations.map((each): Field => [1, operationOf(each)]),
    [2, name],
    ...constants.map((each): Field => [5, tensorOf(each)]),
    ...inputs.map((each): Field => [11, portOf(each)]),
    ...outputs.map((each): Field => [12, portOf(each)]),
  ]);
  const opset = message([
    [1, ''],
    [2, OPSET],
  ]);
  return message([
    [1, IR_VERSION],
    [2, 'grapevine'],
    [7, graph],
    [8, opset],
  ]);
}

function operationOf({ type, inputs, output, attributes = {} }: Operation): Uint8Array {
  return message([
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, type],
    ...Object.entries(attributes).map(
      ([name, value]): Field => [
        5,
        message([
          [1, name],
          [3, value],
          [20, INT],
        ]),
      ],
    ),
  ]);
}

function tensorOf({ name, type, dims, data }: Tensor): Uint8Array {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message([...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, raw]]);
}

function portOf({ name, type, dims }: Port): Uint8Array {
  const shape = message(dims.map((dim): Field => [1, message([typeof dim === 'number' ? [1, dim] : [2, dim]])]));
  const tensor = message([
    [1, type],
    [2, shape],
  ]);
  return message([
    [1, name],
    [2, message([[1, tensor]])],
  ]);
}

function message(fields: readonly Field[]): Uint8Array {
  return concatenated(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint((number << 3) | VARINT), varint(value)];
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      return [varint((number << 3) | BYTES), varint(bytes.length), bytes];
    }),
  );
}

/** Of a whole number >= 0: seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
