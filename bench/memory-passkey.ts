import { emptyMemory } from '../src/engine/memory/index.ts';
import type { Memory } from '../src/engine/memory/index.ts';
import { segmentSequence } from '../src/engine/model/batch.ts';
import type { Sequence } from '../src/engine/model/batch.ts';
import { choose } from '../src/engine/model/choose.ts';
import type { ModelFiles, Precision } from '../src/engine/model/index.ts';
import type { HeldMemory } from '../src/engine/model/held-memory.ts';
import { openRestoring } from '../src/engine/model/restoring.ts';
import type { Tokenizer } from '../src/engine/text/index.ts';
import type { Books } from './memory-books.ts';
import type { RecallRow } from './memory-recall.ts';
import { fillerOf, fillerSentences, isRight, passkeyAsked, passkeySentence, randomOf } from './memory-tasks.ts';
import type { Random } from './memory-tasks.ts';

export interface PasskeyBench {
  readonly model: ModelFiles;
  readonly tokenizer: Tokenizer;
  readonly books: Books;
  readonly quick: boolean;
  readonly precision: Precision | 'auto';
  readonly show: (row: RecallRow) => void;
  readonly say: (text: string) => void;
}

/** Tokens of the documents, ascending; half of each is a multiple of a run's sixteen segments. */
const lengths = [32, 128, 256, 512, 1024].map((k) => k * 1024);
const quickLengths = lengths.slice(0, 2);

interface Trial {
  readonly key: string;
  readonly depth: 'start' | 'middle';
  readonly length: number;
  memory: Memory;
}

/**
 * A pass key hidden at the start, the middle and the end of documents of every length. All documents share their filler: what
 * the layers before the restoring branch give for it is computed once a run, and the branch's graph then carries every
 * trial's own memory on. That is exact, since those layers have no memory of their own in a model that is asked here.
 */
export async function passkeys({ model, tokenizer, books, quick, precision, show, say }: PasskeyBench): Promise<void> {
  const { config } = model;
  if (config.restoreAfter === 0 || config.memoryLayers.some((layer) => layer < config.restoreAfter)) throw new Error('The model has no restoring branch, or one behind layers with a memory.');
  const { session, device } = await choose(model, { device: 'cpu', precision });
  const restoring = await openRestoring(model, session, device, undefined);
  if (restoring === null) throw new Error('The model has no restoring branch.');
  const trials = quick ? 2 : 4;
  const all = quick ? quickLengths : lengths;
  const longest = all.at(-1) ?? 0;

  /** The memory after some runs that begin with it. */
  const after = async (memory: Memory, runs: (held: HeldMemory) => Promise<unknown>): Promise<Memory> => {
    const held = await session.hold(memory);
    await runs(held);
    const numbers = await held.numbers();
    held.release();
    return numbers;
  };
  const restoredRight = async (key: string, memory: Memory): Promise<boolean> => {
    const question = await passkeyAsked(tokenizer, key);
    const sequence = segmentSequence(config, question.ids, null);
    const held = await session.hold(memory);
    const read = await session.run([sequence], held, false, true);
    const logits = await restoring.fill([sequence], read, held, question.places.map((place) => ({ row: 0, token: place + 1 })));
    return isRight(question.places.map((_, i) => logits.subarray(i * config.vocabulary, (i + 1) * config.vocabulary)), question);
  };

  for (const text of ['repeated', 'books'] as const) {
    const random = randomOf(text === 'books' ? 11 : 5);
    const sentences = text === 'books' ? books.books.flat() : (await tokenizer.encodeBatch(fillerSentences)).map((t) => t.ids);
    const filler = fillerOf(sentences);
    const room = config.segment - 2;
    /** A segment of filler with a pass key in it, as segment `index`, read after `memory`. */
    const hide = async (key: string, index: number, memory: Memory, from: Random): Promise<Memory> => {
      const needle = (await tokenizer.encode(passkeySentence(key))).ids;
      const start = Math.floor(from() * sentences.length);
      const sequence = segmentSequence(config, fillerOf(sentences, start).segment(room, from, [needle]), index);
      return after(memory, async (held) => restoring.write([sequence], await session.run([sequence], held, true, true), held));
    };
    const keyOf = () => String(10_000 + Math.floor(random() * 90_000));
    let base = emptyMemory(config);
    let live: Trial[] = [];
    for (let t = 0; t < trials; t++) {
      const key = keyOf();
      live.push({ key, depth: 'start', length: longest, memory: await hide(key, 0, base, random) });
    }
    let segment = 0;
    while (segment * config.segment < longest) {
      const group: Sequence[] = Array.from({ length: session.most }, (_, i) => segmentSequence(config, filler.segment(room, random), segment + i));
      base = await after(base, async (held) => {
        const read = await session.run(group, held, true, true);
        for (const trial of live) trial.memory = await after(trial.memory, (own) => restoring.write(group, read, own));
        await restoring.write(group, read, held);
      });
      segment += group.length;
      const tokens = segment * config.segment;
      for (const length of all.filter((l) => l / 2 === tokens)) {
        for (let t = 0; t < trials; t++) {
          const key = keyOf();
          live.push({ key, depth: 'middle', length, memory: await hide(key, segment, base, random) });
        }
      }
      if (!all.includes(tokens)) continue;
      for (const depth of ['start', 'middle'] as const) {
        const asked = live.filter((trial) => trial.depth === depth && (depth === 'start' || trial.length === tokens));
        let right = 0;
        for (const { key, memory } of asked) if (await restoredRight(key, memory)) right++;
        show({ task: 'pass key', text, tokens, depth, facts: 1, right, of: asked.length });
      }
      let right = 0;
      for (let t = 0; t < trials; t++) {
        const key = keyOf();
        if (await restoredRight(key, await hide(key, segment, base, random))) right++;
      }
      show({ task: 'pass key', text, tokens, depth: 'end', facts: 1, right, of: trials });
      live = live.filter((trial) => trial.length > tokens);
      say(`pass key in ${text}: ${tokens} tokens read`);
    }
  }
  await session.release();
  await restoring.release();
}
