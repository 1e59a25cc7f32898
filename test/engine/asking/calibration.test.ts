import { expect, test } from 'vitest';
import { calibrationOf, probability } from '../../../src/engine/asking/index.ts';
import { openModel } from '../../../src/engine/model/index.ts';
import { defaultModelFolder } from '../../../src/cli/common.ts';

const answer = { margin: 1, cosine: 2, lexical: 0.5, coverage: 1, bias: -1, threshold: 0.4, everythingThreshold: 0.6 };

test('probability is the logistic of the weighted evidence', () => {
  expect(probability(answer, { margin: 0.25, cosine: 0.125, lexical: 0.5, coverage: 0.25 })).toBeCloseTo(0.5);
  expect(probability(answer, { margin: 9, cosine: 1, lexical: 1, coverage: 1 })).toBeGreaterThan(0.99);
});

test('the shipped model carries a calibration of its own, under which better evidence is likelier', async () => {
  const { config } = await openModel(defaultModelFolder);
  const calibration = calibrationOf(config);
  expect(config.calibration?.['answer']).toEqual(calibration);
  expect(calibration.margin).toBeGreaterThan(0);
});

test('a model without calibration gets even odds at equal logits', async () => {
  const { config } = await openModel(defaultModelFolder);
  expect(probability(calibrationOf({ ...config, calibration: {} }), { margin: 0, cosine: 0.3, lexical: 1, coverage: 1 })).toBe(0.5);
});
