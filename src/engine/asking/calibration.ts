import { z } from 'zod';
import type { ModelConfig } from '../model/index.ts';

const schema = z.object({
  /** Weights of the span's margin (logits), the passage's cosine and its lexical score, and of the question's words near the span; bias. */
  margin: z.number(),
  cosine: z.number(),
  lexical: z.number(),
  /** Of models that were fitted without it: none. */
  coverage: z.number().default(0),
  bias: z.number(),
  /** An answer is given at or above this probability; below it the document does not say. */
  threshold: z.number().min(0).max(1),
  /** The same for each hit when everything is read. */
  everythingThreshold: z.number().min(0).max(1),
});

/** How a span's logits and its passage's recall become a probability; fitted on validation documents by bench/calibrate.ts. */
export type Calibration = z.infer<typeof schema>;

/** For models that carry no calibration (tiny ones in tests): the margin alone, even odds at equal logits. */
const plain: Calibration = { margin: 0.5, cosine: 0, lexical: 0, coverage: 0, bias: 0, threshold: 0.5, everythingThreshold: 0.5 };

/** The calibration a model folder's config.json carries, or a plain one where it carries none. */
export function calibrationOf(config: ModelConfig): Calibration {
  const parsed = schema.safeParse(config.calibration?.['answer']);
  return parsed.success ? parsed.data : plain;
}

/** What speaks for a span. */
export interface Evidence {
  /** The span's start + end logit over "not here". */
  readonly margin: number;
  /** Cosine of the question with the passage. */
  readonly cosine: number;
  /** BM25 relative to the document's best passage, 0..1. */
  readonly lexical: number;
  /** Share of the question's words that stand near the span, 0..1. */
  readonly coverage: number;
}

/** The kinds of evidence, each with a weight of the same name. */
export const evidenceKinds = ['margin', 'cosine', 'lexical', 'coverage'] as const;

/** Probability in 0..1 that the span answers the question. */
export function probability(calibration: Calibration, evidence: Evidence): number {
  const sum = evidenceKinds.reduce((total, kind) => total + calibration[kind] * evidence[kind], calibration.bias);
  return 1 / (1 + Math.exp(-sum));
}
