import { attribute, childrenOf, elementsIn, isElement, localName } from './tree.ts';
import type { Element, Node } from './tree.ts';

/** The cells of a table, row by row. Tables inside its cells are not looked into. */
export function rowsOf(table: Element): { readonly caption: Element | null; readonly rows: readonly (readonly Element[])[] } {
  let caption: Element | null = null;
  const rows: (readonly Element[])[] = [];
  const look = (node: Node): void => {
    for (const child of childrenOf(node)) {
      if (!isElement(child)) continue;
      const name = localName(child);
      if (name === 'caption') caption ??= child;
      else if (name === 'tr') rows.push(childrenOf(child).filter(isElement).filter((cell) => localName(cell) === 'td' || localName(cell) === 'th'));
      else if (name === 'thead' || name === 'tbody' || name === 'tfoot') look(child);
    }
  };
  look(table);
  return { caption, rows };
}

/** Whether a table says something by its rows and columns, and does not only put parts of a page beside each other. */
export function isData(table: Element): boolean {
  if (['presentation', 'none'].includes(attribute(table, 'role') ?? '')) return false;
  const { rows } = rowsOf(table);
  if (rows.every((cells) => cells.length < 2)) return false;
  for (const element of elementsIn(table)) if (/^(?:table|h[1-6])$/u.test(localName(element))) return false;
  return true;
}
