import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The language that pages are recognised in: the one whose data comes with Infolio. */
export const recognisedLanguage = 'eng';

/**
 * The folder of the language's data (`eng.traineddata.gz`, the integer LSTM network), on this disk; null where the
 * package is not installed. Nothing is ever fetched instead.
 */
export function languageFolder(): string | null {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${recognisedLanguage}/package.json`)), '4.0.0_best_int');
    return existsSync(join(folder, `${recognisedLanguage}.traineddata.gz`)) ? folder : null;
  } catch {
    return null;
  }
}
