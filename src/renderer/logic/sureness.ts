export const surenesses = ['sure', 'likely', 'unsure'] as const;
export type Sureness = (typeof surenesses)[number];

/** In words, how much a calibrated probability (0..1) is worth. */
export function surenessOf(score: number): Sureness {
  if (score >= 0.8) return 'sure';
  return score >= 0.5 ? 'likely' : 'unsure';
}
