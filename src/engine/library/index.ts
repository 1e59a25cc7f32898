/** What Infolio keeps of the documents it read: one SQLite file. */
export { openLibrary } from './library.ts';
export { tellingWords } from './query.ts';
export type { Checkpoint, Intake, NewDocument, NewPassage, ReadingPoint, TakenPage } from './intake.ts';
export type { Library, LibraryOptions } from './library.ts';
export type {
  CollectionRow,
  Collections,
  DocumentBrief,
  DocumentReader,
  DocumentRecord,
  Documents,
  KeptMemory,
  Made,
  MadeThing,
  NewAsked,
  Notes,
  PageRow,
  PassageRow,
  Questions,
  SearchOptions,
  Settings,
  Thumbnails,
  VectorMatrix,
  WordHit,
} from './types.ts';
export type { DocumentVectors } from './vector-scan.ts';
export type { KeptVectors } from './vectors.ts';
