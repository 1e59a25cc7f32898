import type { Memory } from '../memory/index.ts';
import type { Network } from '../model/index.ts';
import type { Tokenizer } from '../text/index.ts';
import { namesCompleted, nameTokens, otherNamePieces, otherNameProbability } from './limits.ts';

/** What completing a question needs: the memory of the document, and the network that recalls from it. */
export interface NamesContext {
  readonly network: Network;
  readonly tokenizer: Tokenizer;
  readonly memory: Memory;
}

/** A name in a question and what else the document calls it. */
export interface OtherName {
  readonly name: string;
  readonly other: string;
  /** 0..1, of the least sure of its pieces. */
  readonly probability: number;
  /** Where the name ends in the question. */
  readonly end: number;
}

const capitalised = /(?<![\p{L}\p{N}])(the )?(\p{Lu}[\p{L}\p{N}’'-]*(?:(?:,? | & )(?:(?:of|and|&|de|van|von) )?\p{Lu}[\p{L}\p{N}’'-]*)*)/gu;
const questionWord = /^(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|must|shall|should|will|would|has|have|had|if|in|on|at|by|for|from|to|of|under|with|the|a|an|and|or|name|list|give|tell|under|after|before|according)\b ?/iu;

/** The capitalised names of a question, without the word that opens it. */
export function namesOf(question: string): readonly { readonly name: string; readonly article: boolean; readonly end: number }[] {
  const found: { name: string; article: boolean; end: number }[] = [];
  for (const match of question.matchAll(capitalised)) {
    const [, article, run = ''] = match;
    const end = match.index + match[0].length;
    const lead = match.index === 0 && article === undefined ? (questionWord.exec(run)?.[0].length ?? 0) : 0;
    const name = run.slice(lead).replace(/[’']s$/u, '');
    if (name.length > 1) found.push({ name, article: article !== undefined || /\bthe $/iu.test(question.slice(0, match.index + lead)), end: end - (run.length - lead - name.length) });
  }
  return found;
}

/**
 * What the document's memory says that the names of a question are also called: "Birch Ltd." the lessee, "the Lessee" Birch Ltd.
 * It is asked by filling blanks, in one short run of the network; no passage is looked at.
 */
export async function otherNames({ network, tokenizer, memory }: NamesContext, question: string): Promise<readonly OtherName[]> {
  if (network.model.config.restoreAfter === 0) return [];
  const names = namesOf(question).slice(0, namesCompleted);
  if (names.length === 0) return [];
  const asked = names.flatMap((name) => {
    const [before, behind] = name.article ? [`The ${name.name} is`, '.'] : [`${name.name} is the`, '.'];
    return Array.from({ length: otherNamePieces }, (_, k) => ({ name, pieces: k + 1, before, behind }));
  });
  const parts = await tokenizer.encodeBatch(asked.flatMap(({ before, behind }) => [before, behind]));
  const masked = asked.map(({ pieces }, i) => {
    const before = parts[2 * i]?.ids.slice(0, nameTokens) ?? new Int32Array();
    const behind = parts[2 * i + 1]?.ids ?? new Int32Array();
    const places = Array.from({ length: pieces }, (_, k) => before.length + k);
    return { ids: Int32Array.from([...before, ...places.map(() => tokenizer.maskId), ...behind]), places };
  });
  const logits = await network.restore(masked, memory);
  const best = new Map<object, OtherName>();
  for (const [i, { name }] of asked.entries()) {
    const pieces = (logits[i] ?? []).map(likeliest);
    const probability = pieces.reduce((least, piece) => Math.min(least, piece.probability), 1);
    const other = joined(pieces.map(({ id }) => tokenizer.word(id)));
    if (probability < otherNameProbability || other === null || same(other, name.name)) continue;
    if (probability > (best.get(name)?.probability ?? 0)) best.set(name, { name: name.name, other, probability, end: name.end });
  }
  return [...best.values()];
}

/** The question with the other names behind the names: "What does Birch Ltd. (lessee) pay?" */
export function completed(question: string, names: readonly OtherName[]): string {
  return [...names].sort((a, b) => b.end - a.end).reduce((text, { other, end }) => `${text.slice(0, end)} (${other})${text.slice(end)}`, question);
}

/** Pieces as words; null where they cannot be a name: a piece again, a continuation with nothing before it, no letter. */
function joined(pieces: readonly string[]): string | null {
  const text = pieces.reduce((words, piece) => (piece.startsWith('##') ? words + piece.slice(2) : `${words} ${piece}`), '').trim();
  if (pieces[0]?.startsWith('##') === true || new Set(pieces).size < pieces.length || !/\p{L}{2}/u.test(text)) return null;
  return text;
}

function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim());
  return x !== undefined && y !== undefined && (y.split(' ').includes(x) || x === y);
}

/** The token with the highest logit and its share of all. */
function likeliest(logits: Float32Array): { readonly id: number; readonly probability: number } {
  let id = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? -Infinity) > (logits[id] ?? -Infinity)) id = i;
  const highest = logits[id] ?? 0;
  return { id, probability: 1 / logits.reduce((sum, v) => sum + Math.exp(v - highest), 0) };
}
