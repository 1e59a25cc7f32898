/** Every way in which Infolio can refuse or fail, as a stable code that crosses process boundaries. */
export const errorCodes = [
  'not_found', // the file or document does not exist
  'not_a_file', // a folder, a device
  'unreadable', // the operating system refused to open it
  'unsupported_format', // an extension or content that no reader handles
  'not_a_pdf', // named .pdf but holds no PDF
  'damaged_pdf', // a PDF whose structure cannot be recovered
  'damaged_file', // any other kind of file (DOCX, EPUB) whose structure cannot be recovered
  'encrypted', // a password is needed
  'wrong_password',
  'no_text', // every page was read and none has text
  'page_failed', // one page could not be read (listed, never fatal)
  'timed_out',
  'out_of_memory',
  'too_large',
  'cancelled',
  'bad_argument', // wrong use of a command or a call
  'bad_request', // a message that breaks its schema
  'model_missing',
  'model_damaged',
  'device_unavailable',
  'library_damaged',
  'library_locked',
  'library_too_new',
  'disk_full',
  'exists', // a file is in the way and was not to be written over
  'unwritable', // the operating system refused to write there
  'engine_stopped', // the engine's process ended and could not go on with this
  'not_allowed', // a sender, a path or an address that is not let through
  'not_available', // this shell (browser or desktop) cannot do that
  'not_yet', // announced, not built yet
  'internal', // a defect of ours
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * The one error class. `message` says what happened with the offending value in it and what to do about it, in one
 * line; `code` is stable.
 */
export class InfolioError extends Error {
  override readonly name = 'InfolioError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Gives back an InfolioError unchanged, an abort as `cancelled`, and anything else as `internal` with its message. */
export function toInfolioError(error: unknown): InfolioError {
  if (error instanceof InfolioError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new InfolioError('cancelled', 'Stopped on request; what was read so far is kept.', { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new InfolioError('internal', message.split('\n', 1)[0] ?? message, { cause: error });
}
