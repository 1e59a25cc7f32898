import type { Value } from '../onnx/builder.ts';
import type { Context } from './context.ts';
import { exactProduct } from './products.ts';

/** Recall vector: the mean over tokens, projected, of length 1. hidden [S, T, d], mask [S, T] -> [S, d]. */
export function recall(c: Context, hidden: Value, mask: Value): Value {
  const { g, config } = c;
  const sum = g.op('Squeeze', [g.op('MatMul', [g.op('Unsqueeze', [mask, g.ints([1])]), hidden]), g.ints([1])]); // [S, d]
  const count = g.op('Max', [g.op('ReduceSum', [mask, g.ints([1])], { keepdims: 1 }), g.scalar(1)]); // [S, 1]
  const y = exactProduct(c, g.op('Div', [sum, count]), 'recall.weight', config.width, config.width);
  return g.op('Div', [y, g.op('Max', [g.op('ReduceL2', [y, g.ints([-1])], { keepdims: 1 }), g.scalar(1e-12)])]);
}

/** Logits of an answer's first and last token: [S, T, d] -> [S, T, 2]; those of [CLS] mean "not here". */
export function spans(c: Context, hidden: Value): Value {
  return exactProduct(c, hidden, 'reader.weight', 2, c.config.width, { bias: 'reader.bias' });
}

/** How much a token matters to the document, as a logit: [S, T, d] -> [S, T]. */
export function importance(c: Context, hidden: Value): Value {
  return c.g.op('Squeeze', [exactProduct(c, hidden, 'importance.weight', 1, c.config.width, { bias: 'importance.bias' }), c.g.ints([-1])]);
}
