import { errorCodes } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';

/** What to do about an error, if the dictionary has something to say about its code. */
export function remedyFor(remedies: Partial<Readonly<Record<ErrorCode, string>>>, code: string | null): string | null {
  const known = errorCodes.find((one) => one === code);
  return known === undefined ? null : (remedies[known] ?? null);
}
