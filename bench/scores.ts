/** SQuAD's own normalisation: lower case, no punctuation, no articles, single spaces. */
export function normalise(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .replaceAll(/\b(?:a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}

/** Token F1 of a prediction with the closest of the references, 0..1. */
export function f1(prediction: string, references: readonly string[]): number {
  return Math.max(0, ...references.map((reference) => f1One(prediction, reference)));
}

/** 1 if the prediction equals a reference after normalisation, else 0. */
export function exactMatch(prediction: string, references: readonly string[]): number {
  return references.some((reference) => normalise(reference) === normalise(prediction)) ? 1 : 0;
}

function f1One(prediction: string, reference: string): number {
  const predicted = normalise(prediction).split(' ');
  const expected = normalise(reference).split(' ');
  const counts = new Map<string, number>();
  for (const word of expected) counts.set(word, (counts.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of predicted) {
    const left = counts.get(word) ?? 0;
    if (left > 0) {
      same++;
      counts.set(word, left - 1);
    }
  }
  if (same === 0) return 0;
  const precision = same / predicted.length;
  const recall = same / expected.length;
  return (2 * precision * recall) / (precision + recall);
}

/** Percent with one decimal; null for no values. */
export function percent(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.round((1000 * values.reduce((sum, value) => sum + value, 0)) / values.length) / 10;
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
