import JSZip from 'jszip';
import { defaultTreeAdapter as tree, parseFragment } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

export interface WorkbookCell {
  readonly value: string;
  readonly kind: 'text' | 'number' | 'formula' | 'other';
  readonly bold: boolean;
  readonly wrap: boolean;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly cells: ReadonlyMap<string, WorkbookCell>;
  /** By the cell's address. */
  readonly links: ReadonlyMap<string, string>;
  /** The first cell that scrolls; null if all do. */
  readonly frozen: string | null;
  readonly filter: string | null;
}

/** Reads a workbook the way a spreadsheet program does: through its parts and their relationships. */
export async function openWorkbook(bytes: Uint8Array): Promise<{ readonly title: string; readonly sheets: readonly WorkbookSheet[] }> {
  const zip = await JSZip.loadAsync(bytes);
  const part = async (name: string): Promise<Element[]> => elementsOf((await zip.file(name)?.async('string')) ?? '');
  const targets = async (name: string) => new Map((await part(name)).filter((one) => one.tagName === 'relationship').map((one) => [attribute(one, 'id'), attribute(one, 'target')]));

  const strings = (await part('xl/sharedStrings.xml')).filter((one) => one.tagName === 'si').map(textOf);
  const styles = await part('xl/styles.xml');
  const fonts = inside(styles, 'fonts', 'font').map((font) => elementsIn(font).some((one) => one.tagName === 'b'));
  const formats = inside(styles, 'cellxfs', 'xf').map((xf) => ({
    bold: fonts[Number(attribute(xf, 'fontid') ?? 0)] ?? false,
    wrap: elementsIn(xf).some((one) => one.tagName === 'alignment' && ['1', 'true'].includes(attribute(one, 'wraptext') ?? '')),
  }));
  const parts = await targets('xl/_rels/workbook.xml.rels');
  const listed = (await part('xl/workbook.xml')).filter((one) => one.tagName === 'sheet');
  const sheets = await Promise.all(
    listed.map(async (sheet): Promise<WorkbookSheet> => {
      const file = (parts.get(attribute(sheet, 'r:id')) ?? '').replace(/^\/?(xl\/)?/, '');
      const elements = await part(`xl/${file}`);
      const addresses = await targets(`xl/${file.replace(/([^/]+)$/, '_rels/$1.rels')}`);
      const cells = elements.filter((one) => one.tagName === 'c').map((cell) => {
        const raw = textOf(cell);
        const type = attribute(cell, 't');
        const hasFormula = elementsIn(cell).some((one) => one.tagName === 'f');
        const kind = hasFormula ? 'formula' : type === 's' || type === 'inlineStr' ? 'text' : type === null || type === 'n' ? 'number' : 'other';
        const format = formats[Number(attribute(cell, 's') ?? 0)] ?? { bold: false, wrap: false };
        return [attribute(cell, 'r') ?? '', { value: type === 's' ? (strings[Number(raw)] ?? '') : raw, kind, ...format } satisfies WorkbookCell] as const;
      });
      const links = elements.filter((one) => one.tagName === 'hyperlink').map((one) => [attribute(one, 'ref') ?? '', addresses.get(attribute(one, 'r:id')) ?? ''] as const);
      const pane = elements.find((one) => one.tagName === 'pane' && attribute(one, 'state') === 'frozen');
      const filter = elements.find((one) => one.tagName === 'autofilter');
      return {
        name: attribute(sheet, 'name') ?? '',
        cells: new Map(cells),
        links: new Map(links),
        frozen: pane === undefined ? null : attribute(pane, 'topleftcell'),
        filter: filter === undefined ? null : attribute(filter, 'ref'),
      };
    }),
  );
  const title = (await part('docProps/core.xml')).find((one) => one.tagName === 'dc:title');
  return { title: title === undefined ? '' : textOf(title), sheets };
}

/** The elements of an XML text in its order. An HTML parser knows no empty tags, so each gets an end of its own first. */
function elementsOf(xml: string): Element[] {
  const open = xml.replace(/<\?xml[^>]*\?>/, '').replaceAll(/<([\w:]+)((?:\s[^<>]*?)?)\/>/g, '<$1$2></$1>');
  return elementsIn(parseFragment(open));
}

function elementsIn(parent: DefaultTreeAdapterTypes.ParentNode): Element[] {
  return parent.childNodes.flatMap((node) => (tree.isElementNode(node) ? [node, ...elementsIn(node)] : []));
}

function inside(elements: readonly Element[], parent: string, child: string): Element[] {
  return elements.filter((one) => one.tagName === parent).flatMap(elementsIn).filter((one) => one.tagName === child);
}

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name.toLowerCase() === name)?.value ?? null;
}

function textOf(element: Element): string {
  return element.childNodes.map((node) => (tree.isTextNode(node) ? node.value : tree.isElementNode(node) ? textOf(node) : '')).join('');
}
