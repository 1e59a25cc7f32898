/** The label of a page ("iv", "12"), or its number where the document names none. */
export function labelOf(labels: readonly (string | null | undefined)[], page: number): string {
  const label = labels[page - 1];
  return label === undefined || label === null || label === '' ? String(page) : label;
}

/**
 * The page that was meant: the one labelled so (the nearest to `current` where several are), else the one of that
 * number. Null where there is none.
 */
export function findPage(labels: readonly (string | null | undefined)[], count: number, entered: string, current: number): number | null {
  const wanted = entered.trim();
  if (wanted === '') return null;
  return nearest(labels, count, current, (label) => label === wanted) ?? nearest(labels, count, current, (label) => label.toLowerCase() === wanted.toLowerCase()) ?? numbered(wanted, count);
}

function nearest(labels: readonly (string | null | undefined)[], count: number, current: number, fits: (label: string) => boolean): number | null {
  let best: number | null = null;
  for (const [index, label] of labels.slice(0, count).entries()) {
    if (label === null || label === undefined || !fits(label)) continue;
    if (best === null || Math.abs(index + 1 - current) < Math.abs(best - current)) best = index + 1;
  }
  return best;
}

function numbered(entered: string, count: number): number | null {
  if (!/^\d+$/u.test(entered)) return null;
  const page = Number(entered);
  return page >= 1 && page <= count ? page : null;
}
