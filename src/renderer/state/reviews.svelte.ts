import type { Client } from '../../contract/client.ts';
import { toInfolioError } from '../../contract/errors.ts';
import type { InfolioError } from '../../contract/errors.ts';
import type { DocumentReview, PlaybookChoice, PlaybookEntry, WorkProgress } from '../../contract/protocol.ts';
import type { Finding } from '../../contract/review.ts';
import { reviewKey, withFindings } from '../logic/review.ts';
import type { ReviewItem } from '../logic/review.ts';
import type { Notices } from './notices.svelte.ts';
import type { Remembered } from './remembered.ts';

/** A run of a playbook over documents. It stays when it was stopped, with what it found. */
export interface ReviewRun {
  readonly playbook: string;
  readonly documents: readonly string[];
  readonly busy: boolean;
  readonly progress: WorkProgress | null;
  readonly findings: Readonly<Record<string, readonly Finding[]>>;
  readonly error: InfolioError | null;
}

export interface AttemptOptions {
  readonly signal: AbortSignal;
  /** Findings as they come, and at the end all of them without a progress. */
  readonly onfindings: (findings: readonly Finding[], progress: WorkProgress | null) => void;
}

/** Playbooks, what is to be reviewed by them, and the reviews. */
export class ReviewsState {
  playbooks = $state.raw<readonly PlaybookEntry[]>([]);
  /** Why there are no playbooks. */
  failure = $state.raw<InfolioError | null>(null);
  loaded = $state(false);
  playbook = $state<string | null>(null);
  /** The open document, a collection, or those that were picked. */
  scope = $state<'document' | 'several' | number>('document');
  picked = $state.raw<readonly string[]>([]);
  everything = $state(true);
  run = $state.raw<ReviewRun | null>(null);
  readonly entry = $derived(this.playbooks.find(({ id }) => id === this.playbook) ?? null);

  /** Items of playbooks by id, in their order. */
  #items = $state.raw<Readonly<Record<string, readonly ReviewItem[]>>>({});
  #kept = $state.raw<Readonly<Record<string, DocumentReview>>>({});
  #controller: AbortController | null = null;
  readonly #client: Client;
  readonly #notices: Notices;
  readonly #remembered: Remembered;

  constructor(client: Client, notices: Notices, remembered: Remembered) {
    this.#client = client;
    this.#notices = notices;
    this.#remembered = remembered;
  }

  /** Lists the playbooks; the first time it chooses the one that was used last. */
  async load(): Promise<void> {
    try {
      this.playbooks = await this.#client.request('playbooks.list', {});
      this.failure = null;
    } catch (error) {
      this.failure = toInfolioError(error);
    }
    if (this.playbook === null) {
      const last = await this.#remembered.read('playbook', (value): value is string => typeof value === 'string');
      this.playbook ??= (this.playbooks.find(({ id }) => id === last) ?? this.playbooks.find(({ id }) => id === 'contract') ?? this.playbooks[0])?.id ?? null;
    } else if (this.entry === null) this.playbook = this.playbooks[0]?.id ?? null;
    this.loaded = true;
  }

  choose(playbook: string): void {
    this.playbook = playbook;
    this.#remembered.write('playbook', playbook);
  }

  itemsOf(playbook: string): readonly ReviewItem[] {
    return this.#items[playbook] ?? [];
  }

  keptOf(playbook: string, document: string): DocumentReview | undefined {
    return this.#kept[reviewKey(playbook, document)];
  }

  /** Fetches the playbook's items and what it found last in these documents. */
  async look(playbook: string, documents: readonly string[]): Promise<void> {
    if (this.#items[playbook] === undefined) void this.#lookInto(playbook);
    const unknown = documents.filter((document) => this.keptOf(playbook, document) === undefined);
    if (unknown.length === 0) return;
    try {
      this.#keep(playbook, await this.#client.request('reviews.last', { documents: unknown, playbook }));
    } catch {
      // Without them the pane begins empty; a new review can be made all the same.
    }
  }

  async #lookInto(playbook: string): Promise<void> {
    try {
      const { text } = await this.#client.request('playbooks.get', { id: playbook });
      const checked = await this.#client.request('playbooks.check', { text });
      const items = checked.playbook?.items.map(({ name, group }) => ({ name, group: group ?? null }));
      if (items !== undefined) this.#items = { ...this.#items, [playbook]: items };
    } catch {
      // The findings name their items as they come.
    }
  }

  async start(playbook: string, documents: readonly string[]): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#controller = controller;
    this.run = { playbook, documents, busy: true, progress: null, findings: {}, error: null };
    const change = (part: (run: ReviewRun) => Partial<ReviewRun>): void => {
      if (this.#controller === controller && this.run !== null) this.run = { ...this.run, ...part(this.run) };
    };
    try {
      const reviews = await this.#client.request(
        'review',
        { documents: [...documents], playbook: { id: playbook }, everything: this.everything },
        {
          signal: controller.signal,
          onProgress: ({ findings, ...progress }) => {
            change((run) => ({ progress, findings: withFindings(run.findings, findings) }));
          },
        },
      );
      this.#keep(playbook, reviews);
      if (this.#controller === controller) this.run = null;
    } catch (reason) {
      const error = toInfolioError(reason);
      change(() => ({ busy: false, progress: null, error: error.code === 'cancelled' ? null : error }));
    }
  }

  stop(): void {
    this.#controller?.abort();
  }

  /** Puts a text that is being written to one document. Findings are handed over as they come. */
  async attempt(document: string, choice: PlaybookChoice, options: AttemptOptions): Promise<void> {
    const [review] = await this.#client.request(
      'review',
      { documents: [document], playbook: choice },
      {
        signal: options.signal,
        onProgress: ({ findings, ...progress }) => {
          options.onfindings(findings.map(({ finding }) => finding), progress);
        },
      },
    );
    options.onfindings(review?.review.findings ?? [], null);
  }

  /** After a playbook was saved: the list anew, and what was known of it forgotten. */
  async saved(id: string): Promise<void> {
    this.#items = Object.fromEntries(Object.entries(this.#items).filter(([own]) => own !== id));
    await this.load();
    this.choose(id);
  }

  async remove(id: string): Promise<boolean> {
    try {
      await this.#client.request('playbooks.remove', { id });
      await this.load();
      return true;
    } catch (error) {
      this.#notices.fail(error);
      return false;
    }
  }

  #keep(playbook: string, reviews: readonly DocumentReview[]): void {
    this.#kept = { ...this.#kept, ...Object.fromEntries(reviews.map((review) => [reviewKey(playbook, review.document), review])) };
  }
}
