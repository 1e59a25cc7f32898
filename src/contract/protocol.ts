import { z } from 'zod';
import { detailsSchema, entityMapSchema, suggestionSchema } from './details.ts';
import { errorCodes } from './errors.ts';
import { findingSchema, playbookProblemSchema, playbookSchema, reviewSchema } from './review.ts';
import {
  answerSchema,
  boxSchema,
  failedPageSchema,
  outlineSchema,
  pageContentSchema,
  placeSchema,
  readingProgressSchema,
} from './schemas.ts';
import { settingsChangeSchema, settingsSchema } from './settings.ts';
import { summaryRequestSchema, summarySchema } from './summary.ts';

/*
 * What a screen and an engine say to each other, whatever carries it: Electron's channels, a WebSocket, a test.
 *
 *   screen -> engine   request {id, method, params}, cancel {id}
 *   engine -> screen   progress {id, value}*, then result {id, value} or error {id, error}; event {name, value} at any time
 *
 * Every request ends with exactly one result or error. A cancelled one ends with the error `cancelled`.
 */

const id = z.string().min(1).max(64);
const rowId = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const page = z.number().int().positive();
const nothing = z.object({});

/** A document as the library shows it. Times are milliseconds since 1970. */
export const documentSchema = z.object({
  id,
  title: z.string(),
  kind: z.string(),
  /** Where it was last opened from. */
  file: z.string(),
  state: z.enum(['reading', 'ready', 'failed']),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  pages: count,
  pagesRead: count,
  failedPages: z.array(failedPageSchema),
  words: count,
  tokens: count,
  segments: count,
  bytes: count,
  addedAt: z.number(),
  readAt: z.number().nullable(),
  openedAt: z.number(),
});
export type LibraryDocument = z.infer<typeof documentSchema>;

/** Which documents a question is put to. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('document'), document: id }),
  z.object({ kind: z.literal('collection'), collection: rowId }),
  z.object({ kind: z.literal('library') }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** What one document answers. */
export const documentAnswerSchema = z.object({ document: id, title: z.string(), answer: answerSchema });
export type DocumentAnswer = z.infer<typeof documentAnswerSchema>;

/** A question with its answers as they are kept. Answers come best first; a question to one document has one. */
export const askedSchema = z.object({
  /** Of the kept question; null if it was not kept. */
  id: rowId.nullable(),
  scope: scopeSchema,
  question: z.string(),
  everything: z.boolean(),
  /** The question was answered from the pages up to this one only; null: from the whole document. */
  upToPage: page.nullable(),
  answers: z.array(documentAnswerSchema),
  askedAt: z.number(),
});
export type Asked = z.infer<typeof askedSchema>;

/** How far a question has come. `hits` are those found since the last message. */
export const askProgressSchema = z.object({
  /** Passages, or documents where the question goes to several. */
  done: count,
  of: count,
  secondsLeft: z.number().nullable(),
  hits: z.array(z.object({ document: id, place: placeSchema })),
});
export type AskProgress = z.infer<typeof askProgressSchema>;

export const collectionSchema = z.object({ id: rowId, name: z.string(), documents: z.array(id) });
export type Collection = z.infer<typeof collectionSchema>;

export const noteColours = ['yellow', 'green', 'blue', 'pink'] as const;

/** A highlight of the user's own, with a comment or without. */
export const noteSchema = z.object({
  id: rowId,
  document: id,
  page,
  boxes: z.array(boxSchema).min(1).max(500),
  /** The words that were marked. */
  quote: z.string().max(20_000),
  comment: z.string().max(20_000),
  colour: z.enum(noteColours),
  madeAt: z.number(),
});
export type Note = z.infer<typeof noteSchema>;

/** One line of the recall map: a passage and how strongly the document's memory answers the question there, 0..1. */
export const recallLineSchema = z.object({
  passage: count,
  page,
  /** Where the passage begins and ends on its first page, as shares of the page's height. */
  top: z.number().min(0).max(1),
  bottom: z.number().min(0).max(1),
  score: z.number().min(0).max(1),
});
export type RecallLine = z.infer<typeof recallLineSchema>;

export const searchHitSchema = z.object({ document: id, title: z.string(), score: z.number(), place: placeSchema });

/** What runs where. */
export const engineInfoSchema = z.object({
  model: z.string(),
  modelHash: z.string(),
  device: z.string(),
  precision: z.string(),
  threads: count,
  trials: z.array(z.object({ device: z.string(), precision: z.string(), usable: z.boolean(), reason: z.string() })),
  library: z.string(),
  documents: count,
  /** Bytes of one document's memory in fp32: the same for every document. */
  memoryBytes: count,
  /** Bytes a token that the same network would keep for full attention (keys and values of every layer, fp16). */
  fullAttentionBytesPerToken: count,
  versions: z.record(z.string(), z.string()),
});
export type EngineInfo = z.infer<typeof engineInfoSchema>;

/** The numbers of a document's memory. */
export const inspectionSchema = z.object({
  document: id,
  segments: count,
  tokens: count,
  memoryBytes: count,
  fullAttentionBytes: count,
  layers: z.array(
    z.object({
      /** From 0. */
      layer: count,
      /** Frobenius norm of the layer's memory. */
      norm: z.number(),
      /** Entropy of its squared singular values over log(values): 0 one direction holds everything, 1 all are used alike. */
      saturation: z.number(),
      /** Frobenius norm of M W_mo: how much the memory can add to the residual stream. */
      readNorm: z.number(),
    }),
  ),
  /** The memories of the restoring branch, for models that have one. */
  restoring: z.array(z.object({ part: z.enum(['statements', 'names']), norm: z.number(), saturation: z.number() })).default([]),
  /** Mean write gate of each passage. */
  passages: z.array(z.object({ passage: count, page, gate: z.number() })),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const pageRowSchema = z.object({ page, label: z.string(), width: z.number(), height: z.number(), start: count, end: count });
export type PageSize = z.infer<typeof pageRowSchema>;

/** How far a long work has come; `of` counts passages, pages or questions. */
export const workProgressSchema = z.object({ done: count, of: count, secondsLeft: z.number().nullable() });
export type WorkProgress = z.infer<typeof workProgressSchema>;

/** A playbook as lists show it. Those that come with Infolio cannot be changed, only copied. */
export const playbookEntrySchema = z.object({
  /** "contract" and so on for those that come with Infolio, else the name of its file without the ending. */
  id: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,79}$/u),
  name: z.string(),
  description: z.string(),
  items: count,
  builtIn: z.boolean(),
  /** What is wrong with its file, if anything; it cannot be used then. */
  problems: z.array(playbookProblemSchema),
});
export type PlaybookEntry = z.infer<typeof playbookEntrySchema>;

/** Which playbook: a kept one, or a text that is being tried. */
export const playbookChoiceSchema = z.union([z.object({ id: playbookEntrySchema.shape.id }), z.object({ text: z.string().max(400_000) })]);
export type PlaybookChoice = z.infer<typeof playbookChoiceSchema>;

/** A review of one document. */
export const documentReviewSchema = z.object({ document: id, title: z.string(), review: reviewSchema });
export type DocumentReview = z.infer<typeof documentReviewSchema>;

/** How far a review has come, in items over all documents; the findings since the last message. */
export const reviewProgressSchema = workProgressSchema.extend({ findings: z.array(z.object({ document: id, finding: findingSchema })) });
export type ReviewProgress = z.infer<typeof reviewProgressSchema>;

export const exportFormats = ['md', 'docx', 'html', 'pdf', 'json', 'csv', 'xlsx'] as const;
export const exportParts = ['summary', 'answers', 'review', 'notes', 'map'] as const;

/** What is to be exported. Parts that take work (summary, review) are those that were last made, or are made now. */
export const exportRequestSchema = z.object({
  documents: z.array(id).min(1).max(200),
  parts: z.array(z.enum(exportParts)).min(1),
  /** `map` alone is JSON. */
  format: z.enum(exportFormats),
  /** For the review; the last one that was used where it is left out. */
  playbook: playbookChoiceSchema.nullable().default(null),
  summary: summaryRequestSchema.nullable().default(null),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;

/** Where the screens run. */
export const appInfoSchema = z.object({
  shell: z.enum(['desktop', 'browser']),
  platform: z.string(),
  version: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

function method<P, I, R, G = never>(params: z.ZodType<P, I>, result: z.ZodType<R>, progress?: z.ZodType<G>) {
  return { params, result, progress: progress ?? (z.never()) };
}

/** Requests that the engine's process answers. */
export const engineMethods = {
  'documents.list': method(nothing, z.array(documentSchema)),
  /** Reads a file into the library; again where it was left. */
  'documents.open': method(z.object({ path: z.string().min(1), password: z.string().exactOptional() }), documentSchema, readingProgressSchema),
  'documents.get': method(z.object({ document: id }), documentSchema),
  'documents.outline': method(z.object({ document: id }), outlineSchema),
  'documents.pages': method(z.object({ document: id }), z.array(pageRowSchema)),
  'documents.pageContent': method(z.object({ document: id, page }), pageContentSchema.nullable()),
  'documents.text': method(z.object({ document: id, start: count, end: count }), z.object({ text: z.string() })),
  'documents.boxes': method(z.object({ document: id, start: count, end: count }), z.array(boxSchema)),
  'documents.rename': method(z.object({ document: id, title: z.string().trim().min(1).max(500) }), nothing),
  'documents.remove': method(z.object({ document: id }), nothing),
  'documents.thumbnail': method(z.object({ document: id }), z.object({ image: z.string().nullable() })),
  /** A PNG or JPEG as a data URL, made by the screen that first showed the document. */
  'documents.keepThumbnail': method(z.object({ document: id, image: z.string().startsWith('data:image/').max(400_000) }), nothing),
  ask: method(
    z.object({
      scope: scopeSchema,
      question: z.string().trim().min(1).max(2_000),
      everything: z.boolean().default(false),
      upToPage: page.nullable().default(null),
      /** Keep it in the document's history. */
      keep: z.boolean().default(true),
    }),
    askedSchema,
    askProgressSchema,
  ),
  recall: method(z.object({ document: id, question: z.string().trim().min(1).max(2_000) }), z.array(recallLineSchema)),
  search: method(
    z.object({ query: z.string().trim().min(1).max(500), document: id.nullable().default(null), limit: z.number().int().min(1).max(200).default(30) }),
    z.array(searchHitSchema),
  ),
  /** Latest first; `document` null gives those put to several documents. */
  'questions.list': method(z.object({ document: id.nullable() }), z.array(askedSchema)),
  'questions.remove': method(z.object({ id: rowId }), nothing),
  'collections.list': method(nothing, z.array(collectionSchema)),
  'collections.create': method(z.object({ name: z.string().trim().min(1).max(200) }), collectionSchema),
  'collections.rename': method(z.object({ id: rowId, name: z.string().trim().min(1).max(200) }), nothing),
  'collections.remove': method(z.object({ id: rowId }), nothing),
  'collections.add': method(z.object({ id: rowId, document: id }), nothing),
  'collections.take': method(z.object({ id: rowId, document: id }), nothing),
  'notes.list': method(z.object({ document: id }), z.array(noteSchema)),
  'notes.add': method(noteSchema.omit({ id: true, madeAt: true }), noteSchema),
  'notes.update': method(z.object({ id: rowId, comment: z.string().max(20_000).exactOptional(), colour: z.enum(noteColours).exactOptional() }), noteSchema),
  'notes.remove': method(z.object({ id: rowId }), nothing),
  /** Small things that a screen remembers: the last document, the page and zoom of each. */
  'state.get': method(z.object({ key: z.string().min(1).max(200) }), z.object({ value: z.json().nullable() })),
  'state.set': method(z.object({ key: z.string().min(1).max(200), value: z.json().nullable() }), nothing),
  /** A summary; the last one of each document is kept. */
  summarize: method(z.object({ document: id, request: summaryRequestSchema }), summarySchema, workProgressSchema),
  /** The summary that was made last, with what was asked for; null if none was. */
  'summaries.last': method(z.object({ document: id }), z.object({ request: summaryRequestSchema, summary: summarySchema, madeAt: z.number() }).nullable()),
  details: method(z.object({ document: id }), detailsSchema, workProgressSchema),
  entityMap: method(z.object({ document: id }), entityMapSchema, workProgressSchema),
  /** Questions that the document itself answers. */
  suggestions: method(z.object({ document: id }), z.array(suggestionSchema), workProgressSchema),
  'playbooks.list': method(nothing, z.array(playbookEntrySchema)),
  /** Its YAML as it stands in the file. */
  'playbooks.get': method(z.object({ id: playbookEntrySchema.shape.id }), z.object({ text: z.string() })),
  'playbooks.check': method(
    z.object({ text: z.string().max(400_000) }),
    z.object({ playbook: playbookSchema.nullable(), problems: z.array(playbookProblemSchema) }),
  ),
  /** Keeps one's own; `bad_argument` if it has problems, `exists` if the id is taken and `replace` is false. */
  'playbooks.save': method(z.object({ id: playbookEntrySchema.shape.id, text: z.string().max(400_000), replace: z.boolean().default(false) }), playbookEntrySchema),
  'playbooks.remove': method(z.object({ id: playbookEntrySchema.shape.id }), nothing),
  /** Documents by a playbook, in this order; the last one of each document and playbook is kept. */
  review: method(
    z.object({ documents: z.array(id).min(1).max(200), playbook: playbookChoiceSchema, everything: z.boolean().default(true) }),
    z.array(documentReviewSchema),
    reviewProgressSchema,
  ),
  /** The reviews of these documents by this playbook that were made last; documents without one are left out. */
  'reviews.last': method(z.object({ documents: z.array(id).max(200), playbook: playbookEntrySchema.shape.id }), z.array(documentReviewSchema)),
  /**
   * Writes a file, whole or not at all; `exists` if one is in the way and `replace` is false. Asked for by the shells only,
   * for `app.export`: a screen does not choose where files are written.
   */
  'export.write': method(
    z.object({
      request: exportRequestSchema,
      path: z.string().min(1),
      replace: z.boolean().default(false),
      /** The file will be taken elsewhere: its links name the documents' files as if they lay beside it. */
      moved: z.boolean().default(false),
    }),
    z.object({ path: z.string(), bytes: count, entries: count, warnings: z.array(z.string()) }),
    workProgressSchema,
  ),
  'engine.info': method(nothing, engineInfoSchema),
  'engine.inspect': method(z.object({ document: id }), inspectionSchema),
};

/** Requests that the shell around the engine answers: Electron's main process, or `serve`. */
export const shellMethods = {
  'app.info': method(nothing, appInfoSchema),
  /** A dialog; the browser has its own and does not ask. */
  'app.pickFiles': method(z.object({ folders: z.boolean().default(false) }), z.object({ paths: z.array(z.string()) })),
  /** The readable files among the paths and inside their folders. */
  'app.expand': method(z.object({ paths: z.array(z.string().min(1)).max(10_000) }), z.object({ paths: z.array(z.string()) })),
  /** The sample documents that come with Infolio. */
  'app.samples': method(nothing, z.object({ paths: z.array(z.string()) })),
  'app.showInFolder': method(z.object({ document: id }), nothing),
  /** An http, https or mailto address, after the user said yes. */
  'app.openExternal': method(z.object({ url: z.string().max(4_000) }), nothing),
  'app.print': method(nothing, nothing),
  /**
   * Exports to where the user says. On the desktop a dialog asks and `path` is the file, null if it was called off; in the
   * browser `url` is where the screen fetches the file from, once.
   */
  'app.export': method(
    z.object({ request: exportRequestSchema, name: z.string().trim().min(1).max(200) }),
    z.object({ path: z.string().nullable(), url: z.string().nullable(), entries: count, warnings: z.array(z.string()) }),
    workProgressSchema,
  ),
  'settings.get': method(nothing, settingsSchema),
  'settings.set': method(settingsChangeSchema, settingsSchema),
};

export const methods = { ...engineMethods, ...shellMethods };

export type Method = keyof typeof methods;
export type EngineMethod = keyof typeof engineMethods;
export type ShellMethod = keyof typeof shellMethods;
/** What a caller gives: fields with defaults may be left out. */
export type ParamsOf<M extends Method> = z.input<(typeof methods)[M]['params']>;
/** What the one who answers gets. */
export type CheckedParamsOf<M extends Method> = z.output<(typeof methods)[M]['params']>;
export type ResultOf<M extends Method> = z.output<(typeof methods)[M]['result']>;
export type ProgressOf<M extends Method> = z.output<(typeof methods)[M]['progress']>;

/** Commands that menus, shortcuts and the palette share. */
export const commands = [
  'open', 'openFolder', 'print', 'find', 'findNext', 'findPrevious', 'zoomIn', 'zoomOut', 'zoomReset', 'fitWidth', 'fitPage', 'rotate',
  'nextPage', 'previousPage', 'firstPage', 'lastPage', 'goToPage', 'back', 'forward',
  'ask', 'summarize', 'review', 'export', 'palette', 'settings', 'enginePanel', 'toggleLibrary', 'toggleOutline', 'toggleSide', 'notes', 'about',
] as const;
export type Command = (typeof commands)[number];

/** What happens without having been asked for. */
export const events = {
  /** Documents, collections or their states changed: list them again. */
  'library.changed': nothing,
  /**
   * A reading that goes on, whoever began it. `document` is null until the file is known, `progress` until it has begun;
   * `ended` comes once, last, however it ended.
   */
  reading: z.object({ path: z.string(), document: id.nullable(), progress: readingProgressSchema.nullable(), ended: z.boolean().default(false) }),
  /** `restarted`: the process had ended; readings go on where they were. */
  engine: z.object({ state: z.enum(['starting', 'ready', 'restarted', 'failed']), message: z.string() }),
  'settings.changed': settingsSchema,
  /** A menu item or a shortcut of the shell. */
  command: z.object({ command: z.enum(commands) }),
  /** Files that the operating system hands over. */
  openFiles: z.object({ paths: z.array(z.string()) }),
};
export type EventName = keyof typeof events;
export type EventOf<E extends EventName> = z.output<(typeof events)[E]>;

const requestId = z.number().int().nonnegative();

/** From a screen. The params are checked by whoever answers the method. */
export const clientMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: requestId, method: z.enum(Object.keys(methods) as [Method, ...Method[]]), params: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: requestId }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** To a screen. */
export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), id: requestId, value: z.unknown() }),
  z.object({ kind: z.literal('result'), id: requestId, value: z.unknown() }),
  z.object({ kind: z.literal('error'), id: requestId, error: z.object({ code: z.enum(errorCodes), message: z.string() }) }),
  z.object({ kind: z.literal('event'), name: z.enum(Object.keys(events) as [EventName, ...EventName[]]), value: z.unknown() }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
