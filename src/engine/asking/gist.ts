import type { Answer, Place } from '../../contract/answer.ts';
import { theDocument } from './whole-document.ts';

const ofWhole = `(?: (?:of|in|from) ${theDocument})?`;
const patterns = [
  `(?:what(?:'s|’s| is| was)|tell me what) ${theDocument}(?: is| was)?(?: all)? about`,
  `what (?:does|do|is) ${theDocument} (?:about|cover|deal with|discuss|say)`,
  `(?:please )?(?:can you |could you )?(?:summari[sz]e|sum up)(?: ${theDocument})?(?: for me)?`,
  `(?:please )?(?:can you |could you )?(?:give(?: me)? |write |make )?an? (?:short |brief |quick )?(?:summary|overview)${ofWhole}`,
  `what(?:'s|’s| is| are) the (?:main|key|central|most important|overall) (?:points?|ideas?|topics?|subjects?|themes?|messages?|arguments?|findings?|conclusions?|takeaways?)${ofWhole}`,
];
const asks = new RegExp(`^(?:${patterns.join('|')})\\s*[?.!]?$`, 'iu');

/** Sentences of a summary given for it; enough to tell what a document is about, few enough to be read at a glance. */
export const gistSentences = 4;

/** Whether a question asks what the whole document is about, which no passage answers: "What is this about?", "Summarise it." */
export function asksForGist(question: string): boolean {
  return asks.test(question.trim());
}

/** The sentences of a summary as an answer; their scores are importance, not odds. Not found without any. */
export function gistAnswer(question: string, places: readonly Place[]): Answer {
  const [best = null, ...others] = places;
  return { question, gist: true, kind: 'span', found: best !== null, best, others, nearest: [], everything: null };
}
