/** A document's text as the model reads it: tokens, sentences, segments. */
export { joinerBetween } from './joining.ts';
export { maxTokensOfSegment } from './limits.ts';
export { codePointOffsetOf } from './offsets.ts';
export { createSegmenter } from './segmenter.ts';
export type { Position, Segment, Segmenter, SegmenterOptions } from './segmenter.ts';
export { sentencesOf } from './sentences.ts';
export type { Sentence } from './sentences.ts';
export { loadTokenizer } from './tokenizer.ts';
export type { Tokenizer, Tokens } from './tokenizer.ts';
