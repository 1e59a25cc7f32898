import type { OutlineEntry } from '../../../contract/page.ts';
import type { PlainPage } from './pages.ts';

/** The headings of the pages as an outline, at most `most` of them. */
export function outlineOf(pages: readonly PlainPage[], most: number): OutlineEntry[] {
  interface Node { readonly title: string; readonly page: number; readonly children: Node[] }
  const roots: Node[] = [];
  let left = most;
  const stack: { readonly level: number; readonly node: Node }[] = [];
  for (const [index, page] of pages.entries()) {
    for (const block of page.blocks) {
      if (block.kind !== 'heading' || left-- <= 0) continue;
      const node: Node = { title: block.text, page: index + 1, children: [] };
      while ((stack.at(-1)?.level ?? 0) >= block.level) stack.pop();
      (stack.at(-1)?.node.children ?? roots).push(node);
      stack.push({ level: block.level, node });
    }
  }
  return roots;
}
