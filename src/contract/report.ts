import { z } from 'zod';
import { mapEdgeSchema, mapNodeSchema } from './details.ts';
import { presentations, reviewValueSchema } from './review.ts';

/*
 * What is exported, before it is given a format: one tree that Markdown, Word, HTML, PDF, JSON and tables are made from.
 * docs/export.schema.json is this, as JSON Schema.
 */

const count = z.number().int().nonnegative();
const page = z.number().int().positive();

export const statementSchema = z.strictObject({
  text: z.string().describe('What is said: words of the document.'),
  quote: z.string().describe('The whole sentence or sentences that the text stands in, as the document has them.'),
  page: page.describe('Counted from 1.'),
  label: z.string().describe('The page as the document numbers it, "iv" or "12".'),
  start: count.nullable().describe('Where the text begins in the document\'s text, in UTF-16 units; null for a note, which marks the page itself.'),
  end: count.nullable().describe('Where it ends.'),
  score: z.number().min(0).max(1).nullable().describe('How likely it is right, 0 to 1; null for what a person wrote and for summaries.'),
  note: z.string().nullable().describe('A comment on it.'),
});
export type Statement = z.infer<typeof statementSchema>;

export const entrySchema = z.strictObject({
  heading: z.string().nullable().describe('The question, the name of the matter or of the part that is summarised; null for a note and for a summary of the whole.'),
  group: z.string().nullable().describe('What stands together with it.'),
  found: z.boolean().describe('False: not found in this document.'),
  show: z.enum(presentations).nullable().describe('How a review shows it; null outside reviews.'),
  value: reviewValueSchema.nullable().describe('What the words come to: a date, an amount, a length of time, names, yes or no.'),
  statements: z.array(statementSchema).describe('Best first; those of summaries, notes and of "read everything" in the order of the document.'),
  notes: z.array(z.string()).describe('Remarks on the whole: risks, how much was read.'),
});
export type Entry = z.infer<typeof entrySchema>;

export const sectionKinds = ['summary', 'answers', 'review', 'notes'] as const;

export const sectionSchema = z.strictObject({
  kind: z.enum(sectionKinds),
  title: z.string(),
  document: z.string().describe('The id of the document it is about.'),
  about: z.string().nullable().describe('How it was made, in a sentence.'),
  entries: z.array(entrySchema),
});
export type Section = z.infer<typeof sectionSchema>;

export const reportDocumentSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  file: z.string().describe('Where its file is, seen from the export: a relative path with "/", or a file: URL from another drive.'),
  kind: z.string().describe('pdf, docx, epub, html, txt or md.'),
  pages: count,
  pagesRead: count,
  failedPages: z.array(z.strictObject({ page, label: z.string(), message: z.string() })),
  words: count,
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;

export const reportSchema = z.strictObject({
  format: z.literal('infolio-report'),
  version: z.literal(1),
  title: z.string(),
  madeAt: z.iso.datetime().describe('In UTC.'),
  model: z.string().describe('The model that read and answered.'),
  documents: z.array(reportDocumentSchema).min(1),
  sections: z.array(sectionSchema),
});
export type Report = z.infer<typeof reportSchema>;

/** Entity maps as they are exported; docs/map.schema.json is this, as JSON Schema. */
export const mapReportSchema = z.strictObject({
  format: z.literal('infolio-map'),
  version: z.literal(1),
  madeAt: z.iso.datetime().describe('In UTC.'),
  model: z.string().describe('The model that read the documents.'),
  documents: z
    .array(
      z.strictObject({
        ...reportDocumentSchema.shape,
        nodes: z.array(mapNodeSchema).describe('People, organisations, places and defined terms, each with where it is named.'),
        edges: z.array(mapEdgeSchema).describe('Two that are named in the same sentences, with some of those.'),
      }),
    )
    .min(1),
});
export type MapReport = z.infer<typeof mapReportSchema>;
