/** Numbers of the reading run, each with its reason. */

/**
 * Segments that are read between two turns of the event loop, and kept in one transaction: a quarter of a second's work on two
 * cores, which is how long a cancel waits. Batches begin at multiples of it in every reading of a document, so that one that was
 * broken off gives the same numbers to the last bit.
 */
export const batchSegments = 8;

/** Segments behind a batch that are there before it is read: the network begins with them while it ends the batch. */
export const segmentsAhead = 2;

/** Pages extracted ahead of the network: enough for two batches of dense text, small enough to keep memory flat. */
export const pagesAhead = 24;

/** Pages taken in without a full batch of text (a scan, a picture book) before they are kept all the same. */
export const pagesBetweenCheckpoints = 64;

/** Milliseconds to wait for another process that is reading the same document: a short one is then simply there. */
export const claimMs = 3000;
/** Milliseconds between two looks. */
export const claimLookMs = 50;

/** Bytes hashed between two looks at the signal: some milliseconds' worth. */
export const hashChunkBytes = 1024 * 1024;
