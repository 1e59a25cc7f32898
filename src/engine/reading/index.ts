/** The run that takes a file through pdf, text, model and memory into the library. */
export type { ReadingNetwork, ReadSegments } from './network.ts';
export { readDocument } from './read.ts';
export type { ReadingOptions, ReadingTools } from './read.ts';
