/*
 * Sentences that lean on the one before: "He refused.", "However, the tenant ...", "These results ...". Alone in a summary
 * they say nothing, or something else.
 */

/** Words that open a sentence and point back, whatever follows. */
const connectives = anyOf(
  'however|therefore|thus|hence|moreover|furthermore|additionally|consequently|accordingly|nevertheless|nonetheless|otherwise|instead|likewise|similarly|conversely',
  'meanwhile|besides|then|so|but|and|or|nor|yet|also|still|too|indeed|namely|rather|afterwards|thereafter|thereupon|secondly|thirdly|lastly|even so|that is',
  'in (?:addition|contrast|turn|other words|doing so|particular|(?:this|that|such an?|these|such) (?:case|cases|way|regard|respect|context|sense|event))',
  'as (?:a result|such|a consequence|well)|on the (?:other hand|contrary)|for (?:example|instance|this reason|these reasons)|by contrast|at the same time',
  'after (?:this|that)|because of (?:this|that)|due to (?:this|that)|to (?:this|that) end|of (?:these|those)|the (?:former|latter)|(?:neither|both|all) of (?:them|these|those)',
);

/** Pronouns whose bearer stands in the sentence before. */
const pronouns = anyOf('he|she|they|them|him|his|her|hers|their|theirs|its|it|these|those|that|this|such', '(?:each|some|one|many|most) of (?:them|these|those)');

/** What "this ..." names is the document itself, so that nothing stands before: "This Agreement", "In this paper". */
const itself =
  /^(?:this|these) (?:(?:present|first|second|third|final|new|short|whole) )?(?:agreement|lease|contract|deed|policy|policies|license|licence|terms?|document|article|section|schedule|exhibit|annex|appendix|addendum|amendment|paper|papers|study|work|thesis|dissertation|report|review|chapter|book|volume|story|novel|essay|survey|manuscript|letter|guide|guidelines|manual|handbook|notice|statement|site|website|service|services|app|software|edition|year|month|week|century|morning|evening)\b/i;

/** "It is known that", "It was a cold day": "it" stands for nothing before. "That the tenant pays ..." opens a clause. */
const standsForNothing =
  /^(?:it (?:is|was|has been|had been|will be|may be|can be|seems|seemed|appears|appeared|happens|happened|follows|followed|remains|turned out|took)\b.{0,60}?\b(?:that|to|how|why|whether|when|who|which)\b|it (?:is|was) (?:raining|snowing|a |an |the |not until|only|half|nearly|almost|about|late|early|dark|cold|hot)|those who\b|that (?:the|a|an|no|any|each|every|all)\b|such (?:a|an)\b.{0,40}\bas\b)/i;

/** Reported speech goes on from speech: `"...," he said.` leans no more than its own words do. */
const opening = /^[\s"'“”‘’«»„([*_—–-]+/u;

/** True if a sentence cannot be understood without the one before it. */
export function leans(sentence: string): boolean {
  const text = sentence.replace(opening, '');
  if (itself.test(text) || standsForNothing.test(text)) return false;
  // A small letter begins nothing: it goes on from what stands before. Texts all in small letters have no others.
  return connectives.test(text) || pronouns.test(text);
}

function anyOf(...alternatives: readonly string[]): RegExp {
  return new RegExp(`^(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}
