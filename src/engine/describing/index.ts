/** What a document names and answers itself: terms, people, dates; how they hang together; the questions it answers. */
export { describe } from './details.ts';
export type { WorkOptions } from './passages.ts';
