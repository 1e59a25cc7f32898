/** Exports: one report of answers, reviews and notes, given a format and written whole. */
export { exportFormats, render } from './formats/index.ts';
export type { ExportFormat, Rendered } from './formats/index.ts';
export { csv } from './formats/csv.ts';
export { exportSchema, mapSchema } from './formats/json.ts';
export { exportTo } from './export.ts';
export type { ExportOptions, ExportTools, Exported } from './export.ts';
export { keptAnswers } from './kept.ts';
export { fileSeenFrom, linkTo } from './links.ts';
export { reportOf } from './report.ts';
export type { KeptAnswer, ReportOptions, ReportPart } from './report.ts';
export { assertWritable, writeWhole } from '../files.ts';
