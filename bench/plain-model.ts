import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quantiseColumns, quantiseRows, transpose } from '../src/engine/model/graph/quantise.ts';
import { openModel, openWeights } from '../src/engine/model/index.ts';
import type { ModelConfig } from '../src/engine/model/index.ts';
import { GraphBuilder } from '../src/engine/model/onnx/builder.ts';
import type { Value } from '../src/engine/model/onnx/builder.ts';
import type { WeightFile } from '../src/engine/model/safetensors.ts';

/*
 * The network that infolio-1 grew out of, all-MiniLM-L6-v2 (BERT, 6 layers of 384), without memory and heads, as Hugging
 * Face's tools export it: for measuring what a program does that runs such an export. The weights are infolio-1's.
 */

const specialTokens = { unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]', mask_token: '[MASK]' };

interface Plain {
  readonly g: GraphBuilder;
  readonly config: ModelConfig;
  readonly weights: WeightFile;
  readonly quantised: boolean;
  /** Activations that were quantised before, by name. */
  readonly known: Map<string, readonly [Value, Value, Value]>;
}

/** Writes a model folder as @huggingface/transformers loads them: `onnx/model.onnx` and `onnx/model_quantized.onnx`. */
export async function writePlainModel(modelFolder: string, folder: string): Promise<void> {
  const model = await openModel(modelFolder);
  const { config } = model;
  const weights = await openWeights(model);
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeFile(join(folder, 'onnx/model.onnx'), plainGraph(config, weights, false));
  await writeFile(join(folder, 'onnx/model_quantized.onnx'), plainGraph(config, weights, true));
  await copyFile(join(modelFolder, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: config.positions, ...specialTokens }));
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({
      model_type: 'bert', architectures: ['BertModel'], hidden_act: 'gelu', hidden_size: config.width, intermediate_size: config.feedForward,
      num_attention_heads: config.heads, num_hidden_layers: config.layers, vocab_size: config.vocabulary, max_position_embeddings: config.positions,
      type_vocab_size: config.types, layer_norm_eps: config.epsilon, pad_token_id: config.pad,
    }), // prettier-ignore
  );
}

/** In: input_ids, attention_mask, token_type_ids [B, T] int64. Out: last_hidden_state [B, T, d]. */
function plainGraph(config: ModelConfig, weights: WeightFile, quantised: boolean): Uint8Array {
  const g = new GraphBuilder();
  const p: Plain = { g, config, weights, quantised, known: new Map() };
  const [ids, mask, kinds] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => g.input(name, 'int64', ['B', 'T']));
  if (ids === undefined || mask === undefined || kinds === undefined) throw new RangeError('three inputs were made');
  const keys = g.op('Unsqueeze', [g.op('Cast', [mask], { to: 1 }), g.ints([1, 2])]);
  const bias = g.op('Mul', [g.op('Sub', [g.scalar(1), keys]), g.scalar(-3.4028234663852886e38)]); // [B, 1, 1, T]
  let x = embed(p, ids, kinds);
  for (let i = 0; i < config.layers; i++) x = layer(p, `layers.${i}`, x, bias);
  g.output(x, 'last_hidden_state', 'float32', ['B', 'T', config.width]);
  return g.encode('plain');
}

function embed(p: Plain, ids: Value, kinds: Value): Value {
  const { g, config } = p;
  const length = g.op('Gather', [g.op('Shape', [ids]), g.index(1)]);
  const positions = g.op('Range', [g.index(0), length, g.index(1)]);
  const words = lookUp(p, 'words.weight', config.vocabulary, ids);
  const sum = g.op('Add', [g.op('Add', [words, lookUp(p, 'kinds.weight', config.types, kinds)]), lookUp(p, 'places.weight', config.positions, positions)]);
  return norm(p, sum, 'norm');
}

function layer(p: Plain, name: string, x: Value, bias: Value): Value {
  const { g, config } = p;
  const { heads, width, feedForward } = config;
  const split = (part: string, perm: readonly number[]) => g.op('Transpose', [g.op('Reshape', [linear(p, x, `${name}.${part}`, width, width), g.ints([0, 0, heads, width / heads])])], { perm });
  const scores = g.op('Div', [g.op('MatMul', [split('q', [0, 2, 1, 3]), split('k', [0, 2, 3, 1])]), g.scalar(Math.sqrt(width / heads))]);
  const mixed = g.op('MatMul', [g.op('Softmax', [g.op('Add', [scores, bias])], { axis: -1 }), split('v', [0, 2, 1, 3])]);
  const seen = g.op('Reshape', [g.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), g.ints([0, 0, width])]);
  const h = norm(p, g.op('Add', [linear(p, seen, `${name}.o`, width, width), x]), `${name}.n1`);
  const inner = g.op('Gelu', [linear(p, h, `${name}.up`, feedForward, width)]);
  return norm(p, g.op('Add', [linear(p, inner, `${name}.down`, width, feedForward), h]), `${name}.n2`);
}

/** x W^T + b; quantised as onnxruntime's quantize_dynamic writes it, with a scale an output. */
function linear(p: Plain, x: Value, name: string, outputs: number, inputs: number): Value {
  const { g, weights } = p;
  const { data } = weights.tensor(`${name}.weight`, [outputs, inputs]);
  const bias = g.tensor(`${name}.bias`, 'float32', [outputs], weights.tensor(`${name}.bias`, [outputs]).data);
  if (!p.quantised) return g.op('Add', [bias, g.op('MatMul', [x, g.tensor(`${name}.weight`, 'float32', [inputs, outputs], transpose(data, outputs, inputs))])]);
  const { values, scales } = quantiseColumns(data, outputs, inputs, 8);
  const [steps, scale, zero] = quantise(p, x);
  const w = g.tensor(`${name}.weight`, 'int8', [inputs, outputs], values);
  const product = g.op('Cast', [g.op('MatMulInteger', [steps, w, zero, g.tensor(`${name}.zero`, 'int8', [outputs], new Int8Array(outputs))])], { to: 1 });
  return g.op('Add', [bias, g.op('Mul', [product, g.op('Mul', [scale, g.tensor(`${name}.scale`, 'float32', [outputs], scales)])])]);
}

/** Steps, scale and zero of a whole run's activations. */
function quantise(p: Plain, x: Value): readonly [Value, Value, Value] {
  const before = p.known.get(x.name);
  if (before !== undefined) return before;
  const [steps, scale, zero] = p.g.ops('DynamicQuantizeLinear', [x], 3);
  if (steps === undefined || scale === undefined || zero === undefined) throw new RangeError('three results were made');
  const made = [steps, scale, zero] as const;
  p.known.set(x.name, made);
  return made;
}

function lookUp(p: Plain, name: string, rows: number, at: Value): Value {
  const { g, config } = p;
  const { data } = p.weights.tensor(name, [rows, config.width]);
  if (!p.quantised) return g.op('Gather', [g.tensor(name, 'float32', [rows, config.width], data), at]);
  // One scale for the whole table, as quantize_dynamic has it.
  const { values, scales } = quantiseRows(data, 1, data.length);
  return g.op('DequantizeLinear', [g.op('Gather', [g.tensor(name, 'int8', [rows, config.width], values), at]), g.tensor(`${name}.scale`, 'float32', [], scales)]);
}

function norm({ g, config, weights }: Plain, x: Value, name: string): Value {
  const vector = (part: string) => g.tensor(`${name}.${part}`, 'float32', [config.width], weights.tensor(`${name}.${part}`, [config.width]).data);
  return g.op('LayerNormalization', [x, vector('weight'), vector('bias')], { epsilon: { float: config.epsilon } });
}
