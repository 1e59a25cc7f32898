/** Tokens in a segment. With [CLS] and [SEP] these are the 256 positions the encoder was pretrained with. */
export const maxTokensOfSegment = 254;

/**
 * Characters in a segment for each token it may hold: 4,064 for 254 tokens. Prose takes some 4.5; only text that is
 * hardly words (encoded data, white space, one token for a hundred letters) comes near this. It bounds what is held
 * back while streaming.
 */
export const charactersPerToken = 16;

/**
 * Characters looked at to decide on one segment, in longest segments. Every decision depends on these and on nothing
 * else. Two, so that whatever begins inside the segment is either seen whole or known not to fit.
 */
export const lookAheadInSegments = 2;

/**
 * Characters tokenized in one go, for each token of a segment: some four segments of prose. Waiting for the library's
 * threads costs more than the work itself when the machine is busy.
 */
export const encodedAheadPerToken = 20;

/** From this share of its tokens on, a segment ends before a paragraph that does not fit, rather than inside it. */
export const fullEnough = 0.6;

/** A segment never gives up headings at its end to the next one if less than this share of its tokens would be left. */
export const leftAfterHeadings = 0.4;

/** A last paragraph of at most this many characters, on one line, without a full stop, is taken for a heading. */
export const maxCharactersOfHeading = 120;

/** Headings in a row (chapter, section, subsection) that move on together. */
export const maxHeadingsInRow = 3;
