/** The run that takes a file through pdf, text, model and memory into the library. */
export type { ReadingNetwork, ReadingTools, ReadSegments } from './network.ts';
export { readDocument } from './read.ts';
export type { ReadingOptions } from './read.ts';
