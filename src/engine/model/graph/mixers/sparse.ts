import { GraphBuilder } from '../../onnx/builder.ts';
import type { Value } from '../../onnx/builder.ts';
import type { MixerConfig } from './config.ts';
import { asDocument, asSegments, attend, project, slice } from './parts.ts';
import type { Mixed, MixerContext } from './parts.ts';

/*
 * Mixers in which blocks of tokens see chosen blocks: n = S T tokens in N blocks of b. Which ones is fed with the document:
 * `blocks` int64 [L, N, m], and `seen` int32 [L, N, m], 0 where a block sees fewer.
 */

/** Which blocks each block sees, row-major [N, m]. */
export interface Choice {
  readonly count: number;
  readonly blocks: BigInt64Array;
  readonly seen: Int32Array;
}

/** Tokens a block: half a segment for the window, a quarter for BigBird. */
export function blockSize(c: MixerConfig): number {
  return c.mixer === 'window' ? c.segment / 2 : c.segment / 4;
}

/** Every block sees itself and its neighbours. */
export function windowBlocks(n: number): Choice {
  const near = Array.from({ length: n }, (_, i) => [i - 1, i, i + 1]).flat();
  return {
    count: 3,
    blocks: BigInt64Array.from(near, (j) => BigInt(Math.min(n - 1, Math.max(0, j)))),
    seen: Int32Array.from(near, (j) => Number(j >= 0 && j < n)),
  };
}

/** Behind the global blocks every block sees these, itself, its neighbours and random ones: as big_bird_blocks in mixers.py. */
export function bigBirdBlocks(n: number, layer: number, c: MixerConfig): Choice {
  const { globalBlocks, randomBlocks } = c;
  const count = globalBlocks + 3 + randomBlocks;
  const blocks: bigint[] = [];
  const seen: number[] = [];
  let state = (12345 + 7919 * layer) >>> 0;
  for (let i = 0; i < n; i++) {
    const known = new Set<number>();
    const add = (j: number, counts: boolean) => {
      blocks.push(BigInt(counts ? j : 0));
      seen.push(Number(counts));
      if (counts) known.add(j);
    };
    for (let j = 0; j < globalBlocks; j++) add(j, true);
    // The rows of the global blocks themselves are not used: these see everything.
    if (i < globalBlocks) {
      for (let j = globalBlocks; j < count; j++) add(0, false);
      continue;
    }
    for (const j of [i - 1, i, i + 1]) add(j, j >= globalBlocks && j < n);
    for (let r = 0; r < randomBlocks; r++) {
      let j = 0;
      for (let tries = 0; tries < 8; tries++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        j = Math.floor((state * n) / 2 ** 32);
        if (!known.has(j)) break;
      }
      add(j, !known.has(j));
    }
  }
  return { count, blocks: BigInt64Array.from(blocks), seen: Int32Array.from(seen) };
}

/** Sliding window: every token sees T / 2 to each side (Longformer: Beltagy et al. 2020, arXiv 2004.05150), no global tokens. */
export function slidingWindow(c: MixerContext, layer: string, x: Value, blocks: Value, seen: Value): Mixed {
  const b = blockSize(c.own);
  const band = Float32Array.from({ length: b * 3 * b }, (_, at) => (Math.abs((at % (3 * b)) - b - Math.floor(at / (3 * b))) > b ? -1e4 : 0));
  const bias = c.g.tensor('window.band', 'float32', [1, 1, b, 3 * b], band);
  return { y: asSegments(c, project(c, layer, 'o', sparse(c, layer, asDocument(c, x), { blocks, seen, count: 3, bias }))) };
}

/**
 * Window, global and random blocks (BigBird with internal global tokens: Zaheer et al. 2020, arXiv 2007.14062): the first blocks
 * see all and are seen by all.
 */
export function bigBird(c: MixerContext, layer: string, x: Value, blocks: Value, seen: Value): Mixed {
  const { g, own } = c;
  const flat = asDocument(c, x);
  const count = own.globalBlocks + 3 + own.randomBlocks;
  const global = own.globalBlocks * blockSize(own);
  const some = sparse(c, layer, flat, { blocks, seen, count });
  const first = attend(c, project(c, layer, 'q', slice(c, flat, 0, global, 1)), project(c, layer, 'k', flat), project(c, layer, 'v', flat));
  const rest = g.op('Slice', [some, g.ints([global]), g.ints([Number.MAX_SAFE_INTEGER]), g.ints([1])]);
  return { y: asSegments(c, project(c, layer, 'o', g.op('Concat', [first, rest], { axis: 1 }))) };
}

/**
 * Each block's attention to its chosen blocks, `group` segments at a time, so that chosen keys are laid out for these alone:
 * x [1, n, d] -> [1, n, d].
 */
function sparse(c: MixerContext, layer: string, x: Value, chosen: { readonly blocks: Value; readonly seen: Value; readonly count: number; readonly bias?: Value }): Value {
  const { g, own, group } = c;
  const b = blockSize(own);
  const rows = (group * own.segment) / b; // blocks at a time
  const keys = chosen.count * b;
  const inBlocks = (part: string) => g.op('Reshape', [project(c, layer, part, x), g.ints([-1, b, own.width])]); // [N, b, d]
  const k = inBlocks('k');
  const v = inBlocks('v');
  const q = g.op('Reshape', [inBlocks('q'), g.ints([-1, rows, b, own.width])]); // [N / rows, rows, b, d]
  const grouped = (y: Value) => g.op('Reshape', [y, g.ints([-1, rows, chosen.count])]);

  const body = new GraphBuilder(`${layer}/group/`);
  const inside: MixerContext = { ...c, g: body };
  const asking = body.input('q', 'float32', [rows, b, own.width]);
  const which = body.input('blocks', 'int64', [rows, chosen.count]);
  const counts = body.input('seen', 'int32', [rows, chosen.count]);
  // k and v are seen from outside.
  const pick = (y: Value) => body.op('Reshape', [body.op('Gather', [y, which]), body.ints([rows, keys, own.width])]);
  const spread = body.op('Expand', [body.op('Unsqueeze', [counts, body.ints([2])]), body.ints([rows, chosen.count, b])]);
  const seen = body.op('Reshape', [spread, body.ints([rows, keys])]);
  const y = attend(inside, asking, pick(k), pick(v), { seen, ...(chosen.bias === undefined ? {} : { bias: chosen.bias }) });
  body.output(y, 'y', 'float32', [rows, b, own.width]);
  const all = g.op('Scan', [q, grouped(chosen.blocks), grouped(chosen.seen)], { num_scan_inputs: 3, body: body.graph('group') });
  return asDocument(c, all);
}
