/** Numbers of summarizing, each with its reason. */

/** Passages put to the network in one run with a query, as in asking: larger runs delay cancelling. */
export const passagesAtOnce = 8;

/** Milliseconds of work between two turns of the event loop: a cancel waits no longer. */
export const turnMs = 15;

/** Words from which a piece of text can say something by itself; shorter ones are labels, exclamations, remains of a table. */
export const wordsAtLeast = 4;

/** A line without an end of a sentence counts from this many words on: shorter ones are headings, addresses, signatures. */
export const wordsWithoutStop = 16;

/** The longest sentence that a summary takes: longer ones are lists and clauses that run over half a page. */
export const wordsAtMost = 130;

/** Sentences that may be taken along with one that leans on them; what leans on more is left out. */
export const takenAlong = 1;

/**
 * Sentences from which a document is summarised from its parts upwards: chosen from all of them at once, a book's summary
 * would be of the chapters whose words are the commonest.
 */
export const pyramidFrom = 1_200;

/** Levels of sections that are told apart; deeper ones count to the section that they stand in. */
export const levelsAtMost = 3;

/** Pages of a group where a document has neither an outline nor headings. */
export const pagesOfGroup = 15;

/** Groups that a short document without headings is parted into at least, if it has the pages. */
export const groupsAtLeast = 8;

/** Of a section come so many times more sentences than its share of the next level's, so that there is something to choose from. */
export const choice = 3;

/** What a section's next sentence is worth beside its first, where a whole is chosen from its parts. */
export const sameSection = 0.85;

/**
 * Sentences of a summary whose length was left open: `at.sentences` for `at.words` of text, growing with the words' power:
 * 3 for a page, 8 for a paper, 24 for a long novel.
 */
export const openLength = { at: { words: 450, sentences: 3 }, power: 0.36, most: 25 } as const;

/** A section gets this share of what a document of its length would get, where the length was left open. */
export const sectionShare = 0.6;

/** Up to so many sentences a document counts as short, and from so many on as long (weights.ts). */
export const shortSentences = 10;
export const longSentences = 200;

/**
 * Where a summary is so many sentences long, a sentence is worth more by this power of its words, up to so many: chosen by
 * relevance alone, stories were summarised by their shortest lines.
 */
export const countedWords = { power: 0.6, most: 45 } as const;
