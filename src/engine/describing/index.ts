/** What a document names and answers itself: terms, people, dates; how they hang together; the questions it answers. */
export { describe } from './details.ts';
export { keptDetails, keptMap } from './describer.ts';
export { mapOf } from './map.ts';
export type { WorkOptions } from './passages.ts';
export { keptSuggestions, suggest } from './suggestions.ts';
