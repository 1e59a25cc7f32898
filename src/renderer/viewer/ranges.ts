import { PDFDataRangeTransport } from 'pdfjs-dist';
import { InfolioError } from '../../contract/errors.ts';

/** Bytes asked for at once: pdf.js wants pieces of this size, and joins those beside each other. */
export const rangeBytes = 256 * 1024;

const tries = 3;

/**
 * A file's bytes piece by piece, so that a large file is never fetched whole. One way for both shells: pdf.js' own would
 * differ between http: and app:.
 */
export async function openRanges(url: string, signal: AbortSignal, onlost: (error: InfolioError) => void): Promise<PDFDataRangeTransport> {
  const first = await fetchRange(url, 0, rangeBytes, signal);
  const transport = new PDFDataRangeTransport(first.total, first.bytes, first.bytes.length >= first.total);
  transport.requestDataRange = (begin: number, end: number): void => {
    const attempt = (left: number): void => {
      fetchRange(url, begin, end, signal).then(
        ({ bytes }) => {
          transport.onDataRange(begin, bytes);
        },
        (error: unknown) => {
          if (signal.aborted) return;
          if (left > 1 && !(error instanceof InfolioError && error.code === 'not_found')) attempt(left - 1);
          else onlost(error instanceof InfolioError ? error : new InfolioError('unreadable', 'The file could not be read to its end; try again.', { cause: error }));
        },
      );
    };
    attempt(tries);
  };
  return transport;
}

/** Bytes [begin, end) and the file's length. Throws `not_found` where the file is gone, else `unreadable`. */
async function fetchRange(url: string, begin: number, end: number, signal: AbortSignal): Promise<{ readonly bytes: Uint8Array; readonly total: number }> {
  const response = await fetch(url, { headers: { Range: `bytes=${String(begin)}-${String(end - 1)}` }, signal, cache: 'no-store' });
  if (response.status === 404 || response.status === 410) {
    throw new InfolioError('not_found', 'The file is no longer where it was opened from; open it again from where it is now.');
  }
  if (!response.ok) throw new InfolioError('unreadable', `The file cannot be read (status ${String(response.status)}); see whether it can be opened elsewhere.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = Number(/\/(\d+)$/u.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? bytes.length);
  return { bytes: response.status === 206 ? bytes : bytes.slice(begin, end), total };
}
