import type { Box } from '../../contract/geometry.ts';
import { boxFromPage, mergeLines } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { MarkedPage } from './overlay.ts';
import type { SelectedWords } from './surface.ts';

/** A page's element with its number. */
export interface SelectablePage extends MarkedPage {
  readonly page: number;
}

/** Boxes that the contract lets a note have. */
const mostBoxes = 500;

/** The words selected inside `root`, with their boxes on its pages; null where none are. */
export function selectedWords(root: HTMLElement, pageOf: (node: Node) => SelectablePage | null): SelectedWords | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const quote = selection.toString().replace(/\s+/gu, ' ').trim();
  if (quote === '') return null;
  const rects = new Map<SelectablePage['page'], { readonly at: SelectablePage; readonly rects: Rect[] }>();
  for (const node of textNodes(range)) {
    const at = pageOf(node);
    if (at === null) continue;
    const part = document.createRange();
    part.setStart(node, node === range.startContainer ? range.startOffset : 0);
    part.setEnd(node, node === range.endContainer ? range.endOffset : node.length);
    const found = rects.get(at.page) ?? { at, rects: [] };
    found.rects.push(...[...part.getClientRects()].map(({ left, top, width, height }) => ({ left, top, width, height })));
    rects.set(at.page, found);
  }
  const boxes: Box[] = [];
  let last: Rect | null = null;
  for (const { at, rects: own } of [...rects.values()].sort((a, b) => a.at.page - b.at.page)) {
    const frame = at.element.getBoundingClientRect();
    for (const rect of mergeLines(own)) {
      last = rect;
      const share = { left: (rect.left - frame.left) / frame.width, top: (rect.top - frame.top) / frame.height, width: rect.width / frame.width, height: rect.height / frame.height };
      boxes.push(boxFromPage(share, at.page, at.size, at.rotation));
    }
  }
  if (last === null || boxes.length === 0) return null;
  return { quote: quote.slice(0, 20_000), boxes: boxes.slice(0, mostBoxes), anchor: { left: last.left + last.width / 2, top: last.top, bottom: last.top + last.height } };
}

function* textNodes(range: Range): Generator<Text> {
  const common = range.commonAncestorContainer;
  if (common instanceof Text) {
    yield common;
    return;
  }
  const walker = document.createTreeWalker(common, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text && range.intersectsNode(node)) yield node;
  }
}
