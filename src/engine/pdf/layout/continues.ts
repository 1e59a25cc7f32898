import type { Block, PageContent } from '../../../contract/page.ts';

/** True if the last paragraph of a page goes on at the top of the next one. */
export function continuesOn(page: Pick<PageContent, 'text' | 'blocks'>, next: Pick<PageContent, 'text' | 'blocks'>): boolean {
  const last = page.blocks.filter(isBody).at(-1);
  const first = next.blocks.find(isBody);
  if (last === undefined || first === undefined || last.kind === 'table' || last.kind === 'heading' || first.kind !== 'paragraph') return false;
  const end = page.text.slice(last.start, last.end);
  const start = next.text.slice(first.start, first.end);
  if (/[.!?…:。！？：]["'”’»)\]]*$/u.test(end)) return false;
  return /^["“‘(\[]?\p{Ll}/u.test(start) || /[,\-–—\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]$/u.test(end);
}

function isBody(block: Block): boolean {
  return block.kind !== 'footnote' && block.kind !== 'caption';
}
