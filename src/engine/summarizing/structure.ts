import type { Block, OutlineEntry } from '../../contract/page.ts';
import type { DocumentReader } from '../library/index.ts';
import { groupsAtLeast, levelsAtMost, pagesOfGroup } from './limits.ts';
import type { PageBlocks } from './pages.ts';
import { wordsOf } from './words.ts';

/** A part of the document and the parts in it. Offsets into the document's text, [start, end). */
export interface Part {
  readonly title: string;
  /** 1 for the uppermost. */
  readonly level: number;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Part[];
}

interface Heading {
  readonly title: string;
  readonly level: number;
  readonly start: number;
}

/**
 * The parts of a document: by its outline, else by the headings on its pages, else groups of the pages that are `wanted`.
 * Parents come before their children; text before the first heading stands in none.
 */
export function partsOf(document: DocumentReader, pages: readonly PageBlocks[], wanted: readonly PageBlocks[]): Part[] {
  const end = document.record.textLength;
  const outlined = outlineHeadings(document.record.outline, pages);
  if (outlined.length > 1) return nested(outlined, end);
  const headed = headingsOn(pages);
  return headed.length > 1 ? nested(headed, end) : groups(wanted);
}

/** The headings of the pages' layout; repeated ones, as of a title on every page, once. */
export function headingsOn(pages: readonly PageBlocks[]): Heading[] {
  const seen = new Map<string, number>();
  const all = pages.flatMap((page) => page.blocks.filter((block) => block.kind === 'heading').map((block) => headingOf(page, block)));
  for (const { title } of all) seen.set(title, (seen.get(title) ?? 0) + 1);
  const often = Math.max(3, pages.length / 4);
  return all.filter(({ title }) => title !== '' && (seen.get(title) ?? 0) <= often);
}

function headingOf(page: PageBlocks, block: Block): Heading {
  return { title: cleaned(page.text.slice(block.start, block.end)), level: block.level, start: page.start + block.start };
}

/** Where the outline's entries stand: at the heading of their name on their page, else at the page's beginning. */
function outlineHeadings(outline: readonly OutlineEntry[], pages: readonly PageBlocks[]): Heading[] {
  const byPage = new Map(pages.map((page) => [page.page, page]));
  const found: Heading[] = [];
  const walk = (entries: readonly OutlineEntry[], level: number): void => {
    for (const entry of entries) {
      const page = entry.page === null ? undefined : byPage.get(entry.page);
      const title = cleaned(entry.title);
      if (page !== undefined && title !== '') {
        const from = Math.max(found.at(-1)?.start ?? 0, page.start);
        found.push({ title, level, start: headedBy(title, page, from) ?? from });
      }
      walk(entry.children, level + 1);
    }
  };
  walk(outline, 1);
  return found;
}

/** Where the page has a title from an offset on: a heading of these words, else a line that begins with them. */
function headedBy(title: string, page: PageBlocks, from: number): number | undefined {
  const wanted = wordsOf(title).join(' ');
  const named = page.blocks
    .filter((block) => page.start + block.start >= from)
    .map(({ kind, start, end }) => ({ kind, start: page.start + start, words: wordsOf(page.text.slice(start, Math.min(end, start + 300))).join(' ') }))
    .filter(({ words }) => words !== '');
  const headings = named.filter(({ kind }) => kind === 'heading');
  const block =
    headings.find(({ words }) => words === wanted) ?? headings.find(({ words }) => words.startsWith(wanted) || wanted.endsWith(words)) ?? named.find(({ words }) => words.startsWith(wanted));
  return block?.start;
}

/** Headings in order as a tree; levels are counted by what stands in what, and none lies deeper than `levelsAtMost`. */
function nested(headings: readonly Heading[], end: number): Part[] {
  interface Open { readonly heading: Heading; readonly children: Part[] }
  const roots: Part[] = [];
  const open: Open[] = [];
  const closeTo = (level: number, at: number): void => {
    while ((open.at(-1)?.heading.level ?? -1) >= level) {
      const last = open.pop();
      if (last === undefined) break;
      const { title, start } = last.heading;
      (open.at(-1)?.children ?? roots).push({ title, level: open.length + 1, start, end: at, children: last.children });
    }
  };
  for (const heading of headings) {
    closeTo(heading.level, heading.start);
    if (open.length < levelsAtMost) open.push({ heading, children: [] });
  }
  closeTo(0, end);
  return roots;
}

/** Groups of pages of the same size. */
function groups(pages: readonly PageBlocks[]): Part[] {
  const size = Math.max(1, Math.min(pagesOfGroup, Math.ceil(pages.length / groupsAtLeast)));
  const parts: Part[] = [];
  for (let at = 0; at < pages.length; at += size) {
    const [first, last] = [pages[at], pages[Math.min(at + size, pages.length) - 1]];
    if (first === undefined || last === undefined) break;
    const title = first === last ? `Page ${first.label}` : `Pages ${first.label}–${last.label}`;
    parts.push({ title, level: 1, start: first.start, end: pages[at + size]?.start ?? last.end, children: [] });
  }
  return parts;
}

function cleaned(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
