import { z } from 'zod';
import type { Place } from './answer.ts';
import { placeSchema } from './schemas.ts';

/*
 * Playbooks and what a review by one finds. A playbook is a YAML file; these are its fields as they stand there.
 */

const name = z.string().trim().min(1).max(120);
const words = z.array(name).max(40);

/** How a finding is shown: a whole clause, or the value that its words give. */
export const presentations = ['clause', 'date', 'amount', 'period', 'party', 'yesno'] as const;
export type Presentation = (typeof presentations)[number];

/** A note to the reviewer, given when the finding is as `when` says. */
export const riskSchema = z.discriminatedUnion('when', [
  z.strictObject({ when: z.enum(['found', 'missing', 'yes', 'no']), note: z.string().trim().min(1).max(600) }),
  /** The words found hold one of these, whatever their case. */
  z.strictObject({ when: z.literal('says'), words: words.min(1), note: z.string().trim().min(1).max(600) }),
]);
export type Risk = z.infer<typeof riskSchema>;

export const playbookItemSchema = z.strictObject({
  name,
  /** Items of one group stand together. */
  group: name.exactOptional(),
  /** The question in one or more wordings; the one that is answered best counts. */
  questions: z.array(z.string().trim().min(1).max(400)).min(1).max(8),
  /** Where to look first, and what makes a place likelier: words of headings, and words of the passage itself. */
  hints: z.strictObject({ headings: words.default([]), words: words.default([]) }).default({ headings: [], words: [] }),
  show: z.enum(presentations).default('clause'),
  /** Words in the evidence that turn a "yes" into a "no"; only where `show` is yesno. */
  denied: words.default([]),
  /** Most places to show. */
  places: z.number().int().min(1).max(20).default(3),
  risks: z.array(riskSchema).max(20).default([]),
});
export type PlaybookItem = z.infer<typeof playbookItemSchema>;

export const playbookSchema = z.strictObject({
  name,
  description: z.string().trim().max(600).default(''),
  items: z.array(playbookItemSchema).min(1).max(200),
});
export type Playbook = z.infer<typeof playbookSchema>;

/** What is wrong with a playbook's text, and where; `line` and `column` count from 1. */
export const playbookProblemSchema = z.object({ line: z.number().int().positive(), column: z.number().int().positive(), message: z.string() });
export type PlaybookProblem = z.infer<typeof playbookProblemSchema>;

/** What the words of a finding come to. `text` is how it is shown. */
export const reviewValueSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('date'),
    text: z.string(),
    /** ISO 8601, to the day, or to the month where no day is given. */
    iso: z.string(),
    /** Written with figures only, so that day and month could be the other way round; read as month/day. */
    ambiguous: z.boolean(),
  }),
  /** `unit` is an ISO 4217 currency or '%'. */
  z.object({ kind: z.literal('amount'), text: z.string(), amount: z.number(), unit: z.string() }),
  /** `iso` is an ISO 8601 duration. */
  z.object({ kind: z.literal('period'), text: z.string(), iso: z.string() }),
  z.object({ kind: z.literal('party'), text: z.string(), names: z.array(z.string()) }),
  z.object({ kind: z.literal('yesno'), text: z.string(), yes: z.boolean() }),
]);
export type ReviewValue = z.infer<typeof reviewValueSchema>;

/** What one item of a playbook finds in one document. */
export interface Finding {
  /** The item's name. */
  readonly item: string;
  readonly group: string | null;
  readonly show: Presentation;
  /** False: "not found in this document". */
  readonly found: boolean;
  /** Null where nothing was found, for clauses, and where the words give no value. */
  readonly value: ReviewValue | null;
  /** Best first; none if nothing was found. `sentence` is what to show. */
  readonly places: readonly Place[];
  /** Where nothing was found: the likeliest place all the same, too unlikely to be called found. */
  readonly nearest: Place | null;
  /** The risk notes that apply. */
  readonly notes: readonly string[];
  /** The wording that brought the best place; the first one where nothing was found. */
  readonly question: string;
  /** Passages read with this item's questions, of so many in the document. */
  readonly passagesRead: number;
  readonly passages: number;
}

export const findingSchema: z.ZodType<Finding> = z.object({
  item: z.string(),
  group: z.string().nullable(),
  show: z.enum(presentations),
  found: z.boolean(),
  value: reviewValueSchema.nullable(),
  places: z.array(placeSchema),
  nearest: placeSchema.nullable(),
  notes: z.array(z.string()),
  question: z.string(),
  passagesRead: z.number().int().nonnegative(),
  passages: z.number().int().nonnegative(),
});

/** A document reviewed by a playbook: a finding for each of its items, in the playbook's order. */
export const reviewSchema = z.object({ playbook: z.string(), everything: z.boolean(), findings: z.array(findingSchema) });
export type Review = z.infer<typeof reviewSchema>;
