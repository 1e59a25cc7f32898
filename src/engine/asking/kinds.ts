import type { QuestionKind } from '../../contract/answer.ts';

const yesNo =
  /^(?:and |so |but )?(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|isn't|aren't|doesn't|don't|didn't|can't|won't)\b/i;
const alternative = /\bor\b/i;
const count = /^(?:in total,? )?(?:how many|count|what (?:is|was) the number of)\b/i;

/**
 * What kind of answer a question wants. Yes/no and counting questions are answered with evidence: a span of the text is
 * neither "yes" nor a number of things. "Is it A or B?" wants a span.
 */
export function kindOf(question: string): QuestionKind {
  const text = question.trim();
  if (count.test(text)) return 'count';
  if (yesNo.test(text) && !alternative.test(text)) return 'yesno';
  return 'span';
}

const number =
  /\d|\b(?:no|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|several|couple|pair)\b/i;

/** True if the words already answer "how many": then the span itself is the answer. */
export function saysNumber(text: string): boolean {
  return number.test(text);
}
