/** Numbers of describing, each with its reason. */

/** Part of what is kept with a document's details: what was made with another number is made anew. */
export const detailsVersion = 2;
export const suggestionsVersion = 2;

/** Passages between two turns of the event loop: some milliseconds, so that a cancel is felt at once. */
export const passagesBetweenTurns = 4;

/** Most mentions of a kind. A list that nobody would read to its end is no list. */
export const mentionsAtMost = { terms: 40, definitions: 200, people: 60, organisations: 60, locations: 60, dates: 200, amounts: 200 } as const;

/** Places shown of one mention: the contract's own bound. */
export const placesAtMost = 20;

/** Passages at the beginning where a line of names is the line of the authors. */
export const frontPassages = 3;

/** Longest name and key term in words: longer runs of capitals are titles of works or of headings. */
export const nameWords = 6;
export const termWords = 4;

/** Evidence from which a name is taken to be a person's, an organisation's or a place's; see `judge.ts` for what counts how much. */
export const evidenceAtLeast = 1.5;

/** Phrases kept while counting; beyond, those met once are let go (a book of 500,000 tokens has about 300,000). */
export const phrasesAtMost = 400_000;

/** Candidates whose words are looked at by the tagger, best first: two milliseconds each. */
export const termsTagged = 160;

/** Longest sentence in characters that is looked through for names and phrases: longer ones are tables or noise. */
export const sentenceAtMost = 4_000;

/** Names, and sentences for each of their ties, in the map: as many as can be told apart in a picture. */
export const nodesAtMost = 40;
export const edgePlacesAtMost = 8;
/** Ties drawn: the strongest; more make a picture black. */
export const edgesAtMost = 120;

/** Questions suggested, and those that are tried until there are so many. */
export const suggestionsAtMost = 12;
export const questionsTried = 36;
/** Of one source: so that headings, definitions and playbooks all have a say. */
export const suggestionsOfSource = { heading: 3, definition: 4, playbook: 7 } as const;
