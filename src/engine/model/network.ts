import { InfolioError } from '../../contract/errors.ts';
import { giveBack } from '../memory/give-back.ts';
import type { Memory } from '../memory/memory.ts';
import { pairSequence, segmentSequence } from './batch.ts';
import type { Sequence } from './batch.ts';
import { memoryFeatureCount, memorySlices } from './config.ts';
import type { ModelFiles } from './files.ts';
import type { Precision } from './graph/context.ts';
import { runGroups } from './session.ts';
import type { Device } from './load-graph.ts';
import type { Outputs, Session } from './session.ts';
import type { HeldMemory } from './held-memory.ts';
import { choose } from './choose.ts';
import type { NetworkOptions, Trial } from './choose.ts';
import { openRestoring } from './restoring.ts';
import type { AskedPlace } from './restoring.ts';

/** A segment or passage: its tokens without special ones, and which segment of the document it is, from 0. */
export interface SegmentTokens {
  readonly ids: Int32Array;
  readonly index: number;
}

/** What reading gives. */
export interface ReadOutput {
  /** Recall vector of each segment: config.width numbers, of length 1. */
  readonly vectors: readonly Float32Array[];
  /** How much each token matters, as a logit. */
  readonly importance: readonly Float32Array[];
  /** How strongly each token was written, 0..1, the mean over the memory layers. */
  readonly gates: readonly Float32Array[];
  /** The memory after the last segment. */
  readonly memory: Memory;
}

/** What reading a passage with a question gives: logits of each passage token, and of "not here". */
export interface PassageLogits {
  readonly start: Float32Array;
  readonly end: Float32Array;
  /** Start plus end logit of [CLS]. */
  readonly absent: number;
}

/** What reading a passage with a question gives: where the question is answered, and how much each passage token matters to it. */
export interface Consulted extends PassageLogits {
  /** As a logit. */
  readonly importance: Float32Array;
}

/** The Infini-Transformer on a device. A run blocks the event loop; between the runs of one call it is let go. */
export interface Network extends AsyncDisposable {
  readonly model: ModelFiles;
  readonly device: Device;
  readonly precision: Precision;
  readonly threads: number;
  readonly trials: readonly Trial[];
  /**
   * Reads segments of one document in order, from the memory that those before left. Up to 16 at once share a run, and
   * give what they give one by one. Throws `bad_argument` for a segment or memory that does not fit the model.
   */
  read(segments: readonly SegmentTokens[], memory: Memory): Promise<ReadOutput>;
  /** Segments that will be read soon, the same arrays of tokens: what needs no memory of them begins beside other runs, where that can be. */
  expect(segments: readonly SegmentTokens[]): void;
  /** The question's recall vector, read with the memory. */
  question(ids: Int32Array, memory: Memory): Promise<Float32Array>;
  /** Reads the question with each passage and the memory, writing nothing: [CLS] question [SEP] passage [SEP]. */
  consult(question: Int32Array, passages: readonly SegmentTokens[], memory: Memory): Promise<readonly Consulted[]>;
  /**
   * What stood at [MASK]s, from the memory alone: each sequence is read by itself, writing nothing, and gives the logits of
   * all words at each of its places (0: its first token). Throws `bad_argument` for a model without a restoring branch.
   */
  restore(sequences: readonly MaskedTokens[], memory: Memory): Promise<readonly (readonly Float32Array[])[]>;
  close(): Promise<void>;
}

/** Tokens without special ones, some of which are [MASK]. */
export interface MaskedTokens {
  readonly ids: Int32Array;
  /** Which tokens are asked for, counted from 0. */
  readonly places: readonly number[];
}

/**
 * Puts the model on a device: the one asked for, or the best that works here. Throws `device_unavailable` with the
 * reason if the one asked for does not work, `model_damaged` if the weights do not fit the config.
 */
export async function createNetwork(model: ModelFiles, options: NetworkOptions = {}): Promise<Network> {
  const { session, device, trials, threads } = await choose(model, options);
  const { config } = model;
  const restoring = await openRestoring(model, session, device, options.cacheFolder);
  let open: Session | null = session;

  /** Sequences of segments that are expected, by their tokens. */
  const expected = new WeakMap<Int32Array, Sequence>();

  function sequenceOf({ ids, index }: SegmentTokens): Sequence {
    const known = expected.get(ids);
    return known?.index === index ? known : segmentSequence(config, ids, index);
  }

  /** The memory after the last reading, still held, with the numbers that the reader was given for it. */
  let last: { readonly numbers: Float32Array; readonly held: HeldMemory } | null = null;

  /** Holds a memory for some runs. On a device that keeps memories, a reading goes on from where the last one left it. */
  async function hold(memory: Memory): Promise<HeldMemory> {
    checkMemory(model, memory);
    if (open === null) throw closed();
    if (last?.numbers !== memory.data) return open.hold(memory).catch(refuse);
    const { held } = last;
    last = null;
    return held;
  }

  function keep(held: HeldMemory, { data }: Memory): void {
    last?.held.release();
    last = session.keepsMemory ? { numbers: data, held } : null;
    if (last === null) held.release();
  }

  /** Runs the sequences in groups that one run can take, and gives each with its row and its run's outputs. */
  async function* rows(sequences: readonly Sequence[], memory: HeldMemory, write: boolean): AsyncGenerator<{ sequence: Sequence; row: number; out: Outputs }> {
    if (open === null) throw closed();
    for await (const { group, out } of running(runGroups(open, sequences, memory, write, write && restoring !== null))) {
      try {
        if (write && restoring !== null) await restoring.write(group, out, memory).catch(refuse);
        for (const [row, sequence] of group.entries()) yield { sequence, row, out };
      } finally {
        out.release();
      }
    }
  }

  /** Does some work with a memory that is held for it and changed by nothing. */
  async function consulting<T>(memory: Memory, work: (held: HeldMemory) => Promise<T>): Promise<T> {
    const held = await hold(memory);
    try {
      return await work(held);
    } finally {
      keep(held, memory);
    }
  }

  async function close(): Promise<void> {
    const closing = open;
    open = null;
    last?.held.release();
    last = null;
    await closing?.release();
    if (closing !== null) await restoring?.release();
  }

  return {
    model,
    device,
    precision: session.recipe.precision,
    threads,
    trials,
    async read(segments, memory) {
      const vectors: Float32Array[] = [];
      const importance: Float32Array[] = [];
      const gates: Float32Array[] = [];
      const sequences = segments.map(sequenceOf);
      const held = await hold(memory);
      try {
        for await (const { sequence, row, out } of rows(sequences, held, true)) {
          const from = row * out.length + 1;
          const to = from + sequence.ids.length - 2;
          vectors.push(out.vectors.slice(row * config.width, (row + 1) * config.width));
          importance.push(out.importance.slice(from, to));
          gates.push(out.gates.slice(from, to));
        }
        const after = await held.numbers();
        keep(held, after);
        return { vectors, importance, gates, memory: after };
      } catch (error) {
        held.release();
        throw error;
      }
    },
    expect(segments) {
      if (open?.expect === undefined) return;
      // What does not fit is told when it is read.
      for (const segment of segments.filter(({ ids }) => ids.length <= config.segment - 2 && ids.every((id) => id >= 0 && id < config.vocabulary))) {
        const sequence = sequenceOf(segment);
        expected.set(segment.ids, sequence);
        open.expect([sequence], restoring !== null);
      }
    },
    question: (ids, memory) =>
      consulting(memory, async (held) => {
        for await (const { out } of rows([segmentSequence(config, ids, null)], held, false)) return out.vectors.slice(0, config.width);
        throw new InfolioError('internal', 'The network gave no vector for a question.');
      }),
    async consult(question, passages, memory) {
      const logits: Consulted[] = [];
      const sequences = passages.map((p) => pairSequence(config, question, p.ids, p.index));
      await consulting(memory, async (held) => {
        for await (const { sequence, row, out } of rows(sequences, held, false)) {
          const at = row * out.length;
          const importance = out.importance.slice(at + sequence.secondFrom, at + sequence.ids.length - 1);
          logits.push({ ...passageLogits(out.spans.subarray(2 * at, 2 * (at + out.length)), sequence), importance });
        }
      });
      return logits;
    },
    async restore(masked, memory) {
      if (restoring === null) throw new InfolioError('bad_argument', `The model ${model.name} has no restoring branch: what its memory holds cannot be asked for by itself.`);
      const branch = restoring;
      const logits: (readonly Float32Array[])[] = [];
      await consulting(memory, async (held) => {
        for (let from = 0; from < masked.length; from += session.most) {
          if (open === null) throw closed();
          const group = masked.slice(from, from + session.most);
          const sequences = group.map((m) => segmentSequence(config, m.ids, null));
          const asked = group.flatMap((m, row): AskedPlace[] => m.places.map((place) => ({ row, token: place + 1 })));
          const out = await open.run(sequences, held, false, true).catch(refuse);
          const restored = await branch.fill(sequences, out, held, asked).catch(refuse);
          let at = 0;
          for (const m of group) logits.push(m.places.map(() => restored.slice(at++ * config.vocabulary, at * config.vocabulary)));
          giveBack(restored);
          out.release();
        }
      });
      return logits;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The logits [T, 2] of one pair, cut to its passage. */
function passageLogits(spans: Float32Array, { ids, secondFrom }: Sequence): PassageLogits {
  const length = ids.length - 1 - secondFrom;
  const column = (k: 0 | 1) => Float32Array.from({ length }, (_, i) => spans[2 * (secondFrom + i) + k] ?? NaN);
  return { start: column(0), end: column(1), absent: (spans[0] ?? NaN) + (spans[1] ?? NaN) };
}

function checkMemory(model: ModelFiles, memory: Memory): void {
  const { config } = model;
  const wanted = [memorySlices(config), memoryFeatureCount(config), config.memoryValue];
  const found = [memory.layers, memory.features, memory.values];
  if (found.join() !== wanted.join() || memory.data.length !== wanted.reduce((n, d) => n * d, 1)) {
    throw new InfolioError('bad_argument', `A memory of ${found.join(' x ')} does not fit the model ${model.name}, which has ${wanted.join(' x ')}.`);
  }
}

/** The same, its errors those of a reading. */
async function* running<T>(runs: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* runs;
  } catch (error) {
    refuse(error);
  }
}

function closed(): InfolioError {
  return new InfolioError('internal', 'The network was used after it had been closed.');
}

function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (/bad.?alloc|failed to allocate|out of memory/i.test(message)) {
    throw new InfolioError('out_of_memory', 'There was not enough memory for a run of the network. Close other programs or read fewer segments at once.', { cause: error });
  }
  throw new InfolioError('internal', `The network failed: ${message.split('\n', 1)[0] ?? ''}`, { cause: error });
}
