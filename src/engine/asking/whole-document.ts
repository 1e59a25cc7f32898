/** How questions speak of the document itself: "it", "this paper", "the whole book"; for the patterns of such questions, which are case-insensitive. */
export const theDocument =
  '(?:it|this|that|(?:the|this|that) (?:whole |entire )?(?:paper|article|book|novel|story|tale|report|study|thesis|dissertation|document|text|work|essay|manuscript|publication|contract|agreement|lease|file|pdf))';
