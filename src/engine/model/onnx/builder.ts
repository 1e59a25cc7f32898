import { toHalf } from '../half.ts';
import { encodeModel } from './schema.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './schema.ts';

/** ONNX's numbers of the element types that we use. */
const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

export type ElementType = keyof typeof elementTypes;

/** Something a node gives or takes: a name inside its graph. */
export interface Value {
  readonly name: string;
}

/** What a node's attribute can be: a whole number, a float (marked, since 1.0 is also whole), a text, a list, a graph. */
export type Attribute = number | { readonly float: number } | string | readonly number[] | GraphProto;

/** Operators of onnxruntime's own domain; all others are ai.onnx. */
const contributed = new Set(['MatMulIntegerToFloat', 'MultiHeadAttention']);

function attributeProto(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  if (Array.isArray(value)) return { name, type: 7, ints: value as readonly number[] };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 5, g: value as GraphProto };
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

/** The raw little-endian bytes of a typed array. */
function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Writes one ONNX graph. Each method adds a node and gives back its result, so that code using it reads like the formula.
 * Operators follow https://onnx.ai/onnx/operators and onnxruntime's ContribOperators.md.
 */
export class GraphBuilder {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers = new Map<string, TensorProto>();
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];
  private readonly prefix: string;
  private scope = '';

  /** `prefix` keeps the names of a graph inside a graph (a Scan's body) apart from those around it. */
  constructor(prefix = '') {
    this.prefix = prefix;
  }

  /** Runs `build` with every node it adds named under `name`, for profiles and messages. */
  within<T>(name: string, build: () => T): T {
    const outer = this.scope;
    this.scope = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.scope = outer;
    }
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): Value {
    this.inputs.push(valueInfo(this.prefix + name, type, shape));
    return { name: this.prefix + name };
  }

  /** Makes a value an output of the graph called `name`. */
  output(value: Value, name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.add('Identity', [value], [this.prefix + name], {});
    this.outputs.push(valueInfo(this.prefix + name, type, shape));
  }

  /** A constant tensor; the same name again gives the same tensor. */
  tensor(name: string, type: ElementType, dims: readonly number[], data: ArrayBufferView | (() => ArrayBufferView)): Value {
    const full = this.prefix + name;
    if (!this.initializers.has(full)) {
      const rawData = bytesOf(typeof data === 'function' ? data() : data);
      this.initializers.set(full, { name: full, dims, dataType: elementTypes[type], rawData });
    }
    return { name: full };
  }

  /** A constant number of rank 0. */
  scalar(value: number, type: 'float32' | 'float16' = 'float32'): Value {
    const float = Float32Array.of(value);
    const data = type === 'float16' ? toHalf(float) : float;
    return this.tensor(`${type}:${value}`, type, [], data);
  }

  /** A constant list of whole numbers, for shapes, axes and bounds. */
  ints(values: readonly number[]): Value {
    return this.tensor(`int64:${values.join(',')}`, 'int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A constant index of rank 0, which takes one slice and its dimension away. */
  index(at: number): Value {
    return this.tensor(`index:${at}`, 'int64', [], BigInt64Array.of(BigInt(at)));
  }

  /** Adds a node with one result. A null input is an optional one left out. */
  op(type: string, inputs: readonly (Value | null)[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    const [result] = this.ops(type, inputs, 1, attributes);
    if (result === undefined) throw new RangeError(`${type} gave no result`);
    return result;
  }

  /** Adds a node with several results. */
  ops(type: string, inputs: readonly (Value | null)[], results: number, attributes: Readonly<Record<string, Attribute>> = {}): Value[] {
    const base = `${this.prefix}${this.scope}${type}_${this.nodes.length}`;
    const names = Array.from({ length: results }, (_, i) => (results === 1 ? base : `${base}:${i}`));
    return this.add(type, inputs, names, attributes);
  }

  add(type: string, inputs: readonly (Value | null)[], outputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): Value[] {
    this.nodes.push({
      name: `${this.prefix}${this.scope}${type}_${this.nodes.length}`,
      opType: type,
      domain: contributed.has(type) ? 'com.microsoft' : '',
      input: inputs.map((v) => v?.name ?? ''),
      output: outputs,
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    });
    return outputs.map((name) => ({ name }));
  }

  /** The graph alone, for a Scan's body. */
  graph(name: string): GraphProto {
    return {
      name,
      node: this.nodes,
      initializer: [...this.initializers.values()],
      input: this.inputs,
      output: this.outputs,
    };
  }

  /** The bytes of an .onnx file with this graph and its weights inside. */
  encode(name: string): Uint8Array {
    return encodeModel(this.graph(name));
  }
}
