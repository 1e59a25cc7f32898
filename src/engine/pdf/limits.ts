import { availableParallelism } from 'node:os';

/** What one document may cost before we say so instead of waiting. */
export interface Limits {
  /** Milliseconds to read the cross-reference, the labels and the outline. */
  readonly openMs: number;
  /** Milliseconds for the text of one page. */
  readonly pageMs: number;
  /** Milliseconds to read the whole of a DOCX, EPUB or HTML file. */
  readonly wholeMs: number;
  /** Old-generation heap of the worker, in MiB. */
  readonly workerHeapMiB: number;
  /** Young-generation heap of the worker, in MiB. */
  readonly workerYoungMiB: number;
  /** Largest file in bytes. */
  readonly fileBytes: number;
  /** Pages read ahead of their consumer. */
  readonly ahead: number;
  /** Entries kept of an outline. */
  readonly outlineEntries: number;
  /** Pages recognised at the same time, each in a thread of its own. */
  readonly recognisers: number;
  /** Milliseconds to recognise the text of one page's picture. */
  readonly recogniseMs: number;
}

export const defaultLimits: Limits = {
  // A damaged cross-reference is rebuilt by scanning the file: seconds for hundreds of megabytes, never half a minute.
  openMs: 30_000,
  // Ordinary pages take 5 to 50 ms; the heaviest vector maps we met take 3 s on a slow machine.
  pageMs: 20_000,
  // A novel takes a second, the longest web pages some ten.
  wholeMs: 120_000,
  // pdf.js needs some 100 MiB for a book. What needs more than this is a page made to exhaust memory.
  workerHeapMiB: 1536,
  // Left alone, V8 lets short-lived objects pile up with the length of the document before it looks at them.
  workerYoungMiB: 8,
  // The file lies in memory while it is open; Node cannot hold more than 2 GiB in one buffer.
  fileBytes: 1_900_000_000,
  // Enough that extraction never waits for the model, small enough to keep memory flat.
  ahead: 4,
  // The longest real outlines have a few thousand entries; each one costs a look-up in the page tree.
  outlineEntries: 5_000,
  // Each takes some 150 MiB and all of a core, and the network wants its cores too.
  recognisers: Math.min(2, availableParallelism()),
  // A dense page takes two or three seconds of a core; a poster on a busy machine a minute.
  recogniseMs: 120_000,
};
