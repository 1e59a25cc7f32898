import { right } from './span.ts';
import type { Span } from './span.ts';

// TeX sets an accent as a character of its own before its letter.
const spacingAccents = new Map([
  ['\u00A8', '\u0308'], ['\u00B4', '\u0301'], ['\u02CB', '\u0300'], ['\u02C6', '\u0302'], ['\u02DC', '\u0303'], ['\u00AF', '\u0304'],
  ['\u02D8', '\u0306'], ['\u02D9', '\u0307'], ['\u02DA', '\u030A'], ['\u00B8', '\u0327'], ['\u02C7', '\u030C'], ['\u02DD', '\u030B'],
]);

/** A letter with the accent that stood before it, as one character; null where there is none such. */
export function accented(accent: string, letter: string): string | null {
  const mark = spacingAccents.get(accent);
  if (mark === undefined || !/^\p{L}$/u.test(letter)) return null;
  const composed = (letter.replace('\u0131', 'i') + mark).normalize('NFC');
  return composed.length === 1 ? composed : null;
}

/** Moves an accent at the end of a span onto the first letter of the span that it is set over. */
export function joinAccents(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const previous = result.at(-1);
    const letter = previous === undefined ? null : accented(previous.text.slice(-1), span.text.charAt(0));
    const near = previous !== undefined && Math.abs(right(previous) - span.x) < 0.6 * span.size && Math.abs(previous.baseline - span.baseline) < 0.5 * span.size;
    if (previous === undefined || letter === null || !near || previous.quarter !== span.quarter) {
      result.push(span);
      continue;
    }
    result.pop();
    const edges = previous.edges.slice(0, -1);
    const text = previous.text.slice(0, -1);
    const trimmed = text.trimEnd();
    if (trimmed !== '') {
      const kept = edges.slice(0, trimmed.length);
      result.push({ ...previous, text: trimmed, edges: kept, width: kept.at(-1) ?? 0, spaceAfter: trimmed !== text });
    }
    result.push({ ...span, text: letter + span.text.slice(1), spaceBefore: span.spaceBefore && trimmed !== text });
  }
  return result;
}
