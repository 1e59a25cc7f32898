/** Numbers of reviewing, each with its reason. */

/** Passages that recall brings for each wording and that are read with it: as many as asking reads. */
export const passagesEach = 8;

/** Passages beside those that an item's hint words bring: recall misses clauses whose words differ from the question's. */
export const hintPassages = 3;

/** Passages beside those that stand under a heading which an item names; a long article has more than are worth it. */
export const headingPassages = 4;

/**
 * Added to the log odds of a hit under a heading that its item names. A judgement: enough to lift a likely hit over the
 * threshold (0.1 becomes 0.23), not enough to make one out of nothing.
 */
export const headingBonus = 1;

/**
 * Added to the log odds of a hit in whose sentence so many of its item's hint words stand: none, one, two or more. Chosen
 * on five training contracts, where it brought the clauses that are shown from 44 % to 71 % and what is rightly shown
 * from 40 % to 51 %; `bench:reviews` measures it on others.
 */
export const hintBonus = [-0.5, 0.75, 1.5] as const;

/** Passages put to the network in one run when everything is read, as in asking: larger runs delay cancelling. */
export const everythingBatch = 8;

/** Spans taken from one passage: parties are often named side by side. */
export const spansAPassage = 2;
export const partiesAPassage = 4;

/** A playbook is a page or two of text; a file larger than this is something else. */
export const playbookBytes = 512 * 1024;

/** Bytes of a playbook's name in UTF-8: file systems allow 255 with ending, and a temporary file's name is longer by 20. */
export const fileNameBytes = 220;

/** Counted up whenever a review would come out differently for the same model and playbook: what was kept is made anew then. */
export const recipeVersion = 2;
