import type { z } from 'zod';
import type { DocumentReader, Library } from '../library/index.ts';

/** What is made of a document once and kept with it. */
export interface Keepable<T> {
  /** Its name among what is made of documents. */
  readonly kind: string;
  /** Changes with the way it is made. */
  readonly version: number;
  readonly schema: z.ZodType<T>;
}

/**
 * What was made of a document before, if it was made in the same way from the same text; else it is made now and kept. What is
 * cancelled or fails is not kept.
 */
export async function keptOrMade<T>(library: Pick<Library, 'made'>, document: DocumentReader, { kind, version, schema }: Keepable<T>, make: () => Promise<T>): Promise<T> {
  const { id, hash, modelHash, textLength } = document.record;
  const recipe = `${kind} ${version}, file ${hash}, model ${modelHash}, text ${textLength}`;
  const kept = library.made.get(id, kind);
  if (kept?.recipe === recipe) {
    const checked = schema.safeParse(kept.value);
    if (checked.success) return checked.data;
  }
  const value = await make();
  library.made.keep(id, kind, recipe, value);
  return value;
}
