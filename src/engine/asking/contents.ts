/** Lines in a row that make a table of contents, so that a short list with numbers is not taken for one. */
const linesAtLeast = 5;

/** "Article 9. Assignment and Subletting | 10", "Chapter Two ........ 14", "Preface   iv": words, a gap, a page. */
const contentsLine = /^(?=.*\p{L}{3}).{1,160}?(?:\s*\|\s*|\s*(?:\.\s?){3,}|\s{3,}|\t\s*)(?:(\d{1,4})|[ivxlc]{1,7})\s*$/u;

/**
 * Where a passage is a table of contents: ranges of its text, [start, end). Its lines name what the document speaks of,
 * and say nothing of it: no answer is taken from them. A run counts if its pages never fall and none is beyond `pages`.
 */
export function contentsRanges(text: string, pages: number): { readonly start: number; readonly end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let run = { start: 0, end: 0, lines: 0, page: 0 };
  let at = 0;
  for (const line of [...text.split('\n'), 'the end']) {
    const match = contentsLine.exec(line);
    const page = match === null ? 0 : Number(match[1] ?? 0);
    if (match !== null && page <= pages && page >= run.page) {
      run = { start: run.lines === 0 ? at : run.start, end: at + line.length, lines: run.lines + 1, page };
    } else if (line.trim() !== '') {
      if (run.lines >= linesAtLeast) ranges.push({ start: run.start, end: run.end });
      run = { start: 0, end: 0, lines: 0, page: 0 };
    }
    at += line.length + 1;
  }
  return ranges;
}
