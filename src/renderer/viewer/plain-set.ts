import type { Block, PageContent } from '../../contract/page.ts';

/** Words of a page with the offset of their first character. */
export interface Words {
  readonly start: number;
  readonly text: string;
}

export interface Item extends Words {
  /** How deep it lies in the list, from 0. */
  readonly depth: number;
  /** It begins with a number, a letter or a sign of its own. */
  readonly marked: boolean;
}

export interface Cell extends Words {
  /** It stands in a column of numbers. */
  readonly number: boolean;
}

/** What a page set from its text is made of, in order. */
export type Piece =
  | (Words & { readonly kind: 'heading'; readonly level: number })
  | (Words & { readonly kind: 'paragraph' | 'footnote' | 'caption' | 'code' })
  | { readonly kind: 'list'; readonly start: number; readonly items: readonly Item[] }
  | { readonly kind: 'table'; readonly start: number; readonly rows: readonly (readonly Cell[])[] };

/** The pieces of a page: items that follow each other make a list, rows and cells make a table. */
export function setPage({ text, blocks }: Pick<PageContent, 'text' | 'blocks'>): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < blocks.length; at++) {
    const block = blocks[at];
    if (block === undefined) break;
    const { kind, start, level } = block;
    const words = text.slice(start, block.end);
    if (kind === 'heading') {
      pieces.push({ kind, start, text: words, level });
    } else if (kind === 'list') {
      const items: Block[] = [block];
      for (let next = blocks[at + 1]; next?.kind === 'list'; next = blocks[at + 1]) {
        items.push(next);
        at++;
      }
      pieces.push({ kind, start, items: itemsOf(items.map((item) => ({ start: item.start, text: text.slice(item.start, item.end) }))) });
    } else if (kind === 'table') {
      const rows = rowsOf(words, start);
      pieces.push(rows === null ? { kind: 'code', start, text: words } : { kind, start, rows });
    } else {
      pieces.push({ kind, start, text: words });
    }
  }
  return pieces;
}

const between = ' | ';

/** The rows of a table; null where it has one column only, which is a listing or a verse. */
function rowsOf(text: string, start: number): Cell[][] | null {
  if (!text.includes(between)) return null;
  let at = start;
  const rows = text.split('\n').map((line) => {
    const cells = line.split(between).map((words) => {
      const cell = { start: at, text: words };
      at += words.length + between.length;
      return cell;
    });
    // The last cell ends with the line, not with a separator.
    at += 1 - between.length;
    return cells;
  });
  const columns = Math.max(...rows.map((cells) => cells.length));
  const numbers = Array.from({ length: columns }, (_, column) => {
    const below = rows.slice(1).map((cells) => cells[column]?.text.trim() ?? '').filter((words) => words !== '');
    return below.length > 0 && below.every((words) => /^[\p{Sc}(+\-−–]*\s?[\d.,’' ]*\d[\d.,’' ]*\s?[)%\p{Sc}]*$/u.test(words));
  });
  return rows.map((cells) => cells.map((cell, column) => ({ ...cell, number: numbers[column] ?? false })));
}

/** The shape of what an item begins with; null for words. */
function shapeOf(text: string, above: string | undefined, before: string): { readonly shape: string; readonly mark: string } | null {
  const sign = /^[-–—•·‣◦▪*]\s/u.exec(text)?.[0];
  if (sign !== undefined) return { shape: 'sign', mark: sign };
  const number = /^(\d{1,3}(?:\.\d{1,3})*)[.)]?\s/u.exec(text)?.[1];
  if (number !== undefined) return { shape: `number ${number.split('.').length}`, mark: number };
  const letter = /^\(?([a-z]{1,2}|[ivxl]{1,6}|[A-Z]|[IVXL]{1,6})[.)]\s/u.exec(text)?.[1];
  if (letter === undefined) return null;
  const alphabet = letter === letter.toLowerCase() ? 'small' : 'large';
  const small = letter.toLowerCase();
  // "(i)" is a number unless it follows "(h)"; other letters that could be numbers are what the items above them are.
  const isRoman = /^[ivxl]+$/u.test(small) && (small === 'i' ? before.toLowerCase() !== 'h' : small.length > 1 ? !/^(.)\1$/u.test(small) || small === 'ii' : above === `${alphabet} roman`);
  return { shape: `${alphabet} ${isRoman ? 'roman' : 'letter'}`, mark: letter };
}

/** Items with their depth: a shape that was not seen yet lies inside the item before, one that was goes on where it was. */
function itemsOf(items: readonly Words[]): Item[] {
  const stack: string[] = [];
  let before = '';
  return items.map((item) => {
    const found = shapeOf(item.text, stack.at(-1), before);
    const shape = found?.shape ?? 'none';
    before = found?.mark ?? '';
    const at = stack.indexOf(shape);
    if (at === -1) stack.push(shape);
    else stack.length = at + 1;
    return { ...item, depth: Math.min(5, stack.length - 1), marked: found !== null };
  });
}
