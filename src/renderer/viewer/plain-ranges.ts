import { mergeLines } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { Stretch } from './plain-places.ts';
import type { SelectedWords } from './surface.ts';

/*
 * Offsets of a page's text and places in the document's elements, for pages set from their text: each block is one element
 * (of a list each item, of a table each cell) that knows the offset of its first character and holds one text node.
 */

interface BlockNode {
  readonly start: number;
  readonly node: Text;
}

function blocksOf(sheet: HTMLElement): BlockNode[] {
  return [...sheet.querySelectorAll<HTMLElement>('[data-start]')].flatMap((element) => {
    const node = [...element.childNodes].find((child) => child instanceof Text && child.length > 0);
    return node instanceof Text ? [{ start: Number(element.dataset['start']), node }] : [];
  });
}

/** The stretch as ranges, one for each block it touches. */
export function rangeOf(sheet: HTMLElement, { start, end }: Stretch): Range[] {
  return blocksOf(sheet).flatMap((block) => {
    const from = Math.max(0, start - block.start);
    const to = Math.min(block.node.length, end - block.start);
    if (from >= to) return [];
    const range = document.createRange();
    range.setStart(block.node, from);
    range.setEnd(block.node, to);
    return [range];
  });
}

/** Where a stretch stands on its sheet: one rectangle a line, in shares of the sheet. */
export function sharesOf(sheet: HTMLElement, stretch: Stretch): Rect[] {
  const frame = sheet.getBoundingClientRect();
  if (frame.width === 0 || frame.height === 0) return [];
  // Each block for itself: cells stand beside each other, and what lies between them is not lit.
  const rects = rangeOf(sheet, stretch).flatMap((range) => mergeLines([...range.getClientRects()].map(({ left, top, width, height }) => ({ left, top, width, height }))));
  return rects.map((rect) => ({
    left: (rect.left - frame.left) / frame.width,
    top: (rect.top - frame.top) / frame.height,
    width: rect.width / frame.width,
    height: rect.height / frame.height,
  }));
}

/** The stretches selected on the sheets inside `root`. */
export function selectedStretches(
  root: HTMLElement,
): { readonly quote: string; readonly stretches: readonly { readonly page: number; readonly stretch: Stretch }[]; readonly anchor: SelectedWords['anchor'] } | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const quote = selection.toString().replace(/\s+/gu, ' ').trim();
  const stretches: { page: number; stretch: Stretch }[] = [];
  for (const sheet of root.querySelectorAll<HTMLElement>('[data-page-number]')) {
    if (!range.intersectsNode(sheet)) continue;
    for (const { start, node } of blocksOf(sheet)) {
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (to > from) stretches.push({ page: Number(sheet.dataset['pageNumber']), stretch: { start: start + from, end: start + to } });
    }
  }
  const last = [...range.getClientRects()].at(-1);
  if (quote === '' || stretches.length === 0 || last === undefined) return null;
  return { quote: quote.slice(0, 20_000), stretches, anchor: { left: last.left + last.width / 2, top: last.top, bottom: last.bottom } };
}
