import { toInfolioError } from '../contract/errors.ts';

/** Prints one JSON value as one line on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** One line on stderr: `infolio: CODE: what and what to do`. */
export function printError(error: unknown): void {
  const { code, message } = toInfolioError(error);
  process.stderr.write(`infolio: ${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
}
