import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ErrorCode } from '../../contract/errors.ts';
import { defaultLimits } from './limits.ts';
import { openPdfSource } from './pdf-source.ts';
import { openPlainSource } from './plain-source.ts';
import { refusal } from './refusals.ts';
import { openRichSource } from './rich-source.ts';
import { signatureOf } from './rich/identify.ts';
import type { DocumentSource, OpenOptions } from './source.ts';

export { boxesOf } from './boxes.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export { languageFolder, recognisedLanguage } from './ocr/language.ts';
export { refusal } from './refusals.ts';
export type { DocumentSource, OpenOptions, PagesOptions } from './source.ts';

/**
 * Opens a PDF, DOCX, EPUB, HTML, text or Markdown file for reading page by page. What the file is decides its content,
 * then its name; a name that says something else is pointed out, except for PDFs.
 * Throws InfolioError: `not_found`, `not_a_file`, `unreadable`, `too_large`, `unsupported_format`, `not_a_pdf`,
 * `damaged_pdf`, `damaged_file`, `encrypted` (no password given, or none would help), `wrong_password`, `timed_out`,
 * `out_of_memory`, `cancelled`, and `no_text` for any other file without text. A PDF without text opens; `pages` then
 * gives empty pages.
 */
export async function openDocument(path: string, options: OpenOptions = {}): Promise<DocumentSource> {
  const limits = { ...defaultLimits, ...options.limits };
  if (options.signal?.aborted === true) throw refusal('cancelled', path);
  const { bytes, head } = await look(path);
  if (bytes > limits.fileBytes) throw refusal('too_large', path);
  const extension = extname(path).toLowerCase();
  const text = extension === '.md' || extension === '.markdown' ? 'md' : extension === '.txt' || extension === '.text' ? 'txt' : null;
  const header = head.indexOf('%PDF-');
  // What precedes a PDF's header is no page of its own.
  const isPdf = header === 0 || (header > 0 && extension === '.pdf');
  const signature = isPdf ? null : signatureOf(head);
  const isArchive = signature === 'zip' || signature === 'ole';
  if (text !== null && !isPdf && !isArchive) return openPlainSource(path, text, bytes, limits.outlineEntries);
  if (signature !== null || (!isPdf && richExtensions.includes(extension))) return openRichSource(path, bytes, signature, options, limits);
  if (header === -1 && extension !== '.pdf') throw refusal('unsupported_format', path);
  if (bytes === 0) throw refusal('not_a_pdf', path, 'it is empty');
  try {
    return await openPdfSource(path, bytes, options, limits);
  } catch (error) {
    // Without a header it never was a PDF; with one, what followed it is lost.
    const code = (error as { readonly code?: ErrorCode }).code;
    if (code === 'not_a_pdf' && header !== -1) throw refusal('damaged_pdf', path, undefined, error);
    if (code === 'damaged_pdf' && header === -1) throw refusal('not_a_pdf', path, undefined, error);
    throw error;
  }
}

const richExtensions = ['.docx', '.epub', '.html', '.htm', '.xhtml'];

/** The size and the first kilobyte of a file, in which a PDF has its header. */
async function look(path: string): Promise<{ readonly bytes: number; readonly head: string }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw refusal('not_a_file', path);
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return { bytes: found.size, head: buffer.toString('latin1', 0, bytesRead) };
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (code === 'not_a_file') throw error;
    throw refusal(code === 'ENOENT' || code === 'ENOTDIR' ? 'not_found' : 'unreadable', path, undefined, error);
  }
}
