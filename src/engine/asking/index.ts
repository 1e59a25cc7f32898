/** Questions to a document: recall, re-reading, the best span, "not found", "read everything". */
export { ask } from './ask.ts';
export type { AskOptions } from './ask.ts';
export type { AskContext } from './context.ts';
export { calibrationOf, evidenceKinds, probability } from './calibration.ts';
export type { Calibration, Evidence } from './calibration.ts';
export { openingPassages, questionTokens, rereadPassages } from './limits.ts';
export { kindOf } from './kinds.ts';
export { placeOf } from './place.ts';
export { cosines, fuse } from './recall.ts';
export type { Candidate } from './recall.ts';
export { recallPassages } from './recalling.ts';
export { reread } from './reread.ts';
export type { Found } from './reread.ts';
export { bestSpans } from './spans.ts';
export type { Span } from './spans.ts';
