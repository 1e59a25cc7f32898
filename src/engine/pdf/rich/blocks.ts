import type { BlockKind } from '../../../contract/page.ts';
import type { PlainBlock } from '../plain/blocks.ts';
import { deepest } from './limits.ts';
import { markOf } from './marks.ts';
import { hasNoWords, isNote, roleOf } from './roles.ts';
import type { Role } from './roles.ts';
import { isData, rowsOf } from './table.ts';
import { attribute, childrenOf, hasWord, isElement, localName, textOf } from './tree.ts';
import type { Element, Node } from './tree.ts';

export interface BlockOptions {
  /** What is left out with all that is in it. */
  readonly skip?: (element: Element) => boolean;
  /** The items of ordered lists get their numbers; false where the text has them already. */
  readonly numbered?: boolean;
  /** The notes that words may refer to, by their element's id; they go with those words. */
  readonly notes?: ReadonlyMap<string, string>;
}

/** What the text below an element becomes. */
interface Context {
  readonly kind: BlockKind;
  readonly level: number;
  /** What stands before its first words: an item's number. Taken by the first block. */
  readonly item: { mark: string; taken: boolean } | null;
  readonly pre: boolean;
}

/** A line end that was asked for, among white space that means nothing. */
const lineEnd = '\u2028';

/** The blocks of an HTML tree: what a reader would see as headings, paragraphs, items, tables, captions and notes. */
export function blocksOf(root: Node, options: BlockOptions = {}): PlainBlock[] {
  const blocks: PlainBlock[] = [];
  let text = '';
  let opens = false;
  let anchors: string[] = [];
  let notes: string[] = [];

  const add = (kind: BlockKind, level: number, words: string): void => {
    blocks.push({ kind, level, text: words, ...(opens ? { opens: 'page' as const } : {}), ...(anchors.length > 0 ? { anchors } : {}), ...(notes.length > 0 ? { notes } : {}) });
    [opens, anchors, notes] = [false, [], []];
  };

  const flush = (context: Context): void => {
    const words = context.pre ? preformatted(text) : settled(text);
    text = '';
    if (words === '') return;
    const { item } = context;
    if (item === null) {
      add(context.kind, context.level, words);
    } else {
      // A second paragraph of an item is no item.
      add(item.taken && context.kind === 'list' ? 'paragraph' : context.kind, 0, item.taken ? words : item.mark + words);
      item.taken = true;
    }
  };

  const within = (element: Node, outer: Context, inner: Context, depth: number): void => {
    flush(outer);
    for (const child of childrenOf(element)) walk(child, inner, depth + 1);
    flush(inner);
  };

  const list = (element: Element, context: Context, depth: number): void => {
    flush(context);
    let number = Number.parseInt(attribute(element, 'start') ?? '1', 10);
    if (!Number.isSafeInteger(number)) number = 1;
    const ordered = localName(element) === 'ol' && options.numbered !== false;
    for (const child of childrenOf(element)) {
      if (!isElement(child) || localName(child) !== 'li') {
        walk(child, context, depth + 1);
        continue;
      }
      const own = Number.parseInt(attribute(child, 'value') ?? '', 10);
      if (Number.isSafeInteger(own)) number = own;
      const kind = isNote(child) ? 'footnote' : 'list';
      const mark = ordered ? `${markOf(number++, attribute(element, 'type'))}. ` : '';
      note(child);
      if (options.skip?.(child) !== true) within(child, context, { kind, level: 0, item: { mark, taken: false }, pre: false }, depth);
    }
    flush(context);
  };

  const table = (element: Element, context: Context, depth: number): void => {
    if (!isData(element)) {
      within(element, context, plain, depth);
      return;
    }
    flush(context);
    const { caption, rows } = rowsOf(element);
    if (caption !== null) within(caption, context, { ...plain, kind: 'caption' }, depth);
    const lines = rows.map((cells) => cells.map((cell) => {
      const own = blocksOf(cell, options);
      for (const block of own) {
        anchors.push(...(block.anchors ?? []));
        notes.push(...(block.notes ?? []));
      }
      return own.map((block) => block.text.replace(/\n/gu, ' ')).join(' ');
    }));
    const words = lines.filter((cells) => cells.some((cell) => cell !== '')).map((cells) => cells.join(' | ').trimEnd()).join('\n');
    if (words !== '') add('table', 0, words);
  };

  /** Remembers what links may lead to. */
  const note = (element: Element): void => {
    const id = attribute(element, 'id') ?? (localName(element) === 'a' ? attribute(element, 'name') : null);
    if (id !== null && id !== '') anchors.push(id);
  };

  const walk = (node: Node, context: Context, depth: number): void => {
    if (!isElement(node)) {
      if ('value' in node) text += context.pre ? node.value : node.value.replace(/\s+/gu, ' ');
      for (const child of childrenOf(node)) walk(child, context, depth + 1);
      return;
    }
    if (hasNoWords(node) || options.skip?.(node) === true) return;
    if (depth > deepest) {
      text += ` ${textOf(node).replace(/\s+/gu, ' ')} `;
      return;
    }
    const role = roleOf(node);
    // Inside what is one line, parts of a page are words.
    if (role !== 'inline' && role !== 'break' && role !== 'raised' && context.kind === 'heading') {
      note(node);
      text += ' ';
      for (const child of childrenOf(node)) walk(child, context, depth + 1);
      text += ' ';
      return;
    }
    if (role === 'raised') {
      raised(node);
    } else if (role === 'break') {
      text += context.pre ? '\n' : lineEnd;
    } else if (role === 'inline') {
      note(node);
      for (const child of childrenOf(node)) walk(child, context, depth + 1);
    } else {
      part(role, node, context, depth);
    }
  };

  /** A part of a page: what came before it belongs to what is before. */
  const part = (role: Role, node: Element, context: Context, depth: number): void => {
    flush(context);
    note(node);
    if (role === 'rule') opens ||= hasWord(node, 'class', ['page']);
    else if (role === 'list') list(node, context, depth);
    else if (role === 'table') table(node, context, depth);
    else within(node, context, innerOf(role, node, context), depth);
  };

  /**
   * A raised number is a note's marker after a word ("word[1]", so that it stays with its sentence) and a power after a
   * number or a single letter ("10^6").
   */
  const raised = (element: Element): void => {
    const words = textOf(element).replace(/\s+/gu, ' ').trim();
    for (const link of [element, ...childrenOf(element)]) {
      if (!isElement(link)) continue;
      note(link);
      const own = options.notes?.get((attribute(link, 'href') ?? '').replace(/^#/u, ''));
      if (own !== undefined) notes.push(own);
    }
    if (words === '') return;
    if (/^[\p{N}*∗†‡§¶[]/u.test(words) && !/^\p{N}+\p{L}/u.test(words)) {
      const isPower = !isLinked(element) && /^\p{N}/u.test(words) && /(?:^|[^\p{L}])(?:\p{L}|\p{N}+)$/u.test(text);
      text += text.trim() === '' ? `${words} ` : isPower ? `^${words}` : `[${words.replace(/^\[|\]$/gu, '')}]`;
    } else {
      text += /^[-−+]\p{N}/u.test(words) ? `^${words}` : words;
    }
  };

  walk(root, plain, 0);
  flush(plain);
  return anchors.length > 0 && blocks.length > 0 ? [...blocks.slice(0, -1), withAnchors(blocks.at(-1), anchors)].filter((block) => block !== null) : blocks;
}

const plain: Context = { kind: 'paragraph', level: 0, item: null, pre: false };

function innerOf(role: Role, element: Element, outer: Context): Context {
  if (role === 'heading') return { ...plain, kind: 'heading', level: Number(/\d/u.exec(localName(element))?.[0] ?? attribute(element, 'aria-level') ?? 2) };
  if (role === 'pre') return { ...plain, kind: 'table', pre: true };
  if (role === 'caption') return { ...plain, kind: 'caption' };
  if (role === 'entry') return { ...plain, kind: 'list' };
  if (role === 'note') return { ...plain, kind: 'footnote' };
  return outer.pre ? plain : outer;
}

/** Whether a raised number leads somewhere: to its note. */
function isLinked(element: Element): boolean {
  return [element, element.parentNode, ...childrenOf(element)].some((near) => near !== null && isElement(near) && localName(near) === 'a');
}

/** What stands behind the last words leads to them. */
function withAnchors(block: PlainBlock | undefined, anchors: readonly string[]): PlainBlock | null {
  return block === undefined ? null : { ...block, anchors: [...(block.anchors ?? []), ...anchors] };
}

function settled(text: string): string {
  return text.replace(/\u00AD|\u200B|\uFEFF/gu, '').replace(/[^\S\u2028]+/gu, ' ').replace(/ *\u2028[ \u2028]*/gu, '\n').trim();
}

function preformatted(text: string): string {
  return text.split('\n').map((line) => line.replace(/\t/gu, '    ').trimEnd()).filter((line) => line !== '').join('\n');
}
