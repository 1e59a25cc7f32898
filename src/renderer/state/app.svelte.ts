import { createContext } from 'svelte';
import type { Box } from '../../contract/geometry.ts';
import type { Place } from '../../contract/answer.ts';
import { createClient } from '../../contract/client.ts';
import type { Client } from '../../contract/client.ts';
import type { AppInfo, Command, ExportRequest, Inspection, LibraryDocument, RecallLine, Scope } from '../../contract/protocol.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Link } from '../connection.ts';
import type { LinkState } from '../socket.ts';
import { t, useLanguage } from '../i18n/index.svelte.ts';
import { filesOfDrop, pickInBrowser } from '../shell/picking.ts';
import { AskingState } from './asking.svelte.ts';
import { DetailsState } from './details.svelte.ts';
import { EngineState } from './engine.svelte.ts';
import { ExportingState } from './exporting.svelte.ts';
import { Layout } from './layout.svelte.ts';
import type { Side } from './layout.svelte.ts';
import { LibraryState } from './library.svelte.ts';
import { NotesState } from './notes.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { createRemembered } from './remembered.ts';
import type { Remembered } from './remembered.ts';
import { ReviewsState } from './reviews.svelte.ts';
import { SummariesState } from './summaries.svelte.ts';
import { useTheme } from './theme.ts';

export type DialogName = 'settings' | 'palette' | 'shortcuts' | 'engine' | 'about' | 'export' | 'playbook';

/** The playbook that the editor opens with. */
export interface PlaybookDraft {
  /** Null: one that is not saved yet. */
  readonly id: string | null;
  /** The name to begin with where there is no id. */
  readonly suggested: string;
  readonly text: string;
  /** It comes with Infolio and is only looked at. */
  readonly readOnly: boolean;
}

/** What the document viewer lets others do with it. */
export interface ViewerHandle {
  run(command: Command): boolean;
  goTo(page: number): void;
  currentPage(): number;
}

/** Words on a page to scroll to and light up; `key` differs each time, so that the same words can be shown again. */
export interface Highlight {
  readonly boxes: readonly Box[];
  readonly key: number;
}

/** The same command within this many milliseconds came twice: from the page and from the native menu. */
const echo = 120;

/** Everything the screens share. Made once, and handed down as a context. */
export class App {
  readonly client: Client;
  readonly link: Link;
  readonly notices = new Notices();
  readonly layout = new Layout();
  readonly library: LibraryState;
  readonly asking: AskingState;
  readonly notes: NotesState;
  readonly engine: EngineState;
  readonly summaries: SummariesState;
  readonly details: DetailsState;
  readonly reviews: ReviewsState;
  readonly exporting: ExportingState;
  readonly remembered: Remembered;

  linkState = $state<LinkState>('connecting');
  wasLost = $state(false);
  info = $state.raw<AppInfo | null>(null);
  settings = $state.raw<Settings | null>(null);
  currentId = $state<string | null>(null);
  page = $state(1);
  highlight = $state.raw<Highlight | null>(null);
  recall = $state.raw<readonly RecallLine[]>([]);
  /** Whose question the recall map shows. */
  recallQuestion = $state<string | null>(null);
  dialog = $state<DialogName | null>(null);
  /** An address in a document that waits for a yes. */
  external = $state<string | null>(null);
  scopeKind = $state<'document' | 'library' | number>('document');
  question = $state('');
  viewer = $state.raw<ViewerHandle | null>(null);
  /** Counts up when the question box should take the focus. */
  askFocus = $state(0);
  /** The pane whose main button should take the focus; `key` counts up. */
  focusAsked = $state.raw<{ readonly pane: Side; readonly key: number }>({ pane: 'ask', key: 0 });
  summaryView = $state<'summary' | 'details' | 'map'>('summary');
  /** What the export dialog begins with. */
  exportPreset = $state.raw<{ readonly parts: ExportRequest['parts'] | null; readonly documents: readonly string[] | null }>({ parts: null, documents: null });
  playbookDraft = $state.raw<PlaybookDraft | null>(null);

  readonly current = $derived.by((): LibraryDocument | null => this.library.find(this.currentId));
  readonly scope = $derived.by((): Scope | null => {
    if (this.scopeKind === 'library') return { kind: 'library' };
    if (typeof this.scopeKind === 'number') return { kind: 'collection', collection: this.scopeKind };
    return this.currentId === null ? null : { kind: 'document', document: this.currentId };
  });
  readonly isMac = $derived.by(() => (this.info?.platform ?? navigator.platform).toLowerCase().startsWith('mac') || this.info?.platform === 'darwin');
  readonly isDesktop = $derived.by(() => this.info?.shell === 'desktop');

  #highlights = 0;
  #lastCommand: { readonly command: Command; readonly at: number } | null = null;

  constructor(link: Link) {
    this.link = link;
    this.client = createClient(link);
    this.remembered = createRemembered(this.client);
    this.library = new LibraryState(this.client, this.notices, this.remembered);
    this.asking = new AskingState(this.client, this.notices);
    this.notes = new NotesState(this.client, this.notices);
    this.engine = new EngineState(this.client, this.notices);
    this.summaries = new SummariesState(this.client);
    this.details = new DetailsState(this.client);
    this.reviews = new ReviewsState(this.client, this.notices, this.remembered);
    this.exporting = new ExportingState(this.client, this.notices);
    this.library.onShow = (document) => {
      this.show(document);
    };
    link.onState((state) => {
      if (state === 'lost') this.wasLost = true;
      else if (state === 'open' && this.wasLost) {
        this.wasLost = false;
        this.notices.show('success', t().notices.connectionBack);
        void this.library.refresh();
        void this.engine.refresh();
      }
      this.linkState = state;
    });
    this.client.on('settings.changed', (settings) => {
      this.#use(settings);
    });
    this.client.on('command', ({ command }) => {
      this.run(command);
    });
    this.client.on('openFiles', ({ paths }) => {
      void this.openPaths(paths);
    });
  }

  /** Fetches what the first screen needs. */
  async start(): Promise<void> {
    await Promise.all([
      this.#shell(),
      this.library.start().then(async () => {
        const last = await this.remembered.read('document', (value): value is string => typeof value === 'string');
        if (last !== null && this.currentId === null && this.library.find(last) !== null) this.show(last, { quietly: true });
      }),
      this.engine.refresh(),
    ]);
  }

  async #shell(): Promise<void> {
    try {
      const [info, settings] = await Promise.all([this.client.request('app.info', {}), this.client.request('settings.get', {})]);
      this.info = info;
      this.#use(settings);
    } catch (error) {
      this.notices.fail(error);
    }
  }

  #use(settings: Settings): void {
    this.settings = settings;
    useLanguage(settings.language);
    useTheme(settings.theme);
  }

  async changeSettings(change: Partial<Settings>): Promise<void> {
    try {
      this.#use(await this.client.request('settings.set', change));
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Shows a document of the library. `quietly`: a narrow window stays where it is. */
  show(id: string, options: { readonly quietly?: boolean } = {}): void {
    if (options.quietly !== true) this.layout.section = 'document';
    if (this.currentId === id) return;
    this.currentId = id;
    this.highlight = null;
    this.recall = [];
    this.recallQuestion = null;
    this.page = 1;
    this.scopeKind = 'document';
    this.remembered.write('document', id);
    this.library.touch(id);
    void this.notes.load(id);
    void this.asking.load(id);
  }

  /** Leaves the document that is shown, for instance since it was removed. */
  leave(): void {
    this.currentId = null;
    this.highlight = null;
    this.recall = [];
    this.recallQuestion = null;
    void this.notes.load(null);
  }

  /** Scrolls to a place and lights up its words; opens its document first where another one is shown. */
  jump(document: string, place: Pick<Place, 'boxes' | 'page'>): void {
    if (this.currentId !== document) {
      const { scopeKind } = this;
      this.show(document);
      // A jump out of the answers of several documents keeps them in sight.
      this.scopeKind = scopeKind;
    }
    this.layout.section = 'document';
    this.#highlights += 1;
    this.highlight = { boxes: place.boxes, key: this.#highlights };
    if (place.boxes.length === 0) this.viewer?.goTo(place.page);
  }

  /** Lights the recall map of the open document for a question. */
  async showRecall(document: string, question: string): Promise<void> {
    if (document !== this.currentId) return;
    if (this.recallQuestion === question && this.recall.length > 0) return;
    this.recallQuestion = question;
    try {
      const lines = await this.client.request('recall', { document, question });
      if (this.currentId === document && this.recallQuestion === question) this.recall = lines;
    } catch {
      // The map is an extra: without it the answer stands as well.
    }
  }

  async openPaths(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    try {
      const expanded = await this.client.request('app.expand', { paths: [...paths] });
      if (expanded.paths.length === 0) this.notices.show('warning', t().library.nothingReadable);
      else {
        this.library.open(expanded.paths);
        if (expanded.paths.length > 1) this.notices.show('info', t().library.opened(expanded.paths.length));
      }
    } catch (error) {
      this.notices.fail(error);
    }
  }

  async openSamples(): Promise<void> {
    try {
      const { paths } = await this.client.request('app.samples', {});
      this.library.open(paths);
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Files or folders through a dialog: the desktop's, or the browser's. */
  async pick(folders: boolean): Promise<void> {
    if (!this.isDesktop) {
      await this.openHandedOver(await pickInBrowser(folders));
      return;
    }
    try {
      const { paths } = await this.client.request('app.pickFiles', { folders });
      await this.openPaths(paths);
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** What was dropped onto the window. */
  async drop(transfer: DataTransfer): Promise<void> {
    if (this.isDesktop) {
      const paths = await Promise.all([...transfer.files].map((file) => this.link.pathOf(file)));
      await this.openPaths(paths.filter((path) => path !== ''));
    } else await this.openHandedOver(await filesOfDrop(transfer));
  }

  async openHandedOver(files: readonly File[] | null): Promise<void> {
    if (files === null) return;
    if (files.length === 0) this.notices.show('warning', t().library.nothingReadable);
    else await this.library.openFiles(files, (file) => this.link.pathOf(file));
  }

  /** Puts a question to what is chosen above the box, and lights the recall map. */
  async ask(options: { readonly question: string; readonly everything: boolean; readonly upToPage: number | null; readonly scope: Scope }): Promise<void> {
    const { scope } = options;
    if (scope.kind === 'document') void this.showRecall(scope.document, options.question);
    await this.asking.ask(options);
  }

  focusQuestion(): void {
    this.layout.show('ask');
    this.askFocus += 1;
  }

  /** Shows a pane and puts the keyboard on its main button. */
  #focus(pane: Side): void {
    this.layout.show(pane);
    this.focusAsked = { pane, key: this.focusAsked.key + 1 };
  }

  /** Opens the export dialog; with parts and documents it begins with those. */
  openExport(parts: ExportRequest['parts'] | null = null, documents: readonly string[] | null = null): void {
    this.exportPreset = { parts, documents };
    this.dialog = 'export';
  }

  editPlaybook(draft: PlaybookDraft): void {
    this.playbookDraft = draft;
    this.dialog = 'playbook';
  }

  /** Runs a command, wherever it came from. */
  run(command: Command): void {
    const now = performance.now();
    if (this.#lastCommand?.command === command && now - this.#lastCommand.at < echo && !repeats.has(command)) return;
    this.#lastCommand = { command, at: now };
    switch (command) {
      case 'open':
        void this.pick(false);
        return;
      case 'openFolder':
        void this.pick(true);
        return;
      case 'ask':
        this.focusQuestion();
        return;
      case 'notes':
        this.layout.show('notes');
        return;
      case 'summarize':
        this.summaryView = 'summary';
        this.#focus('summary');
        return;
      case 'review':
        this.#focus('review');
        return;
      case 'export':
        this.openExport();
        return;
      case 'palette':
      case 'settings':
      case 'about':
        this.dialog = command;
        return;
      case 'enginePanel':
        this.dialog = 'engine';
        return;
      case 'toggleLibrary':
        this.layout.toggle('library');
        return;
      case 'toggleSide':
        this.layout.toggle('side');
        return;
      case 'print':
        this.client.request('app.print', {}).catch((error: unknown) => {
          this.notices.fail(error);
        });
        return;
      default:
        this.viewer?.run(command);
    }
  }

  /** Whether a command does something now. */
  can(command: Command): boolean {
    // A browser prints what it shows, which is the screens; it is left to its own viewer.
    if (command === 'print' && !this.isDesktop) return false;
    if (command === 'summarize') return this.current !== null;
    if (command === 'review' || command === 'export') return this.library.documents.length > 0;
    return !ofViewer.has(command) || (this.viewer !== null && this.current !== null);
  }

  /** Opens an address outside Infolio; the user has said yes. */
  async openExternal(url: string): Promise<void> {
    if (!this.isDesktop) {
      if (/^(https?|mailto):/iu.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
      return;
    }
    try {
      await this.client.request('app.openExternal', { url });
    } catch (error) {
      this.notices.fail(error);
    }
  }

  inspectionOf(document: string): Inspection | null {
    return this.engine.inspection?.document === document ? this.engine.inspection : null;
  }
}

const ofViewer: ReadonlySet<Command> = new Set<Command>([
  'print', 'find', 'findNext', 'findPrevious', 'zoomIn', 'zoomOut', 'zoomReset', 'fitWidth', 'fitPage', 'rotate', 'nextPage', 'previousPage',
  'firstPage', 'lastPage', 'goToPage', 'back', 'forward', 'toggleOutline',
]);

/** Commands that a held key gives many times in a row. */
const repeats: ReadonlySet<Command> = new Set<Command>(['nextPage', 'previousPage', 'zoomIn', 'zoomOut', 'findNext', 'findPrevious']);

export const [getApp, setApp] = createContext<App>();
