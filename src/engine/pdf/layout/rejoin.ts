import type { Draft } from './compose.ts';
import { plainText } from './line.ts';
import { terminal } from './paragraphs.ts';

/** Blocks that may lie between the halves of a paragraph: a figure brings its labels along. */
const farthest = 60;

/**
 * Puts paragraphs together again that broke off at the foot of a column and go on in the next one, be it below a
 * figure or a table: those then follow the paragraph they had interrupted.
 */
export function rejoined(drafts: readonly Draft[], bodySize: number): Draft[] {
  const result = [...drafts];
  for (let index = 0; index < result.length; index++) {
    const draft = result[index];
    if (draft === undefined || !breaksOff(draft, bodySize)) continue;
    const other = continuation(result, index, bodySize);
    const rest = other === null ? undefined : result[other];
    if (other === null || rest === undefined) continue;
    result.splice(other, 1);
    result[index] = { ...draft, left: rest.left, right: rest.right, lines: [...draft.lines, ...rest.lines] };
    // What was joined may break off again at the foot of the next column.
    index--;
  }
  return result;
}

function breaksOff(draft: Draft, bodySize: number): boolean {
  const last = draft.lines.at(-1);
  if (last === undefined || !isRunning(draft, bodySize) || terminal.test(plainText(last))) return false;
  // Its last line is full: it ends there for want of room.
  return last.rtl ? last.x - draft.left < 4 * last.size : draft.right - last.right < 4 * last.size;
}

function continuation(drafts: readonly Draft[], from: number, bodySize: number): number | null {
  const last = drafts[from]?.lines.at(-1);
  if (last === undefined) return null;
  let floats = 0;
  for (let index = from + 1; index < Math.min(drafts.length, from + farthest); index++) {
    const draft = drafts[index];
    const first = draft?.lines[0];
    if (draft === undefined || first === undefined || draft.kind === 'heading') return null;
    const begins = draft.kind === 'paragraph' && (first.rtl || first.x - draft.left < first.size) && isRunning(draft, bodySize) && Math.abs(first.size - last.size) < 0.12 * last.size;
    if (begins && /^["“‘(]?\p{Ll}/u.test(plainText(first))) {
      // In the next column at once, or in it below what interrupted.
      const higher = drafts.slice(from + 1, index + 1).some((each) => (each.lines[0]?.baseline ?? 0) < last.baseline - 2 * last.size);
      return higher && (floats > 0 || index === from + 1) ? index : null;
    }
    if (isRunning(draft, bodySize) && letters(draft) > 120) return null;
    if (draft.kind === 'caption' || draft.kind === 'table') floats++;
  }
  return null;
}

function isRunning(draft: Draft, bodySize: number): boolean {
  const size = draft.lines[0]?.size ?? 0;
  return (draft.kind === 'paragraph' || draft.kind === 'list') && Math.abs(size - bodySize) < 0.12 * bodySize;
}

function letters(draft: Draft): number {
  return draft.lines.reduce((sum, line) => sum + plainText(line).length, 0);
}
