import { z } from 'zod';
import { boxSchema } from './schemas.ts';

/*
 * Summaries: sentences of the document, chosen, in the document's order. Nothing is written anew.
 */

const count = z.number().int().nonnegative();
const page = z.number().int().positive();

/** How long a summary may get; `auto` follows the document's length. */
export const summaryLengthSchema = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('auto') }),
  z.object({ unit: z.literal('sentences'), count: z.number().int().min(1).max(500) }),
  z.object({ unit: z.literal('words'), count: z.number().int().min(10).max(20_000) }),
]);
export type SummaryLength = z.infer<typeof summaryLengthSchema>;

/** One for the whole document, one for each of its sections, one for each page. */
export const summaryKinds = ['document', 'section', 'page'] as const;

export const summaryRequestSchema = z.object({
  /** Null: a summary of what the document says; else of what it says to this. */
  query: z.string().trim().min(1).max(2_000).nullable().default(null),
  by: z.enum(summaryKinds).default('document'),
  /** Only these pages, both counted. */
  pages: z.object({ first: page, last: page }).nullable().default(null),
  length: summaryLengthSchema.default({ unit: 'auto' }),
});
export type SummaryRequest = z.output<typeof summaryRequestSchema>;

export const summarySentenceSchema = z.object({
  /** Exactly the document's text[start:end]. */
  text: z.string(),
  page,
  pageLabel: z.string(),
  /** UTF-16 offsets into the document's text. */
  start: count,
  end: count,
  /** Importance among the sentences it was chosen from, 0..1. */
  score: z.number().min(0).max(1),
  boxes: z.array(boxSchema),
});
export type SummarySentence = z.infer<typeof summarySentenceSchema>;

/** A part of the document with its own sentences: a chapter, a section of it, a page. Parents come before their children. */
export const summarySectionSchema = z.object({
  title: z.string(),
  /** 1 for the uppermost. */
  level: z.number().int().positive(),
  firstPage: page,
  lastPage: page,
  sentences: z.array(summarySentenceSchema),
});
export type SummarySection = z.infer<typeof summarySectionSchema>;

export const summarySchema = z.object({
  query: z.string().nullable(),
  by: z.enum(summaryKinds),
  pages: z.object({ first: page, last: page }).nullable(),
  /** In the document's order. With `by` section or page: those of the whole, chosen from the sections' own. */
  sentences: z.array(summarySentenceSchema),
  /** Empty where `by` is document. */
  sections: z.array(summarySectionSchema),
  /** The sentences, one after the other. */
  text: z.string(),
  words: count,
  /** Sentences that were weighed, and the pages that they stand on. */
  sentencesRead: count,
  pagesRead: count,
});
export type Summary = z.infer<typeof summarySchema>;
