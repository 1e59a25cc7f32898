/** How many lines a text area shows for a text. */
export function countLines(text: string): number {
  return text.split('\n').length;
}

/** Where a line begins and ends in a text, without its line break; the last line where there are fewer. `line` counts from 1. */
export function lineRange(text: string, line: number): { readonly start: number; readonly end: number } {
  const lines = text.split('\n');
  const at = Math.max(0, Math.min(line, lines.length) - 1);
  const start = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  return { start, end: start + (lines[at]?.length ?? 0) };
}
