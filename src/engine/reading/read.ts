import type { ReadingProgress } from '../../contract/document.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { DocumentRecord, Library } from '../library/index.ts';
import type { Tokenizer } from '../text/index.ts';
import type { ReadingNetwork } from './network.ts';

export interface ReadingTools {
  readonly library: Library;
  readonly tokenizer: Tokenizer;
  readonly network: ReadingNetwork;
}

export interface ReadingOptions {
  /** Stops between two short runs with `cancelled`; what was read until then is kept and gone on with next time. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadingProgress) => void;
  readonly password?: string;
}

/**
 * Reads a file into the library: at once if the library holds it (same bytes, same model), from where it was left if a
 * reading was broken off, else from the start.
 *
 * Errors: those of opening the file and of the library, `cancelled`, `no_text` if no page has text.
 */
export function readDocument(path: string, tools: ReadingTools, options: ReadingOptions = {}): Promise<DocumentRecord> {
  return Promise.reject(new InfolioError('not_yet', `${path} cannot be read yet ${tools.library.file} ${options.password ?? ''}.`));
}
