/** Numbers of asking, each with its reason. */

/** Passages that are read again together with the question: recall@8 is what the model is trained and measured for. */
export const rereadPassages = 8;

/** Passages at a document's beginning that are read again with every question: they name the parties, the author, the date. */
export const openingPassages = 3;

/** Candidates that full-text search and the recall head each bring before they are fused. */
export const candidatesEach = 48;

/** Reciprocal rank fusion's constant: small, since documents have tens to thousands of passages, not millions. */
export const fusionConstant = 10;

/** Tokens of a question that are read; longer ones are cut (positions are trained for a passage of 254 beside them). */
export const questionTokens = 62;

/** Longest answer in tokens: clauses of contracts run to a hundred and more. */
export const answerTokens = 120;

/** Logits taken off for each token beyond `lengthFree`, so that a long span needs better ends than a short one. */
export const lengthPenalty = 0.02;
export const lengthFree = 24;

/** Logits taken off for each sentence end that a span crosses: answers of two sentences are rare, clauses of a contract aside. */
export const sentencePenalty = 2;

/** Places given beside the best one. */
export const othersAtMost = 5;

/** Passages put to the network in one run when everything is read: larger runs gain little and delay cancelling. */
export const everythingBatch = 8;

/** Spans taken from one passage when everything is read. */
export const spansAPassage = 4;
