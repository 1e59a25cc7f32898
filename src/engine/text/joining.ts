/**
 * What stands between two pages in a document's text: a space if the last paragraph of the first goes on on the
 * second, else a paragraph break. A document's text is its pages' texts with these between them.
 */
export function joinerBetween(previousContinues: boolean): ' ' | '\n\n' {
  return previousContinues ? ' ' : '\n\n';
}
