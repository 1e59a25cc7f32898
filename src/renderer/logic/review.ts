import type { DocumentReview } from '../../contract/protocol.ts';
import type { Finding } from '../../contract/review.ts';

/** What is known of one document by now: its findings, all of them or those so far. */
export interface ReviewColumn {
  readonly document: string;
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface ReviewItem {
  readonly name: string;
  readonly group: string | null;
}

/** One item over all documents; null where it was not looked at yet. */
export interface ReviewRow extends ReviewItem {
  readonly findings: readonly (Finding | null)[];
}

export const reviewFilters = ['all', 'found', 'missing', 'notes'] as const;
export type ReviewFilter = (typeof reviewFilters)[number];

/** The playbook's items in its order, then those that only findings know: of a playbook that was changed since. */
export function rowsOf(items: readonly ReviewItem[], columns: readonly ReviewColumn[]): readonly ReviewRow[] {
  const byItem = columns.map(({ findings }) => new Map(findings.map((finding) => [finding.item, finding])));
  const known = new Set(items.map(({ name }) => name));
  const others: ReviewItem[] = [];
  for (const { findings } of columns) {
    for (const { item, group } of findings) {
      if (known.has(item)) continue;
      known.add(item);
      others.push({ name: item, group });
    }
  }
  return [...items, ...others].map(({ name, group }) => ({ name, group, findings: byItem.map((findings) => findings.get(name) ?? null) }));
}

export function fits(row: ReviewRow, filter: ReviewFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'found':
      return row.findings.some((finding) => finding?.found === true);
    case 'missing':
      return row.findings.some((finding) => finding?.found === false);
    case 'notes':
      return row.findings.some((finding) => (finding?.notes.length ?? 0) > 0);
  }
}

/** How many rows each filter leaves. */
export function countsOf(rows: readonly ReviewRow[]): Readonly<Record<ReviewFilter, number>> {
  const count = (filter: ReviewFilter): number => rows.filter((row) => fits(row, filter)).length;
  return { all: count('all'), found: count('found'), missing: count('missing'), notes: count('notes') };
}

/** Findings of a run by document, with those of one more message. A finding that comes again takes the place of the first. */
export function withFindings(
  before: Readonly<Record<string, readonly Finding[]>>,
  added: readonly { readonly document: string; readonly finding: Finding }[],
): Readonly<Record<string, readonly Finding[]>> {
  const after: Record<string, readonly Finding[]> = { ...before };
  for (const { document, finding } of added) after[document] = [...(after[document] ?? []).filter(({ item }) => item !== finding.item), finding];
  return after;
}

/** Under which key a review is kept. */
export function reviewKey(playbook: string, document: string): string {
  return `${playbook}/${document}`;
}

/** Groups of rows that stand together, in the order in which they first come. */
export function grouped(rows: readonly ReviewRow[]): readonly { readonly group: string | null; readonly rows: readonly ReviewRow[] }[] {
  const groups = new Map<string | null, ReviewRow[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return [...groups].map(([group, own]) => ({ group, rows: own }));
}

/** The columns to show: of the run that goes on (or was stopped) where it has them, else what is kept. */
export function columnsOf(
  documents: readonly { readonly id: string; readonly title: string }[],
  attempt: Readonly<Record<string, readonly Finding[]>> | null,
  kept: (document: string) => DocumentReview | undefined,
): readonly ReviewColumn[] {
  return documents.map(({ id, title }) => ({ document: id, title, findings: attempt?.[id] ?? kept(id)?.review.findings ?? [] }));
}
