/**
 * Child of bench:memory-flat: one layer of full attention over n tokens through onnxruntime, its scores written out as
 * softmax(q k^T) v has them. Tells how much the process's peak grew, as JSON on stdout.
 */
import '../src/engine/model/without-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder } from '../src/engine/model/onnx/builder.ts';

const [tokens = '1024', width = '384', heads = '12'] = process.argv.slice(2);
const [n, d, h] = [Number(tokens), Number(width), Number(heads)];

const g = new GraphBuilder();
const x = g.input('x', 'float32', [1, n, d]);
const split = (perm: readonly number[]) => g.op('Transpose', [g.op('Reshape', [x, g.ints([0, 0, h, d / h])])], { perm });
const scores = g.op('MatMul', [split([0, 2, 1, 3]), split([0, 2, 3, 1])]);
const mixed = g.op('MatMul', [g.op('Softmax', [scores], { axis: -1 }), split([0, 2, 1, 3])]);
g.output(g.op('ReduceMax', [mixed, g.ints([2])]), 'y', 'float32', [1, h, 1, d / h]);
const session = await InferenceSession.create(g.encode('attention'), { intraOpNumThreads: 1 });
const before = process.resourceUsage().maxRSS * 1024;
await session.run({ x: new Tensor('float32', Float32Array.from({ length: n * d }, (_, i) => Math.sin(i)), [1, n, d]) });
process.stdout.write(`${JSON.stringify({ tokens: n, bytes: process.resourceUsage().maxRSS * 1024 - before })}\n`);
