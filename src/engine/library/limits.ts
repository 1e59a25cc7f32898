/** Numbers of the library, each with its reason. */

/**
 * Milliseconds to wait for another process that is writing. A checkpoint of a reading takes some ten; removing a book a
 * few hundred. The wait blocks the event loop, so it must stay bearable.
 */
export const busyMs = 3000;

/**
 * Bytes of a database page. A passage's row is some 1,050 bytes; of 4, 8 and 16 KiB this one gave the smallest file for
 * a book: more of a smaller page stays empty, and a larger one is written whole for every small change.
 */
export const pageBytes = 8192;

/** A file up to this size is checked whole when it is opened: some 100 ms. A larger one when the user asks. */
export const checkedAtOpenBytes = 24 * 1024 * 1024;

/** What the write-ahead log may keep of the disk after it was copied into the file. */
export const logBytes = 8 * 1024 * 1024;

/** Bits of a row's number that count passages or pages inside their document; the rest is the document's. */
export const indexBits = 24;

/** Vectors are kept in memory for the documents asked last, up to this many bytes: some 40 books. */
export const vectorCacheBytes = 128 * 1024 * 1024;

/** Vectors of all documents together are kept in memory as the file has them up to this many bytes: 170,000 passages. */
export const keptVectorBytes = 64 * 1024 * 1024;

/**
 * Segments between two earlier memories that are kept of a document, to answer "as of page n" by reading on from the nearest:
 * at 40 segments a second (two cores) that takes six seconds at most and three as a rule (twice that from 1,536 segments on, and so forth), and documents of less than a
 * hundred pages or so keep none. One takes 690 KB in half precision, what some 600 segments have of text.
 */
export const memoryStride = 256;
/** More than this many are never kept: the stride doubles instead. */
export const earlierMemories = 6;

/** Points by which a character's edge may be off in a kept page: a tenth of the thinnest letter. */
export const edgeTolerance = 0.1;

/** Words of a search that are looked for; no one types more, but one may paste a page. */
export const wordsOfSearch = 64;

/** Hits of a search unless told. */
export const hitsOfSearch = 50;

/**
 * Pages of the full-text index that are merged when a document is read or removed: enough that a book's index shrinks from nine
 * tenths of its text to six, and never more than a few tenths of a second, however large the library is.
 */
export const mergedPages = 500;
