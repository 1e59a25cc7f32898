import type { SummaryLength } from '../../contract/summary.ts';
import { choice, openLength, sameSection, sectionShare } from './limits.ts';
import type { Pause } from './pause.ts';
import { select } from './select.ts';
import type { Limit, Pool } from './select.ts';
import type { Part } from './structure.ts';

/** A part with the sentences chosen for it, as indices of candidates. Parents come before their children. */
export interface ChosenPart {
  readonly part: Part;
  readonly chosen: readonly number[];
}

export interface Pyramid {
  /** What the whole is summarised by: chosen from `parts`. */
  readonly chosen: readonly number[];
  /** Parts without a sentence are left out. */
  readonly parts: readonly ChosenPart[];
}

/** Sentences that a text of so many words is summarised by, where its length was left open. */
export function openSentences(words: number, share = 1): number {
  const { at, power, most } = openLength;
  return Math.max(1, Math.min(most, Math.round(share * at.sentences * (words / at.words) ** power)));
}

/** The limit of a text: the one asked for, or what fits its length, never more than half of its sentences. */
export function limitFor(length: SummaryLength, pool: Pool, from: readonly number[], share = 1): Limit {
  if (length.unit !== 'auto') return length;
  const words = from.reduce((sum, index) => sum + (pool.candidates[index]?.words ?? 0), 0);
  return { unit: 'sentences', count: Math.max(1, Math.min(openSentences(words, share), Math.ceil(from.length / 2))) };
}

/**
 * Summarises every part from the parts in it: sections from their sentences, chapters from what was chosen of their sections
 * and from what stands between them, the whole from what was chosen of the uppermost.
 *
 * @param length of every part's summary, and of the whole's
 * @param generous gives each part what the level above needs to choose from, rather than `length`
 */
export async function pyramid(pool: Pool, roots: readonly Part[], length: SummaryLength, generous: boolean, pause: Pause): Promise<Pyramid> {
  const parts: ChosenPart[] = [];
  const all = pool.candidates.map((_, index) => index);
  const whole = limitFor(length, pool, all);
  const quota = (from: readonly number[]): Limit => {
    if (!generous) return limitFor(length, pool, from, sectionShare);
    const share = from.length / Math.max(1, all.length);
    const own = limitFor({ unit: 'auto' }, pool, from, sectionShare);
    const wanted = whole.unit === 'sentences' ? whole.count : whole.count / meanWords(pool);
    return { unit: 'sentences', count: Math.max(own.count, Math.ceil(choice * share * wanted)) };
  };
  const within = (start: number, end: number): number[] => all.slice(firstFrom(pool, start), firstFrom(pool, end));

  const climb = async (part: Part): Promise<readonly number[]> => {
    const at = parts.length;
    const own = within(part.start, part.end).filter((index) => !part.children.some((child) => inside(pool, index, child)));
    const below: number[] = [];
    for (const child of part.children) below.push(...(await climb(child)));
    const from = [...own, ...below].sort((a, b) => a - b);
    const chosen = from.length === 0 ? [] : await select(pool, from, quota(within(part.start, part.end)), pause, { share: spread(pool, part.children) });
    if (chosen.length > 0) parts.splice(at, 0, { part, chosen });
    return chosen;
  };

  const before = all.slice(0, firstFrom(pool, roots[0]?.start ?? Infinity));
  const top = [...before];
  for (const root of roots) top.push(...(await climb(root)));
  return { chosen: await select(pool, top, whole, pause, { share: spread(pool, roots) }), parts };
}

/** Every further sentence of a section that others were taken from is worth a little less. */
function spread(pool: Pool, sections: readonly Part[]): (index: number, chosen: ReadonlySet<number>) => number {
  const places = new Map<number, number>();
  const placeOf = (index: number): number => {
    const known = places.get(index);
    if (known !== undefined) return known;
    const place = sections.findIndex((section) => inside(pool, index, section));
    places.set(index, place);
    return place;
  };
  return (index, chosen) => {
    const place = placeOf(index);
    let share = 1;
    for (const other of chosen) if (placeOf(other) === place) share *= sameSection;
    return share;
  };
}

function inside(pool: Pool, index: number, { start, end }: Part): boolean {
  const at = pool.candidates[index]?.start ?? -1;
  return at >= start && at < end;
}

/** The first candidate that begins at an offset or behind it. */
function firstFrom({ candidates }: Pool, offset: number): number {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function meanWords({ candidates }: Pool): number {
  return Math.max(1, candidates.reduce((sum, one) => sum + one.words, 0) / Math.max(1, candidates.length));
}
