/* eslint-disable svelte/prefer-svelte-reactivity -- the maps and sets here are bookkeeping; what screens show is $state */
import type { Client } from '../../contract/client.ts';
import { toInfolioError } from '../../contract/errors.ts';
import type { Collection, LibraryDocument } from '../../contract/protocol.ts';
import { byRecency, fileName, takesPassword, withReading } from '../logic/readings.ts';
import type { Reading } from '../logic/readings.ts';
import type { Notices } from './notices.svelte.ts';
import type { Remembered } from './remembered.ts';

/** A file on its way into the library that has no row yet, or whose reading was begun here. */
export interface Job {
  readonly key: number;
  readonly name: string;
  readonly path: string | null;
  readonly state: 'handing-over' | 'waiting' | 'running';
}

export interface PasswordRequest {
  readonly path: string;
  readonly name: string;
  readonly wrong: boolean;
}

interface Wanted {
  readonly key: number;
  readonly path: string;
  readonly password?: string;
  readonly show: boolean;
}

/** Readings at once: a short file need not wait for a book, and the machine is not shared among dozens. */
const atOnce = 2;

/** The documents, their collections, and the files that are on their way in. */
export class LibraryState {
  documents = $state.raw<readonly LibraryDocument[]>([]);
  collections = $state.raw<readonly Collection[]>([]);
  readings = $state.raw<readonly Reading[]>([]);
  jobs = $state.raw<readonly Job[]>([]);
  passwords = $state.raw<readonly PasswordRequest[]>([]);
  thumbnails = $state.raw<Readonly<Record<string, string>>>({});
  /** False until the list has come once. */
  loaded = $state(false);
  /** Called with a document that the user just asked to open, once it is known. */
  onShow: (document: string) => void = () => undefined;

  readonly #client: Client;
  readonly #notices: Notices;
  readonly #remembered: Remembered;
  readonly #queue: Wanted[] = [];
  readonly #controllers = new Map<number, AbortController>();
  readonly #showAtOnce = new Set<string>();
  readonly #asked = new Set<string>();
  #opened: Record<string, number> = {};
  #stopped = new Set<string>();
  #nextKey = 1;
  #listing: Promise<void> | null = null;
  #listAgain = false;

  constructor(client: Client, notices: Notices, remembered: Remembered) {
    this.#client = client;
    this.#notices = notices;
    this.#remembered = remembered;
    client.on('library.changed', () => void this.refresh());
    client.on('reading', (event) => {
      this.readings = withReading(this.readings, event);
      if (event.document !== null && this.#showAtOnce.delete(event.path)) this.#show(event.document);
      if (event.document !== null && !this.documents.some((document) => document.id === event.document)) void this.refresh();
      if (event.ended) void this.refresh();
    });
  }

  /** Lists what is there, and goes on with readings that were cut off. */
  async start(): Promise<void> {
    this.#opened = (await this.#remembered.read('opened', isTimes)) ?? {};
    this.#stopped = new Set((await this.#remembered.read('stopped', isStrings)) ?? []);
    await this.refresh();
    const cutOff = this.documents.filter((document) => document.state === 'reading' && !this.#stopped.has(document.id));
    this.open(cutOff.map((document) => document.file), { show: false });
  }

  /** Lists documents and collections again; calls during a listing lead to one more. */
  refresh(): Promise<void> {
    if (this.#listing !== null) {
      this.#listAgain = true;
      return this.#listing;
    }
    this.#listing = this.#list().finally(() => {
      this.#listing = null;
      if (this.#listAgain) {
        this.#listAgain = false;
        void this.refresh();
      }
    });
    return this.#listing;
  }

  async #list(): Promise<void> {
    try {
      const [documents, collections] = await Promise.all([this.#client.request('documents.list', {}), this.#client.request('collections.list', {})]);
      this.documents = byRecency(documents, this.#opened);
      this.collections = collections;
      this.loaded = true;
      for (const document of documents) void this.#loadThumbnail(document.id);
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  find(id: string | null): LibraryDocument | null {
    return this.documents.find((document) => document.id === id) ?? null;
  }

  readingOf(document: LibraryDocument): Reading | undefined {
    return this.readings.find((reading) => reading.document === document.id || reading.path === document.file);
  }

  /** The files on their way in that no document of the list stands for. */
  get incoming(): readonly Job[] {
    const known = new Set(this.documents.flatMap((document) => (document.state === 'failed' ? [] : [document.file])));
    const started = new Set(this.readings.flatMap((reading) => (reading.document === null ? [] : [reading.path])));
    return this.jobs.filter((job) => job.path === null || (!known.has(job.path) && !started.has(job.path)));
  }

  isQueued(document: LibraryDocument): boolean {
    return this.jobs.some((job) => job.path === document.file && job.state === 'waiting');
  }

  /** Remembers that a document was opened: it comes first at the next start. */
  touch(id: string): void {
    this.#remembered.write('opened', { ...this.#opened, [id]: Date.now() });
  }

  /** Reads files into the library, in this order. With `show`, the first one is shown as soon as it is known. */
  open(paths: readonly string[], options: { readonly show?: boolean } = {}): void {
    paths.forEach((path, index) => {
      if (this.jobs.some((job) => job.path === path)) return;
      const known = this.documents.find((document) => document.file === path);
      if (known !== undefined && this.#stopped.delete(known.id)) this.#keepStopped();
      const show = index === 0 && options.show !== false;
      if (show && known !== undefined && known.state !== 'failed') this.#show(known.id);
      this.#add({ key: this.#nextKey++, path, show });
    });
  }

  /** Hands files over and reads them; `pathOf` gives where the engine finds each. */
  async openFiles(files: readonly File[], pathOf: (file: File) => Promise<string>): Promise<void> {
    const entries = files.map((file) => ({ file, key: this.#nextKey++ }));
    this.jobs = [...this.jobs, ...entries.map(({ file, key }): Job => ({ key, name: file.name, path: null, state: 'handing-over' }))];
    for (const [index, { file, key }] of entries.entries()) {
      if (!this.jobs.some((job) => job.key === key)) continue;
      try {
        const path = await pathOf(file);
        if (this.jobs.some((job) => job.key === key)) this.#add({ key, path, show: index === 0 });
      } catch (error) {
        this.#drop(key);
        this.#notices.fail(error, file.name);
      }
    }
  }

  usePassword(request: PasswordRequest, password: string): void {
    this.forgetPassword(request);
    this.#add({ key: this.#nextKey++, path: request.path, password, show: true });
  }

  forgetPassword(request: PasswordRequest): void {
    this.passwords = this.passwords.filter((other) => other.path !== request.path);
  }

  /** Stops a reading that this screen began, or takes the file out of the queue. */
  cancel(path: string | null, key?: number): void {
    for (const job of this.jobs.filter((one) => one.key === key || (path !== null && one.path === path))) {
      const document = this.documents.find((one) => one.file === job.path);
      if (document !== undefined) {
        this.#stopped.add(document.id);
        this.#keepStopped();
      }
      const controller = this.#controllers.get(job.key);
      if (controller === undefined) this.#drop(job.key);
      else controller.abort();
    }
  }

  /** Whether a reading can be stopped from here. */
  canCancel(document: LibraryDocument): boolean {
    return this.jobs.some((job) => job.path === document.file);
  }

  async rename(document: string, title: string): Promise<void> {
    await this.#try(this.#client.request('documents.rename', { document, title }));
  }

  async remove(document: LibraryDocument): Promise<boolean> {
    this.cancel(document.file);
    return this.#try(this.#client.request('documents.remove', { document: document.id }));
  }

  async createCollection(name: string, documents: readonly string[] = []): Promise<void> {
    try {
      const { id } = await this.#client.request('collections.create', { name });
      for (const document of documents) await this.#client.request('collections.add', { id, document });
    } catch (error) {
      this.#notices.fail(error);
    }
    await this.refresh();
  }

  async renameCollection(id: number, name: string): Promise<void> {
    await this.#try(this.#client.request('collections.rename', { id, name }));
  }

  async removeCollection(id: number): Promise<void> {
    await this.#try(this.#client.request('collections.remove', { id }));
  }

  async addToCollection(id: number, document: string): Promise<void> {
    await this.#try(this.#client.request('collections.add', { id, document }));
  }

  async takeFromCollection(id: number, document: string): Promise<void> {
    await this.#try(this.#client.request('collections.take', { id, document }));
  }

  /** Asks again for a thumbnail that was not there yet. */
  lookForThumbnail(id: string): void {
    if (this.thumbnails[id] !== undefined) return;
    this.#asked.delete(id);
    void this.#loadThumbnail(id);
  }

  async #loadThumbnail(id: string): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const { image } = await this.#client.request('documents.thumbnail', { document: id });
      if (image !== null) this.thumbnails = { ...this.thumbnails, [id]: image };
    } catch {
      // A row without a picture is still a row.
    }
  }

  #show(id: string): void {
    this.onShow(id);
  }

  #keepStopped(): void {
    this.#remembered.write('stopped', [...this.#stopped]);
  }

  #add(wanted: Wanted): void {
    const job: Job = { key: wanted.key, name: fileName(wanted.path), path: wanted.path, state: 'waiting' };
    this.jobs = this.jobs.some((other) => other.key === wanted.key)
      ? this.jobs.map((other) => (other.key === wanted.key ? job : other))
      : [...this.jobs, job];
    if (wanted.show) this.#showAtOnce.add(wanted.path);
    this.#queue.push(wanted);
    this.#next();
  }

  #drop(key: number): void {
    this.jobs = this.jobs.filter((job) => job.key !== key);
    const at = this.#queue.findIndex((wanted) => wanted.key === key);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  #next(): void {
    while (this.#controllers.size < atOnce) {
      const wanted = this.#queue.shift();
      if (wanted === undefined) return;
      void this.#read(wanted);
    }
  }

  async #read({ key, path, password, show }: Wanted): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(key, controller);
    this.jobs = this.jobs.map((job) => (job.key === key ? { ...job, state: 'running' } : job));
    try {
      const document = await this.#client.request(
        'documents.open',
        { path, ...(password === undefined ? {} : { password }) },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            this.readings = withReading(this.readings, { path, document: null, progress, ended: false });
          },
        },
      );
      await this.refresh();
      if (show && this.#showAtOnce.delete(path)) this.#show(document.id);
    } catch (error) {
      const { code } = toInfolioError(error);
      if ((code === 'encrypted' || code === 'wrong_password') && takesPassword(path)) {
        this.passwords = [...this.passwords, { path, name: fileName(path), wrong: code === 'wrong_password' }];
      } else {
        this.#notices.fail(error, fileName(path));
      }
      await this.refresh();
    } finally {
      this.#showAtOnce.delete(path);
      this.#controllers.delete(key);
      this.#drop(key);
      this.readings = this.readings.filter((reading) => reading.path !== path);
      this.#next();
    }
  }

  async #try(request: Promise<unknown>): Promise<boolean> {
    try {
      await request;
      await this.refresh();
      return true;
    } catch (error) {
      this.#notices.fail(error);
      return false;
    }
  }
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isTimes(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'number');
}
