/** Summaries: sentences of the document, weighed, chosen from its parts upwards, in the document's order. */
export { featureNames, featuresOf } from './features.ts';
export type { FeatureName, Features } from './features.ts';
export { keepSummary, lastSummary } from './kept.ts';
export type { KeptSummary } from './kept.ts';
export { leans } from './leaning.ts';
export { limitFor, openSentences, pyramid } from './pyramid.ts';
export { pauses } from './pause.ts';
export { poolOf, select } from './select.ts';
export type { Limit, Pool } from './select.ts';
export type { Candidate } from './sentences.ts';
export type { Part } from './structure.ts';
export { summarize, weigh } from './summarize.ts';
export type { SummarizeOptions, SummarizeTools, Weighed } from './summarize.ts';
export { longness, relevances, summaryCalibrationOf } from './weights.ts';
export type { SummaryCalibration, SummaryWeights } from './weights.ts';
