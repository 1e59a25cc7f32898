import { z } from 'zod';
import type { ModelConfig } from '../model/index.ts';
import { featureNames } from './features.ts';
import { longSentences, shortSentences } from './limits.ts';
import type { FeatureName, Features } from './features.ts';

const weightsSchema = z.object({
  /** Weight of each feature in the log odds that a sentence belongs into the summary; those that are not named weigh nothing. */
  features: z.partialRecord(z.enum(featureNames), z.number()),
  /** Added to these in long documents (`longness`): where a story or a paper says what matters, an abstract does not. */
  long: z.partialRecord(z.enum(featureNames), z.number()).default({}),
  bias: z.number(),
  /** How much of a sentence's worth is what it says that was not said yet, 0..1. */
  novelty: z.number().min(0).max(1),
  /** A sentence's worth grows with this power of its words. */
  words: z.number(),
});

/** How a summary's sentences are chosen; fitted on training documents by bench/tune-summaries.ts. */
export type SummaryWeights = z.infer<typeof weightsSchema>;

const schema = z.object({ whole: weightsSchema, query: weightsSchema });
export type SummaryCalibration = z.infer<typeof schema>;

/** For models that carry no weights of their own: what bench/tune-summaries.ts found, less what is next to nothing. */
const plain: SummaryCalibration = {
  whole: {
    features: { importance: 0.38, frequency: 0.18, keySection: 0.2, heading: 0.12, tail: 0.08, claim: 0.07, opensSection: 0.07, opensParagraph: 0.05, meaning: -0.08 },
    long: {},
    bias: -2,
    novelty: 0.5,
    words: 0,
  },
  query: {
    features: {
      importance: 0.35, answer: 0.31, recalled: 0.22, region: 0.17, frequency: 0.07, centrality: 0.05, lexical: 0.04, asked: 0.02,
      claim: -0.23, meaning: -0.22, lead: -0.21, tail: -0.11, length: -0.09, gate: -0.07,
    },
    long: {},
    bias: -1.75,
    novelty: 0.25,
    words: 0,
  },
};

/** The weights that a model folder's config.json carries under calibration.summary. */
export function summaryCalibrationOf(config: ModelConfig): SummaryCalibration {
  const parsed = schema.safeParse(config.calibration?.['summary']);
  return parsed.success ? parsed.data : plain;
}

/** 0 for a document of so few sentences that each is read anyway, 1 for a paper, a story or a book. */
export function longness(sentences: number): number {
  return Math.min(1, Math.max(0, Math.log(sentences / shortSentences) / Math.log(longSentences / shortSentences)));
}

/** How likely each sentence belongs into the summary, 0..1. The sentences are all those of the document. */
export function relevances({ features, long, bias }: SummaryWeights, sentences: readonly Features[]): Float32Array {
  const by = longness(sentences.length);
  const weights = featureNames.map((name): [FeatureName, number] => [name, (features[name] ?? 0) + by * (long[name] ?? 0)]).filter(([, weight]) => weight !== 0);
  return Float32Array.from(sentences, (one) => 1 / (1 + Math.exp(-weights.reduce((sum, [name, weight]) => sum + weight * one[name], bias))));
}
