import protobuf from 'protobufjs/light.js';

/**
 * The part of ONNX that our graphs need (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3), as a protobuf schema:
 * field name -> [field number, type], a type in brackets is repeated.
 */
const messages: Readonly<Record<string, Readonly<Record<string, readonly [number, string]>>>> = {
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, '[OperatorSetIdProto]'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  GraphProto: {
    node: [1, '[NodeProto]'],
    name: [2, 'string'],
    initializer: [5, '[TensorProto]'],
    input: [11, '[ValueInfoProto]'],
    output: [12, '[ValueInfoProto]'],
  },
  NodeProto: {
    input: [1, '[string]'],
    output: [2, '[string]'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, '[AttributeProto]'],
    domain: [7, 'string'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    g: [6, 'GraphProto'],
    ints: [8, '[int64]'],
    type: [20, 'int32'],
  },
  TensorProto: {
    dims: [1, '[int64]'],
    dataType: [2, 'int32'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    externalData: [13, '[StringStringEntryProto]'],
    dataLocation: [14, 'int32'],
  },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensorType: [1, 'TensorTypeProto'] },
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, '[DimensionProto]'] },
  DimensionProto: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
};

function modelType(): protobuf.Type {
  const root = new protobuf.Root();
  for (const [message, fields] of Object.entries(messages)) {
    const type = new protobuf.Type(message);
    for (const [name, [id, kind]] of Object.entries(fields)) {
      const repeated = kind.startsWith('[');
      type.add(new protobuf.Field(name, id, repeated ? kind.slice(1, -1) : kind, repeated ? 'repeated' : undefined));
    }
    root.add(type);
  }
  return root.lookupType('ModelProto');
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
  /** Where the bytes are, if not here: `location`, `offset`, `length`. */
  readonly externalData?: readonly { readonly key: string; readonly value: string }[];
  /** 1 if they are not here. */
  readonly dataLocation?: number;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly g?: GraphProto;
  readonly ints?: readonly number[];
}

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly ({ readonly dimValue: number } | { readonly dimParam: string })[] };
    };
  };
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

let type: protobuf.Type | undefined;

/** The graph of an .onnx file that encodeModel made; its tensors share the file's memory. */
export function decodeModel(bytes: Uint8Array): GraphProto {
  type ??= modelType();
  return (type.decode(bytes) as unknown as { readonly graph: GraphProto }).graph;
}

/** The bytes of an .onnx file around a graph: IR 10, opset 21 of ai.onnx, opset 1 of com.microsoft. */
export function encodeModel(graph: GraphProto): Uint8Array {
  type ??= modelType();
  const model = {
    irVersion: 10,
    producerName: 'infolio',
    opsetImport: [
      { domain: '', version: 21 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph,
  };
  return type.encode(model).finish();
}
