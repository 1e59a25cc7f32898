import type { PlainBlock } from './blocks.ts';

/** The blocks of a Markdown file, read for their words: headings, lists, tables and text, without the marks. */
export function markdownBlocks(text: string): PlainBlock[] {
  const lines = text.replace(/^---\n[\s\S]*?\n---\n/u, '').replace(/<!--[\s\S]*?-->/gu, '').split('\n');
  const blocks: PlainBlock[] = [];
  let open: { kind: PlainBlock['kind']; lines: string[] } | null = null;
  let fence: string | null = null;
  const flush = (): void => {
    if (open === null) return;
    const own = open.lines;
    const words = open.kind === 'table' ? own.map((line) => line.trimEnd()).join('\n') : joined(own);
    if (words.trim() !== '') blocks.push({ kind: open.kind, level: 0, text: words });
    open = null;
  };
  const add = (kind: PlainBlock['kind'], line: string, starts: boolean): void => {
    if (starts || open?.kind !== kind) flush();
    if (open === null) open = { kind, lines: [line] };
    else open.lines.push(line);
  };
  for (const line of lines) {
    const mark = /^\s*(```|~~~)/u.exec(line)?.[1];
    if (fence !== null) {
      if (mark === fence) {
        flush();
        fence = null;
      } else if (line.trim() !== '') {
        add('table', line, false);
      }
      continue;
    }
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/u.exec(line);
    const underline = /^ {0,3}(=+|-+)\s*$/u.exec(line);
    const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$/u.exec(line);
    const last = pending(open);
    if (mark !== undefined) {
      flush();
      fence = mark;
    } else if (heading !== null) {
      flush();
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: inline(heading[2] ?? '') });
    } else if (underline !== null && last !== null) {
      open = null;
      blocks.push({ kind: 'heading', level: underline[1]?.startsWith('=') === true ? 1 : 2, text: inline(last) });
    } else if (line.trim() === '' || /^\s*(?:[-*_]\s*){3,}$/u.test(line)) {
      flush();
    } else if (/^\s*\|.*\|\s*$/u.test(line)) {
      if (!/^[\s|:-]+$/u.test(line)) add('table', cells(line), false);
    } else if (item !== null) {
      add('list', `${/^\s*(\d{1,3}[.)]\s)/u.exec(line)?.[1] ?? ''}${item[1] ?? ''}`, true);
    } else {
      add(blockOf(open), line.replace(/^\s*(?:>\s?)+/u, ''), false);
    }
  }
  flush();
  return blocks.filter((block) => block.text !== '');
}

/** Lines joined by spaces, or by a line break where two spaces or a backslash ask for one. */
function joined(lines: readonly string[]): string {
  return lines.reduce((text, line, index) => {
    const before = lines[index - 1];
    const separator = before === undefined ? '' : /(?: {2,}|\\)$/u.test(before) ? '\n' : ' ';
    return text + separator + inline(line.replace(/\\$/u, ''));
  }, '');
}

type OpenBlock = { readonly kind: PlainBlock['kind']; readonly lines: readonly string[] } | null;

/** The line that an underline would make a heading. */
function pending(open: OpenBlock): string | null {
  return open?.kind === 'paragraph' && open.lines.length === 1 ? (open.lines[0] ?? null) : null;
}

/** A line without a mark goes on with a list item or a paragraph. */
function blockOf(open: OpenBlock): PlainBlock['kind'] {
  return open?.kind === 'list' ? 'list' : 'paragraph';
}

function cells(line: string): string {
  return line.trim().replace(/^\||\|$/gu, '').split(/(?<!\\)\|/u).map((cell) => inline(cell.trim())).join(' | ');
}

/** The words of a line without emphasis, code marks, images and link targets. */
function inline(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/!?\[([^\]]+)\]\[[^\]]*\]/gu, '$1')
    .replace(/<(https?:[^>]+)>/gu, '$1')
    .replace(/<\/?[a-z][^>]*>/giu, '')
    .replace(/(\*\*|__|~~|`+)(?=\S)(.+?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}])([*_])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\\([\\`*_{}[\]()#+\-.!|>~])/gu, '$1')
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .trim();
}
