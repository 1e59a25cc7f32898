import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../src/engine/text/index.ts';
import { longText, someText } from './given.ts';

function split(text: string): string[] {
  return sentencesOf(text).map(({ start, end }) => text.slice(start, end));
}

/** "|" stands where a sentence ends. */
const hard: readonly (readonly [about: string, marked: string])[] = [
  ['titles and initials', 'Mr. Smith met Dr. J. K. Rowling on Jan. 5 at St. Mary’s. | They left.'],
  ['two initials in a name after a stop', 'It was by J.-P. Sartre and W. E. B. Du Bois. | Nobody knew.'],
  ['titles in a row', 'Prof. Dr. Meier came. | Gen. Lee left. | Rev. and Mrs. Jones stayed.'],
  ['numbers of things', 'See No. 5, Nos. 7 and Fig. 2. | Then Section 4.2 (a) applies.'],
  ['"No" as a sentence', 'No. | I disagree. | No. | Never.'],
  ['a citation in brackets', 'Results (Smith et al. 2020) agree with Jones et al. | The rest differ.'],
  ['citations before a name', 'As shown by Smith et al. Nature 2001 had it first. | We differ, cf. Jones, i.e. Tom, e.g. Ann.'],
  ['a case', 'In Smith v. Jones, 123 F.3d 456 (9th Cir. 2001), the court held so. | It was clear.'],
  ['reporters', 'Under 42 U.S.C. § 1983 and 17 C.F.R. 240 it is so. | See 12 F. Supp. 2d 34. | Next.'],
  ['companies', 'Acme Inc. and Beta Corp. merged. | Gamma Ltd. Holdings signed. | It was Delta Co. | The end.'],
  ['countries', 'The U.S. Government won. | He lives in the U.S. | She does not.'],
  ['times of day', 'It began at 5 p.m. | The end was at 6 a.m. sharp.'],
  ['et cetera', 'Apples, etc. are fruit. | Nuts, etc. | Cherries are fruit too.'],
  ['letters', 'The C. elegans worm and E. coli grow. | So does vitamin C. | The end.'],
  ['decimals and money', 'The value is 3.14. | It costs $5.00 per unit. | The rest is 2.71 percent.'],
  ['speech that goes on', '“Why?” he asked. | “Go home. | I will stay,” he said. | She left.'],
  ['a stop before a closing quote', 'He said "Go." | Then he went. | (Really.) | So it was.'],
  ['a closing quote that strayed', 'He said “Go. ” | Then he went.'],
  ['brackets around sentences', '(He left early. She stayed.) | They met later (see Part 3. Fees) again. | The end.'],
  ['ellipses', 'Well... we shall see. | He left... | Then nothing. | And so… | The end.'],
  ['marks of notes', 'It works.[12] | We saw that.5 | Others (see [3], [4–6]) did not.'],
  ['clauses in a row', 'As follows: (a) one; (b) two; and (c) three. | (d) The Licensee pays. | 1.1 A late fee is due.'],
  ['numbered clauses', '1. Definitions. | The term means this. | 2. The fee is due. | (iv) Other. | a) None.'],
  ['headings run in', 'ARTICLE IV. PAYMENT The Buyer shall pay. | SECTION 5. Fees.'],
  ['question and exclamation', 'What?! | Really! | Yes.'],
  ['no capitals', 'why not? | because it is so. | nobody knows.'],
  ['Chinese', '漢字です。 | 次の文。'],
];

describe('sentences', () => {
  it.each(hard)('end where a reader would say so: %s', (_, marked) => {
    const expected = marked.split(' | ');
    expect(split(expected.join(' '))).toEqual(expected);
  });

  it('need no space in Chinese', () => {
    expect(split('漢字です。次の文。')).toEqual(['漢字です。', '次の文。']);
  });

  it('end at every line break', () => {
    expect(split('Fee | 5\nTax | 2\n\nThe rest\n \nis free.')).toEqual(['Fee | 5', 'Tax | 2', 'The rest', 'is free.']);
  });

  it('are in order, without white space around, and hold everything else, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(someText, longText, fc.string({ unit: 'binary', maxLength: 400 })), (text) => {
        let end = 0;
        let between = '';
        for (const sentence of sentencesOf(text)) {
          between += text.slice(end, sentence.start);
          const inner = text.slice(sentence.start, sentence.end);
          if (inner === '' || inner !== inner.trim()) throw new Error(`Not a sentence: ${JSON.stringify(inner)}`);
          end = sentence.end;
        }
        expect((between + text.slice(end)).trim()).toBe('');
      }),
    );
  });

  it.each(['.', '. 1', 'word ', ' ', '\n', 'a\n', '.(', '. A ', '(. A ', '."', ').', 'a. (b) C ', '; (a) X', 'abc.[12] ', 'abc.1,1', 'i.', 'i. ', 'Mr. ', 'ab. ', '… A', '。', '.\u0301', '(1) ', '1.1.', '? a'])(
    'of nothing but %j are found in time that does not grow faster than the text',
    (unit) => {
      const time = (length: number): number => {
        const text = unit.repeat(length / unit.length);
        const start = process.threadCpuUsage();
        sentencesOf(text);
        const { user, system } = process.threadCpuUsage(start);
        return (user + system) / 1e3;
      };
      expect(time(2e5)).toBeLessThan(100 * (time(2e4) + 10));
    },
  );
});
