import type { ErrorCode } from '../../../contract/errors.ts';

/** Why a file is not read: a code, and what follows the file's name in the message. */
export class Refused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
