import { z } from 'zod';
import { placeSchema } from './schemas.ts';

/*
 * What a document speaks of: key terms, defined terms, people, organisations, places, dates, amounts; how they hang
 * together; and the questions that it answers itself.
 */

const count = z.number().int().nonnegative();

export const mentionKinds = ['term', 'definition', 'person', 'organisation', 'place', 'date', 'amount'] as const;
export type MentionKind = (typeof mentionKinds)[number];

/** Something that the document names, with where it does. */
export const mentionSchema = z.object({
  kind: z.enum(mentionKinds),
  /** As it is shown: the fullest of the ways in which it is named. */
  text: z.string(),
  /** Normalised: an ISO 8601 date, "1200 EUR"; null where the words are all there is. */
  value: z.string().nullable(),
  /** Times that it is named. */
  count,
  /** 0..1 among those of its kind. */
  weight: z.number().min(0).max(1),
  /** Where, in the document's order, at most 20; of a definition the defining sentence first. */
  places: z.array(placeSchema),
});
export type Mention = z.infer<typeof mentionSchema>;

/** Each list: the weightiest first; dates in the order of time. */
export const detailsSchema = z.object({
  terms: z.array(mentionSchema),
  definitions: z.array(mentionSchema),
  people: z.array(mentionSchema),
  organisations: z.array(mentionSchema),
  locations: z.array(mentionSchema),
  dates: z.array(mentionSchema),
  amounts: z.array(mentionSchema),
});
export type Details = z.infer<typeof detailsSchema>;

export const mapNodeSchema = z.object({
  id: z.string(),
  kind: z.enum(['person', 'organisation', 'place', 'definition']),
  label: z.string(),
  count,
  weight: z.number().min(0).max(1),
  places: z.array(placeSchema),
});
export type MapNode = z.infer<typeof mapNodeSchema>;

/** Two that are named in the same sentences. */
export const mapEdgeSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** Sentences that name both. */
  count,
  /** Some of them, at most 8; `text` is the whole sentence. */
  places: z.array(placeSchema),
});
export type MapEdge = z.infer<typeof mapEdgeSchema>;

export const entityMapSchema = z.object({ nodes: z.array(mapNodeSchema), edges: z.array(mapEdgeSchema) });
export type EntityMap = z.infer<typeof entityMapSchema>;

/** A question that the document answers itself. */
export const suggestionSchema = z.object({
  question: z.string(),
  /** What it was made from. */
  from: z.enum(['heading', 'definition', 'playbook']),
  /** The words it was made from, or the answer that was found. */
  place: placeSchema,
});
export type Suggestion = z.infer<typeof suggestionSchema>;
