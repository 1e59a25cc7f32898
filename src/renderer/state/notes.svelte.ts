import type { Client } from '../../contract/client.ts';
import type { Note, ParamsOf } from '../../contract/protocol.ts';
import type { Notices } from './notices.svelte.ts';

/** The highlights and comments of the open document, in its order. */
export class NotesState {
  list = $state.raw<readonly Note[]>([]);
  active = $state<number | null>(null);
  /** Whose comment is being written. */
  editing = $state<number | null>(null);

  readonly #client: Client;
  readonly #notices: Notices;
  #document: string | null = null;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  async load(document: string | null): Promise<void> {
    if (this.#document !== document) {
      this.list = [];
      this.active = null;
    }
    this.#document = document;
    if (document === null) return;
    try {
      const list = await this.#client.request('notes.list', { document });
      if (this.#document === document) this.list = sorted(list);
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  /** With `comment`, its comment is asked for next. */
  async add(draft: ParamsOf<'notes.add'>, options: { readonly comment: boolean }): Promise<void> {
    try {
      const note = await this.#client.request('notes.add', draft);
      if (note.document === this.#document) this.list = sorted([...this.list, note]);
      this.active = note.id;
      if (options.comment) this.editing = note.id;
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  async update(id: number, change: Omit<ParamsOf<'notes.update'>, 'id'>): Promise<void> {
    try {
      const note = await this.#client.request('notes.update', { id, ...change });
      this.list = this.list.map((other) => (other.id === id ? note : other));
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  async remove(id: number): Promise<boolean> {
    try {
      await this.#client.request('notes.remove', { id });
      this.list = this.list.filter((note) => note.id !== id);
      if (this.active === id) this.active = null;
      return true;
    } catch (error) {
      this.#notices.fail(error);
      return false;
    }
  }
}

function sorted(notes: readonly Note[]): Note[] {
  return [...notes].sort((a, b) => a.page - b.page || (a.boxes[0]?.y ?? 0) - (b.boxes[0]?.y ?? 0) || a.id - b.id);
}
