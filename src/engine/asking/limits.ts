/** Numbers of asking, each with its reason. */

/** Passages that are read again together with the question: recall@8 is what the model is trained and measured for. */
export const rereadPassages = 8;

/**
 * Passages of like length that share a run on a CPU when they are read again. A run of four is as fast a passage as one of
 * sixteen, and filling up eleven passages to the longest of them took a sixth of the time.
 */
export const rereadTogether = 4;

/** Passages at a document's beginning that are read again with every question: they name the parties, the author, the date. */
export const openingPassages = 3;

/** Candidates that full-text search and the recall head each bring before they are fused. */
export const candidatesEach = 48;

/** Reciprocal rank fusion's constant: small, since documents have tens to thousands of passages, not millions. */
export const fusionConstant = 10;

/** Tokens of a question that are read; longer ones are cut (positions are trained for a passage of 254 beside them). */
export const questionTokens = 62;

/** Words on either side of a span among which the question's are looked for; from 10 to 40 it made no difference (models/training/LOG.md). */
export const wordsNear = 20;

/** Letters by which two words are taken for forms of one; four, six or a plural's ending did as well. */
export const lettersCompared = 5;

/** Longest answer in tokens: clauses of contracts run to a hundred and more. */
export const answerTokens = 120;

/** Logits taken off for each token beyond `lengthFree`, so that a long span needs better ends than a short one. */
export const lengthPenalty = 0.02;
export const lengthFree = 24;

/** Logits taken off for each sentence end that a span crosses: answers of two sentences are rare, clauses of a contract aside. */
export const sentencePenalty = 2;

/** Logits behind the likeliest span within which a span has a say about its ends; beyond it odds are below 1 in 50. */
export const rivalsWithin = 4;
/** So many of them at most: more only in text that says nothing, such as a table of dots. */
export const rivalsAtMost = 64;

/** Characters of a clause with its list that are shown for its heading. */
export const charactersOfClause = 800;

/** Places given beside the best one. */
export const othersAtMost = 5;

/**
 * Passages among which those of like length are looked for when everything is read, and after which hits and progress are
 * told: half a second's work on two cores. A cancel is heard between the runs.
 */
export const everythingBatch = 16;

/** Spans taken from a passage that recall brought. */
export const spansOfPassage = 2;

/** Spans taken from one passage when everything is read. */
export const spansAPassage = 4;

/** Segments read on in one run to the page that somebody is on; as many as a reading's, so that a cancel waits no longer. */
export const segmentsAtOnce = 8;

/** Memories "up to a page" that are kept at hand, 1.4 MB each: a few documents, each at the page its reader is on. */
export const memoriesKept = 8;

/**
 * Documents of a collection or library that are asked. The right one is nearly always among the first two or three; "read
 * everything" asks them all.
 */
export const documentsAsked = 8;

/**
 * Passages of all those documents together that are read again: the best one of each and those that stand highest among all
 * passages. Eight and the opening of each document, four times as many, found no more (docs/asking.md).
 */
export const acrossPassages = 20;

/** Best documents whose openings are read again, too. */
export const openingDocuments = 1;

/** Passages whose vectors are compared between two turns of the event loop: some ten milliseconds. */
export const passagesBetweenTurns = 20_000;

/** Passages that full-text search brings over all documents: enough that a long document's many hits hide no other's. */
export const wordsOverDocuments = 1_000;

/**
 * How much words weigh in the recall map beside the recall head, which also finds what is said in other words. On the 68 questions
 * to the sample lease and paper the brightest passage is on the answer's page in 47 at this share, in 41 by the recall head
 * alone and in 45 by words alone; from 0.5 to 0.8 it makes no difference.
 */
export const mapLexicalShare = 0.6;

/** Documents whose passages' places are kept at hand, some 100 bytes a passage. */
export const mapsKept = 8;

/** Pages laid out between two turns of the event loop: some ten milliseconds. */
export const pagesBetweenTurns = 16;

/** Words from which a line is shown as a sentence rather than a heading, where nothing was found. */
export const wordsOfSentence = 6;

/** Names of a question that are looked up; nearly all questions have one or two. */
export const namesCompleted = 3;

/** Passages that full-text search brings for a name: the one that defines it is among the first of them, and a common name has many. */
export const passagesOfName = 24;

/** Passages at most in which a name and its other name are counted, to tell which of both the document uses. */
export const passagesCounted = 100;

/** Characters behind a name in which its other name is looked for: ", a Delaware corporation with its principal office at ... (the “Lessee”)". */
export const definitionWindow = 320;

/** How sure a party is that was read off its definition: the share that was right on contracts set aside (bench:other-names --tune). */
export const definedPartyOdds = 0.9;

/** How sure a title or author is that was read off the title page: set by hand; right for 61 of 61 books, the patterns having been mended on them. */
export const titlePageOdds = 0.9;
