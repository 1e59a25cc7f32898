import { defaultLimits } from '../../engine/pdf/index.ts';

/** Bytes of an uploaded file: what is larger would not be read. */
export const uploadBytes = defaultLimits.fileBytes;
/** Bytes of one message of a screen; the largest are thumbnails (400 kB) and long notes. */
export const messageBytes = 2 * 1024 * 1024;
/** Milliseconds between two pings; a screen that missed one is gone. */
export const pingMs = 30_000;
/** Milliseconds for the headers of a request. */
export const headersMs = 10_000;
/** Where the search for a free port begins, and how many are tried before the system chooses one. */
export const firstPort = 7878;
export const portsTried = 10;
/** Milliseconds that an export waits to be fetched: the page does so at once. */
export const exportMs = 10 * 60_000;
/** Exports that may wait at once; the oldest goes beyond that. */
export const exportsWaiting = 16;
