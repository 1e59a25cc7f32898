import { emptyMemory } from '../src/engine/memory/index.ts';
import type { Memory } from '../src/engine/memory/index.ts';
import type { ModelFiles, Network } from '../src/engine/model/index.ts';
import type { Tokenizer } from '../src/engine/text/index.ts';
import type { Books } from './memory-books.ts';
import { asked, correction, facts, fillerOf, fillerSentences, isRight, pick, randomOf, sample, statement, valueOf, wordOf } from './memory-tasks.ts';
import type { Asked, Fact, Random, Wording } from './memory-tasks.ts';

/** What one task gave. */
export interface RecallRow {
  readonly task: string;
  readonly text: 'repeated' | 'books';
  readonly tokens: number;
  /** Where the needle lay, or `any`. */
  readonly depth: string;
  readonly facts: number;
  readonly right: number;
  readonly of: number;
}

export interface Bench {
  readonly network: Network;
  readonly model: ModelFiles;
  readonly tokenizer: Tokenizer;
  readonly books: Books;
  readonly quick: boolean;
  readonly show: (row: RecallRow) => void;
  readonly say: (text: string) => void;
}

/** Two of a segment's tokens are [CLS] and [SEP]. */
const specials = 2;

/** A document of `segments` segments with sentences laid in, and the questions about them. */
interface Laid {
  readonly segments: readonly Int32Array[];
  readonly questions: readonly { readonly asked: Asked; readonly at: number }[];
}

async function lay(bench: Bench, random: Random, segments: number, count: number, kind: 'plain' | 'paraphrased' | 'updates', text: RecallRow['text']): Promise<Laid> {
  const { tokenizer, model } = bench;
  const filler = fillerOf(text === 'books' ? pick(random, bench.books.books) : (await tokenizer.encodeBatch(fillerSentences)).map((t) => t.ids), Math.floor(random() * 1000));
  const wording: Wording = kind === 'paraphrased' ? 'paraphrased' : 'plain';
  const lines: string[][] = Array.from({ length: segments }, () => []);
  const ends: { readonly made: Fact; readonly at: number }[] = [];
  for (const made of facts(random, count)) {
    const [before, at] = sample(random, [...lines.keys()], 2).sort((a, b) => a - b) as [number, number];
    if (kind === 'updates') {
      lines[before]?.push(statement(random, { ...made, value: valueOf(random) }));
      lines[at]?.push(correction(random, made));
    } else {
      lines[at]?.push(statement(random, made, wording));
    }
    ends.push({ made, at });
  }
  const room = model.config.segment - specials;
  const laid: Int32Array[] = [];
  for (const own of lines) laid.push(filler.segment(room, random, (await tokenizer.encodeBatch(own)).map((t) => t.ids)));
  return { segments: laid, questions: await Promise.all(ends.map(async ({ made, at }) => ({ asked: await asked(tokenizer, random, made), at }))) };
}

/** The memory after reading the segments in order. */
async function remember({ network, model }: Bench, segments: readonly Int32Array[]): Promise<Memory> {
  return (await network.read(segments.map((ids, index) => ({ ids, index })), emptyMemory(model.config))).memory;
}

/** Which of the questions the memory answers. */
async function recalled({ network }: Bench, questions: readonly Asked[], memory: Memory): Promise<boolean[]> {
  const logits = await network.restore(questions, memory);
  return questions.map((question, i) => isRight(logits[i] ?? [], question));
}

const count = (list: readonly boolean[]) => list.filter(Boolean).length;

/** n facts among book text and filler, said plainly, in words that training never saw, and said anew later; by distance. */
export async function factRows(bench: Bench): Promise<void> {
  const { quick, show, say, model } = bench;
  const documents = quick ? 1 : 3;
  const distances = new Map<string, boolean[]>();
  for (const segments of quick ? [32] : [32, 128]) {
    for (const [kind, n] of [['plain', 4], ['plain', 8], ['plain', 16], ['plain', 32], ['plain', 64], ['paraphrased', 16], ['updates', 8], ['updates', 16]] as const) {
      for (const text of ['repeated', 'books'] as const) {
        const right: boolean[] = [];
        for (let d = 0; d < documents * (n < 16 ? 2 : 1); d++) {
          const random = randomOf(1000 * segments + 10 * n + d + (text === 'books' ? 7 : 0) + (kind === 'plain' ? 0 : 500));
          const { segments: laid, questions } = await lay(bench, random, segments, n, kind, text);
          const found = await recalled(bench, questions.map((q) => q.asked), await remember(bench, laid));
          right.push(...found);
          if (kind === 'plain' && segments === 128) {
            questions.forEach(({ at }, i) => {
              const far = segments - at;
              const name = far <= 8 ? '1-8' : far <= 32 ? '9-32' : far <= 64 ? '33-64' : '65-128';
              distances.set(name, [...(distances.get(name) ?? []), found[i] ?? false]);
            });
          }
        }
        show({ task: kind === 'plain' ? 'facts' : kind === 'updates' ? 'facts said anew: the newest' : 'facts in unseen wordings', text, tokens: segments * model.config.segment, depth: 'any', facts: n, right: count(right), of: right.length });
        say(`${kind} ${n} over ${segments} segments of ${text} done`);
      }
    }
  }
  for (const name of ['1-8', '9-32', '33-64', '65-128']) {
    const right = distances.get(name);
    if (right !== undefined) show({ task: `facts, ${name} segments back`, text: 'books', tokens: 128 * model.config.segment, depth: 'any', facts: 0, right: count(right), of: right.length });
  }
}

/** Names of a segment that are masked at most. */
const namesMasked = 6;

/**
 * Names and numbers of books, masked in every place of a segment that an earlier one holds: with the memory of all earlier segments,
 * with an emptied one (what the sentence alone tells) and with the memory of the last segment alone. Tokens right.
 */
export async function entities(bench: Bench): Promise<void> {
  const { network, model, tokenizer, books, quick, show, say } = bench;
  for (const segments of quick ? [8] : [8, 32]) {
    const right = { memory: [] as boolean[], empty: [] as boolean[], last: [] as boolean[] };
    for (let d = 0; d < (quick ? 9 : 54); d++) {
      const random = randomOf(77 + d);
      const book = d % books.books.length;
      const from = Math.floor(random() * Math.max(1, (books.books[book]?.length ?? 0) - 600));
      const [laid, named] = [books.books, books.names].map((all) => {
        const filler = fillerOf(all[book] ?? [], from);
        return Array.from({ length: segments + 1 }, () => filler.segment(model.config.segment - specials, random));
      }) as [Int32Array[], Int32Array[]];
      const next = laid.pop() ?? new Int32Array();
      const names = named.pop() ?? new Int32Array();
      const known = new Set(named.flatMap((all) => [...all]));
      const chosen = new Set(sample(random, [...new Set(names)].filter((name) => name > 0 && known.has(name)), namesMasked));
      const places = [...next.keys()].filter((i) => chosen.has(names[i] ?? 0));
      if (places.length === 0) continue;
      const question = { ids: next.map((id, i) => (chosen.has(names[i] ?? 0) ? tokenizer.maskId : id)), places };
      const memories = { memory: await remember(bench, laid), empty: emptyMemory(model.config), last: await remember(bench, laid.slice(-1)) };
      for (const name of ['memory', 'empty', 'last'] as const) {
        const [logits = []] = await network.restore([question], memories[name]);
        right[name].push(...places.map((place, i) => wordOf(logits[i] ?? new Float32Array()) === next[place]));
      }
      say(`masked names after ${segments} segments, run ${d + 1} done`);
    }
    const tokens = segments * model.config.segment;
    show({ task: 'masked names, with memory', text: 'books', tokens, depth: 'any', facts: 0, right: count(right.memory), of: right.memory.length });
    show({ task: 'masked names, memory emptied', text: 'books', tokens, depth: 'any', facts: 0, right: count(right.empty), of: right.empty.length });
    show({ task: 'masked names, last segment', text: 'books', tokens: model.config.segment, depth: 'any', facts: 0, right: count(right.last), of: right.last.length });
  }
}

/** What must not work: an emptied memory, another document's; what must not matter: the order of segments, what comes later. */
export async function controls(bench: Bench): Promise<void> {
  const { network, model, quick, show, say } = bench;
  const segments = quick ? 16 : 32;
  const n = 16;
  const right = { own: [] as boolean[], empty: [] as boolean[], other: [] as boolean[], shuffled: [] as boolean[], nowhere: [] as boolean[] };
  let other = emptyMemory(model.config);
  for (let d = 0; d < (quick ? 2 : 4); d++) {
    const random = randomOf(4242 + d);
    const { segments: laid, questions } = await lay(bench, random, segments, n, 'plain', 'books');
    const wanted = questions.map((q) => q.asked);
    const memory = await remember(bench, laid);
    right.own.push(...(await recalled(bench, wanted, memory)));
    right.empty.push(...(await recalled(bench, wanted, emptyMemory(model.config))));
    if (d > 0) right.other.push(...(await recalled(bench, wanted, other)));
    right.shuffled.push(...(await recalled(bench, wanted, await remember(bench, sample(random, laid, laid.length)))));
    // Every segment as if it were the document's first: the dynamic position encoding says nothing.
    const nowhere = (await network.read(laid.map((ids) => ({ ids, index: 0 })), emptyMemory(model.config))).memory;
    right.nowhere.push(...(await recalled(bench, wanted, nowhere)));
    other = memory;
    if (d === 0) {
      // A later segment must not change what was remembered before it, read in one run or by itself.
      const early = await remember(bench, laid.slice(0, 8));
      const changed = [...laid.slice(0, 8), ...laid.slice(8, 16).map((ids) => ids.toReversed())];
      const apart = await Promise.all([laid.slice(0, 16), changed].map(async (all) => {
        const first = await network.read(all.slice(0, 8).map((ids, index) => ({ ids, index })), emptyMemory(model.config));
        return first.memory.data.reduce((most, v, i) => Math.max(most, Math.abs(v - (early.data[i] ?? NaN))), 0);
      }));
      say(`the memory after eight segments, whatever follows: ${Math.max(...apart)} apart`);
    }
  }
  const tokens = segments * model.config.segment;
  for (const [task, list] of [['control: own memory', right.own], ['control: memory emptied', right.empty], ['control: another document', right.other], ['control: segments shuffled', right.shuffled], ['control: no dynamic position encoding', right.nowhere]] as const) {
    show({ task, text: 'books', tokens, depth: 'any', facts: n, right: count(list), of: list.length });
  }
}

