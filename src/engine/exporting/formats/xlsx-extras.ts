import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import type { Feature } from 'write-excel-file/node';
import { getCellAddress, getOrderOfSiblings, getSelfClosingTagMarkup, insertElementMarkupAccordingToOrderOfSiblings, sanitizeTextContent } from 'write-excel-file/utility';

/*
 * What the writer of workbooks leaves to its callers: links that open a document, a filter over each table, and the
 * title that a file manager shows.
 */

/** What the writer takes for the content of a part. */
export type FileContent = Stream | Buffer | Blob;

/** A cell that links to an address. Row and column count from 0, over the whole sheet. */
export interface CellLink {
  readonly row: number;
  readonly column: number;
  readonly address: string;
}

/** What a sheet gets beside its cells: its links, and a filter over so many rows and columns. */
export interface SheetExtras {
  readonly links: readonly CellLink[];
  readonly rows: number;
  readonly columns: number;
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const sheetFile = 'xl/worksheets/sheet{id}.xml';

/** @param sheets one for each sheet, in their order; null for one without extras */
export function workbookExtras({ title, madeAt }: { readonly title: string; readonly madeAt: string }, sheets: readonly (SheetExtras | null)[]): Feature<FileContent> {
  const linksOf = (sheet: number): readonly CellLink[] => sheets[sheet]?.links ?? [];
  const put = (xml: string, element: string): string =>
    insertElementMarkupAccordingToOrderOfSiblings(xml, element, getOrderOfSiblings(sheetFile, 'worksheet') ?? [], 'worksheet');
  return {
    files: {
      transform: {
        [sheetFile]: {
          transform: (xml, _options, { sheetIndex }) => {
            const extras = sheets[sheetIndex];
            if (extras === null || extras === undefined) return xml;
            const filtered = put(xml, getSelfClosingTagMarkup('autoFilter', { ref: `A1:${getCellAddress(extras.rows - 1, extras.columns - 1)}` }));
            const links = extras.links.map(({ row, column }, at) => getSelfClosingTagMarkup('hyperlink', { ref: getCellAddress(row, column), 'r:id': linkId(at) }));
            return links.length === 0 ? filtered : put(filtered, `<hyperlinks xmlns:r="${relationships}">${links.join('')}</hyperlinks>`);
          },
        },
        'xl/worksheets/_rels/sheet{id}.xml.rels': {
          insert: (_options, { sheetIndex }) =>
            linksOf(sheetIndex)
              .map(({ address }, at) => getSelfClosingTagMarkup('Relationship', { Id: linkId(at), Type: `${relationships}/hyperlink`, Target: address, TargetMode: 'External' }))
              .join(''),
        },
        '_rels/.rels': {
          insert: () => getSelfClosingTagMarkup('Relationship', { Id: 'rId-properties', Type: `${packageTypes}/relationships/metadata/core-properties`, Target: 'docProps/core.xml' }),
        },
        '[Content_Types].xml': {
          insert: () => getSelfClosingTagMarkup('Override', { ContentType: 'application/vnd.openxmlformats-package.core-properties+xml', PartName: '/docProps/core.xml' }),
        },
      },
      write: { files: () => ({ 'docProps/core.xml': properties(title, madeAt) }) },
    },
  };
}

function linkId(at: number): string {
  return `rId-link-${at + 1}`;
}

function properties(title: string, madeAt: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    `<cp:coreProperties xmlns:cp="${packageTypes}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
    `<dc:title>${sanitizeTextContent(title)}</dc:title><dc:creator>Infolio</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${madeAt}</dcterms:created>`,
    '</cp:coreProperties>',
  ].join('');
}
