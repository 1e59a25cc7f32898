import { z } from 'zod';
import { summaryKinds } from './summary.ts';

/** One line of `infolio batch`: a document and what is wanted of it. */
export const batchRequestSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  file: z.string().min(1),
  ask: z.array(z.string().min(1)).optional(),
  summarize: z
    .union([
      z.boolean(),
      z.object({
        query: z.string().optional(),
        words: z.number().int().positive().optional(),
        sentences: z.number().int().positive().optional(),
        by: z.enum(summaryKinds).optional(),
        /** "3-9", both counted. */
        pages: z.string().optional(),
      }),
    ])
    .nullish(),
  review: z.string().min(1).nullish(),
  everything: z.boolean().optional(),
});

export type BatchRequest = z.infer<typeof batchRequestSchema>;
