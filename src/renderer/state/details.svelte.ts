import type { Client } from '../../contract/client.ts';
import type { Details, EntityMap, Suggestion } from '../../contract/details.ts';
import type { LibraryDocument } from '../../contract/protocol.ts';
import { Making } from './making.svelte.ts';
import type { Work } from './making.svelte.ts';

/** What documents speak of: details, map, the questions that they answer. Fetched when first looked at. */
export class DetailsState {
  readonly #details = new Making<Details>();
  readonly #maps = new Making<EntityMap>();
  readonly #suggestions = new Making<readonly Suggestion[]>();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  detailsOf(document: LibraryDocument): Work<Details> {
    return this.#details.of(keyOf(document));
  }

  mapOf(document: LibraryDocument): Work<EntityMap> {
    return this.#maps.of(keyOf(document));
  }

  suggestionsOf(document: LibraryDocument): Work<readonly Suggestion[]> {
    return this.#suggestions.of(keyOf(document));
  }

  /** Begins unless it is there or on its way. */
  wantDetails(document: LibraryDocument): void {
    if (isWanted(this.detailsOf(document))) void this.#details.make(keyOf(document), (options) => this.#client.request('details', { document: document.id }, options));
  }

  wantMap(document: LibraryDocument): void {
    if (isWanted(this.mapOf(document))) void this.#maps.make(keyOf(document), (options) => this.#client.request('entityMap', { document: document.id }, options));
  }

  wantSuggestions(document: LibraryDocument): void {
    if (isWanted(this.suggestionsOf(document))) {
      void this.#suggestions.make(keyOf(document), (options) => this.#client.request('suggestions', { document: document.id }, options));
    }
  }

  stopDetails(document: LibraryDocument): void {
    this.#details.stop(keyOf(document));
  }

  stopMap(document: LibraryDocument): void {
    this.#maps.stop(keyOf(document));
  }

  stopSuggestions(document: LibraryDocument): void {
    this.#suggestions.stop(keyOf(document));
  }
}

function isWanted(work: Work<unknown>): boolean {
  return work.value === null && !work.busy && work.error === null;
}

/** More pages that were read make it another one. */
function keyOf(document: LibraryDocument): string {
  return `${document.id} ${document.pagesRead}`;
}
