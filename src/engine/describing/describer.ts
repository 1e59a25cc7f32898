import { detailsSchema, entityMapSchema } from '../../contract/details.ts';
import type { Details, EntityMap } from '../../contract/details.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { DocumentReader, Library } from '../library/index.ts';
import { describe } from './details.ts';
import { keptOrMade } from './keeping.ts';
import { detailsVersion } from './limits.ts';
import { mapOf } from './map.ts';
import type { WorkOptions } from './passages.ts';

/**
 * What a document names, made when it is first asked for and kept.
 *
 * Errors: `not_found`; `bad_argument` while the document is being read; `cancelled`.
 */
export function keptDetails(library: Library, id: string, options: WorkOptions = {}): Promise<Details> {
  const document = readyDocument(library, id);
  return keptOrMade(library, document, { kind: 'details', version: detailsVersion, schema: detailsSchema }, () => describe(document, options));
}

/** How the people, organisations, places and defined terms of a document hang together. Errors: as `keptDetails`. */
export function keptMap(library: Library, id: string, options: WorkOptions = {}): Promise<EntityMap> {
  const document = readyDocument(library, id);
  return keptOrMade(library, document, { kind: 'map', version: detailsVersion, schema: entityMapSchema }, async () => {
    const details = await keptDetails(library, id, options);
    return mapOf(document, details, options);
  });
}

/** What is made of half a document would be taken for the whole. */
export function readyDocument(library: Library, id: string): DocumentReader {
  const document = library.open(id);
  const { state, title, failure } = document.record;
  if (state === 'ready') return document;
  throw state === 'failed'
    ? new InfolioError('bad_argument', `${title} could not be read${failure === null ? '' : ` (${failure.message})`}; open it again first.`)
    : new InfolioError('bad_argument', `${title} is still being read; ask again when it is done.`);
}
