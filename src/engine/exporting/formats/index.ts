import type { Report } from '../../../contract/report.ts';

export const exportFormats = ['md', 'docx', 'html', 'pdf', 'json', 'csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A report in a format, with what the format could not hold, a sentence each. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly warnings: readonly string[];
}

/** Gives a report a format. The libraries behind Word, PDF and Excel files are loaded when they are first needed. */
export async function render(report: Report, format: ExportFormat): Promise<Rendered> {
  switch (format) {
    case 'md':
      return utf8((await import('./markdown.ts')).markdown(report));
    case 'html':
      return utf8((await import('./html.ts')).html(report));
    case 'json':
      return utf8((await import('./json.ts')).json(report));
    case 'csv':
      return utf8((await import('./csv.ts')).csv(report));
    case 'docx':
      return { bytes: await (await import('./docx.ts')).docx(report), warnings: [] };
    case 'xlsx':
      return { bytes: await (await import('./xlsx.ts')).xlsx(report), warnings: [] };
    case 'pdf': {
      const { bytes, missing } = await (await import('./pdf.ts')).pdf(report);
      return { bytes, warnings: missing.length === 0 ? [] : [missingGlyphs(missing)] };
    }
  }
}

function utf8(text: string): Rendered {
  return { bytes: new TextEncoder().encode(text), warnings: [] };
}

function missingGlyphs(missing: readonly string[]): string {
  const shown = missing.slice(0, 12).join(' ');
  return `The PDF's font has Latin, Greek and Cyrillic letters only: a box stands for ${missing.length} other characters (${shown}${missing.length > 12 ? ' …' : ''}); html and docx show them all.`;
}
