import type { Tokenizer } from '../src/engine/text/index.ts';

/*
 * Documents with facts laid in, and the questions that ask a memory for them. Names, words and ways to say it are like those
 * that the memory was trained on (models/training/facts.py), unless a task says otherwise; how they come together is drawn anew.
 */

/** Numbers in 0..1 that are the same for the same seed (mulberry32). */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** `count` different items, in a random order. */
export function sample<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(random() * rest.length), 1)).flat();
}

/** Something that a document says of somebody. */
export interface Fact {
  readonly entity: string;
  readonly quality: string;
  readonly value: string;
}

/** A question whose answer is masked. */
export interface Asked {
  /** Tokens without [CLS] and [SEP]. */
  readonly ids: Int32Array;
  /** Where the masks are. */
  readonly places: readonly number[];
  /** What stood there. */
  readonly answer: readonly number[];
}

const first = 'Ada Alan Alice Amy Arthur Clara Daniel David Diana Edward Eva Frank George Grace Hannah Helen Henry James Jane John Julia Karl Laura Louis Lucy Maria Martha Max Noah Oliver Oscar Paul Peter Rachel Rose Ruth Sarah Simon Sofia Thomas Victor Walter William'.split(' ');
const last = 'Adams Baker Barnes Bell Bennett Brooks Burke Carter Clark Collins Cooper Davis Dixon Evans Fisher Foster Gray Hall Harris Hughes Hunt Jackson Kelly King Lewis Marsh Martin Mason Miller Morgan Morris Murray Nelson Palmer Parker Perry Porter Price Reed Ross Scott Shaw Stone Taylor Turner Walker Ward Watson Webb Wright Young'.split(' ');
const things = 'lease contract account project house garden station bridge library museum school hotel farm mill factory tower bank vessel warehouse laboratory hospital church market theatre castle harbour archive'.split(' ');
const qualities = 'code,number,name,owner,colour,address,price,rent,deposit,password,birthplace,age,rank,salary,symbol,favourite animal,home town,weight,height,length,date,key,secret,term,agent,guardian,neighbour,teacher'.split(',');
const words = 'red blue green yellow black white brown purple orange silver gold grey lion tiger horse eagle rabbit wolf bear snake fox whale london paris rome berlin vienna boston chicago moscow cairo tokyo athens dublin oxford geneva copper iron steel marble amber ruby pearl diamond emerald apple lemon cherry grape peach oak pine maple violet water fire river ocean mountain valley forest desert island winter summer monday tuesday friday march april july august october'.split(' ');

const statements = ['The {a} of {e} is {v}.', "{E}'s {a} is {v}.", 'For {e}, the {a} is {v}.', 'Note that the {a} of {e} is {v}.', '{v} is the {a} of {e}.', 'It was recorded that the {a} of {e} was {v}.', 'The file shows {v} as the {a} of {e}.'];
const corrections = ['The {a} of {e} is now {v}.', 'The {a} of {e} has been changed to {v}.', 'From now on the {a} of {e} is {v}.'];
/** Ways to say it that training never saw. */
const paraphrases = ['When asked about {e}, they said the {a} was {v}.', 'The {a} belonging to {e} is known to be {v}.', '{E} told us that the {a} is {v}.'];
const questions = ['The {a} of {e} is {v}.', "{E}'s {a} is {v}.", 'What is the {a} of {e}? It is {v}.'];

export type Wording = 'plain' | 'paraphrased';

export function fact(random: Random): Fact {
  const entity = random() < 0.7 ? `${pick(random, first)} ${pick(random, last)}` : `the ${pick(random, words)} ${pick(random, things)}`;
  return { entity, quality: pick(random, qualities), value: valueOf(random) };
}

/** A number of two to five digits, or a word. */
export function valueOf(random: Random): string {
  return random() < 0.5 ? String(10 + Math.floor(random() * (10 ** (2 + Math.floor(random() * 4)) - 10))) : pick(random, words);
}

/** `count` facts, no two of which ask for the same of the same. */
export function facts(random: Random, count: number): Fact[] {
  const found = new Map<string, Fact>();
  while (found.size < count) {
    const made = fact(random);
    found.set(`${made.quality} of ${made.entity}`, made);
  }
  return [...found.values()];
}

function say(template: string, { entity, quality, value }: Fact): string {
  return template.replaceAll('{e}', entity).replaceAll('{E}', entity.slice(0, 1).toUpperCase() + entity.slice(1)).replaceAll('{a}', quality).replaceAll('{v}', value);
}

export function statement(random: Random, made: Fact, wording: Wording = 'plain'): string {
  return say(pick(random, wording === 'plain' ? statements : paraphrases), made);
}

export function correction(random: Random, made: Fact): string {
  return say(pick(random, corrections), made);
}

/** The question for a fact, its value masked. */
export function asked(tokenizer: Tokenizer, random: Random, made: Fact): Promise<Asked> {
  return masked(tokenizer, say(pick(random, questions), { ...made, value: '{v}' }), made.value);
}

const mark = '{v}';

/** A sentence with `{v}` in it, which is masked. */
export async function masked(tokenizer: Tokenizer, sentence: string, value: string): Promise<Asked> {
  const at = sentence.indexOf(mark);
  const parts = await tokenizer.encodeBatch([sentence.slice(0, at), value, sentence.slice(at + mark.length)]);
  const [before, answer, behind] = parts.map((part) => [...part.ids]) as [number[], number[], number[]];
  return {
    ids: Int32Array.from([...before, ...answer.map(() => tokenizer.maskId), ...behind]),
    places: answer.map((_, i) => before.length + i),
    answer,
  };
}

/** The pass key as the Infini-attention paper hides it, and the question for it. */
export function passkeySentence(key: string): string {
  return `The pass key is ${key}. Remember it. ${key} is the pass key.`;
}

export function passkeyAsked(tokenizer: Tokenizer, key: string): Promise<Asked> {
  return masked(tokenizer, 'What is the pass key? The pass key is {v}.', key);
}

export const fillerSentences = ['The grass is green.', 'The sky is blue.', 'The sun is yellow.', 'Here we go.', 'There and back again.'];

/** Whether the most probable words are the answer, all of them. */
export function isRight(logits: readonly Float32Array[], { answer }: Asked): boolean {
  return answer.every((wanted, i) => wordOf(logits[i] ?? new Float32Array()) === wanted);
}

/** The token with the highest logit. */
export function wordOf(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? -Infinity) > (logits[best] ?? -Infinity)) best = i;
  return best;
}

/** Endless tokens of sentences, cut into segments: a filler. */
export interface Filler {
  /** The next segment of `tokens` tokens, sentences kept whole while they fit; `within` are put between them at a random place. */
  segment(tokens: number, random: Random, within?: readonly Int32Array[]): Int32Array;
}

/** A filler that goes over the sentences again and again, from `from` on. */
export function fillerOf(sentences: readonly Int32Array[], from = 0): Filler {
  let at = from;
  return {
    segment(tokens, random, within = []) {
      const parts: Int32Array[] = [];
      let room = tokens - within.reduce((sum, w) => sum + w.length, 0);
      while (room > 0) {
        const next = (sentences[at % sentences.length] ?? new Int32Array()).subarray(0, room);
        parts.push(next);
        room -= next.length;
        at++;
      }
      const places = within.map(() => Math.floor(random() * (parts.length + 1))).sort((a, b) => a - b);
      const out: number[] = [];
      for (let i = 0; i <= parts.length; i++) {
        within.forEach((w, k) => { if (places[k] === i) out.push(...w); });
        out.push(...(parts[i] ?? []));
      }
      return Int32Array.from(out);
    },
  };
}
