/** Exports: one report of answers, reviews and notes, given a format and written whole. */
export { exportFormats, render } from './formats/index.ts';
export type { ExportFormat, Rendered } from './formats/index.ts';
export { csv } from './formats/csv.ts';
export { exportSchema } from './formats/json.ts';
export { keptAnswers } from './kept.ts';
export { fileSeenFrom, linkTo } from './links.ts';
export { reportOf } from './report.ts';
export type { KeptAnswer, ReportOptions, ReportPart } from './report.ts';
export { assertWritable, writeWhole } from './write.ts';
