import type { ReadingProgress } from '../contract/document.ts';

/** One line on a terminal's stderr that is written over; silent where stderr is no terminal or `quiet` is set. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

export function progressLine(quiet: boolean): ProgressLine {
  const stream = process.stderr;
  if (quiet || !stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let last = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      stream.write(`\r\x1b[2K${text.slice(0, stream.columns - 1)}`);
    },
    clear() {
      last = 0;
      stream.write('\r\x1b[2K');
    },
  };
}

/** "lease.pdf: page 12 of 20, 8,310 tokens/s, 4 s left" */
export function describeReading(name: string, progress: ReadingProgress): string {
  const left = progress.secondsLeft === null ? '' : `, ${Math.ceil(progress.secondsLeft)} s left`;
  const rate = Math.round(progress.tokensPerSecond).toLocaleString('en');
  return `${name}: page ${progress.pagesRead} of ${progress.pageCount}, ${rate} tokens/s${left}`;
}
