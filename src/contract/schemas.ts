import { z } from 'zod';
import type { Answer, Everything, Place } from './answer.ts';
import type { FailedPage, ReadingProgress } from './document.ts';
import type { Box } from './geometry.ts';
import type { OutlineEntry, PageContent } from './page.ts';

/** Schemas of the types that cross a process boundary. Each is held to its type by its annotation. */

const count = z.number().int().nonnegative();
const pageNumber = z.number().int().positive();

export const boxSchema: z.ZodType<Box> = z.object({ page: pageNumber, x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const placeSchema: z.ZodType<Place> = z.object({
  text: z.string(),
  sentence: z.string(),
  page: pageNumber,
  pageLabel: z.string(),
  start: count,
  end: count,
  score: z.number(),
  boxes: z.array(boxSchema),
});

const everythingSchema: z.ZodType<Everything> = z.object({ passages: count, hits: z.array(placeSchema), distinct: count });

export const answerSchema: z.ZodType<Answer> = z.object({
  question: z.string(),
  readAs: z.object({ question: z.string(), places: z.array(placeSchema) }).optional(),
  gist: z.boolean().optional(),
  kind: z.enum(['span', 'yesno', 'count']),
  found: z.boolean(),
  best: placeSchema.nullable(),
  others: z.array(placeSchema),
  nearest: z.array(placeSchema),
  everything: everythingSchema.nullable(),
});

export const failedPageSchema: z.ZodType<FailedPage> = z.object({ page: pageNumber, label: z.string(), code: z.string(), message: z.string() });

export const readingProgressSchema: z.ZodType<ReadingProgress> = z.object({
  pagesRead: count,
  pageCount: count,
  segments: count,
  tokens: count,
  tokensPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nullable(),
});

export const outlineSchema: z.ZodType<OutlineEntry[]> = z.lazy(() =>
  z.array(z.object({ title: z.string(), page: pageNumber.nullable(), children: outlineSchema })),
);

export const pageContentSchema: z.ZodType<PageContent> = z.object({
  page: pageNumber,
  label: z.string(),
  width: z.number(),
  height: z.number(),
  text: z.string(),
  blocks: z.array(z.object({ kind: z.enum(['heading', 'paragraph', 'list', 'footnote', 'table', 'caption']), start: count, end: count, level: count })),
  runs: z.array(
    z.object({ start: count, end: count, x: z.number(), y: z.number(), width: z.number(), height: z.number(), advances: z.array(z.number()).exactOptional() }),
  ),
  continues: z.boolean(),
});
