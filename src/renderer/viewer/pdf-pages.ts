import 'pdfjs-dist';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { EventBus, FindState, PDFFindController, PDFLinkService, PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs';
import type { Box } from '../../contract/geometry.ts';
import type { Note } from '../../contract/protocol.ts';
import { toRotation } from './geometry.ts';
import type { Rotation, Size } from './geometry.ts';
import type { Position } from './history.ts';
import type { Destination } from './outline.ts';
import { createOverlay } from './overlay.ts';
import type { Marks } from './overlay.ts';
import { asViewport, followLinks, silentWords } from './pdf-parts.ts';
import type { PageView } from './pdf-parts.ts';
import { scrollToBoxes } from './scrolling.ts';
import { selectedWords } from './selection.ts';
import type { Surface, SurfaceEvents, Zoom } from './surface.ts';

export interface PdfPagesOptions extends SurfaceEvents {
  /** Scrolls; must be positioned absolutely. */
  readonly container: HTMLDivElement;
  /** Holds the pages, inside the container. */
  readonly pages: HTMLDivElement;
  readonly document: PDFDocumentProxy;
  /** Page sizes as far as they are known, so that the pages' places are right before they are drawn. */
  readonly sizes: readonly Size[];
  readonly start: { readonly zoom: Zoom; readonly rotation: Rotation; readonly position: Position };
  readonly pageLabel: (page: number) => string;
  readonly noteLabel: (note: Note) => string;
}

export interface PdfPages extends Surface {
  show(marks: Marks): void;
  relabel(): void;
  /** True while the viewer itself keeps the page drawn. */
  keeps(page: number): boolean;
  /** Goes to a place of the PDF's own outline. */
  follow(destination: Destination): void;
  close(): void;
}

// pdf.js' own names of these, as its viewer declares them: plain numbers.
const annotationsShown = 1;
const noEditor = -1;

/** The largest canvas of a page, in pixels: sharp on a 4K screen; beyond it pdf.js draws only what can be seen. */
const canvasPixels = 1 << 24;

/** The pages of a PDF, drawn by pdf.js' viewer as they come into sight. */
export function createPdfPages(options: PdfPagesOptions): PdfPages {
  const { container, document: pdf } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus, ignoreDestinationZoom: true });
  const findController = new PDFFindController({ linkService, eventBus, delay: 120 });
  const viewerOptions = {
    container,
    viewer: options.pages,
    eventBus,
    linkService,
    findController,
    l10n: silentWords,
    annotationMode: annotationsShown,
    annotationEditorMode: noEditor,
    enableSelectionRendering: false,
    enableAutoLinking: true,
    supportsPinchToZoom: false,
    maxCanvasPixels: canvasPixels,
    abortSignal: signal,
  };
  const viewer = new PDFViewer(viewerOptions as unknown as ConstructorParameters<typeof PDFViewer>[0]);
  linkService.setViewer(viewer);
  const on = (name: string, listener: (event: never) => void): void => {
    eventBus.on(name, listener, { signal });
  };
  const view = (page: number): PageView | undefined => viewer.getPageView(page - 1) as PageView | undefined;
  const sizeOf = (page: PageView): Size => page.viewport.clone({ scale: 1, rotation: page.pdfPageRotate });
  const rotation = (): Rotation => toRotation(viewer.pagesRotation);
  const marked = (page: number) => {
    const own = view(page);
    return own === undefined ? null : { element: own.div, size: sizeOf(own), rotation: rotation() };
  };
  const overlay = createOverlay(marked, options);
  let marks: Marks = { answer: [], notes: [], activeNote: null };
  let ready = false;

  const position = (): Position => {
    const page = viewer.currentPageNumber;
    const div = view(page)?.div;
    return { page, top: div === undefined || div.offsetHeight === 0 ? 0 : (container.scrollTop - div.offsetTop) / div.offsetHeight };
  };
  const goTo = ({ page, top }: Position): void => {
    const div = view(page)?.div;
    if (div === undefined) return;
    container.scrollTop = div.offsetTop + top * div.offsetHeight;
    viewer.currentPageNumber = page;
    container.scrollTop = div.offsetTop + top * div.offsetHeight;
    viewer.update();
  };
  const relabel = (): void => {
    for (let page = 1; page <= viewer.pagesCount; page++) view(page)?.div.setAttribute('aria-label', options.pageLabel(page));
  };

  linkService.setHistory({
    pushCurrentPosition: () => {
      options.onjump(position());
    },
    push: () => undefined,
    pushPage: () => undefined,
    back: () => undefined,
    forward: () => undefined,
  });
  on('pagesinit', () => {
    sizeAhead(viewer, options.sizes);
    viewer.pagesRotation = options.start.rotation;
    viewer.currentScaleValue = String(options.start.zoom);
    relabel();
    ready = true;
    overlay.show(marks);
    goTo(options.start.position);
    void pdf.getPageLabels().catch(() => null).then((labels) => {
      if (!signal.aborted) options.onready({ pages: viewer.pagesCount, labels: labels ?? [] });
    });
  });
  on('pagerender', ({ pageNumber }: { readonly pageNumber: number }) => {
    overlay.refresh([pageNumber]);
  });
  on('rotationchanging', () => {
    overlay.refresh();
  });
  on('updateviewarea', () => {
    options.onposition(position());
  });
  on('scalechanging', ({ scale, presetValue }: { readonly scale: number; readonly presetValue?: string }) => {
    options.onzoom({ scale, value: presetValue === 'page-width' || presetValue === 'page-fit' ? presetValue : scale });
  });
  const matches = (count: { readonly current: number; readonly total: number }, state?: number): void => {
    const word = state === FindState.PENDING ? 'searching' : state === FindState.NOT_FOUND ? 'none' : count.total > 0 ? 'found' : 'searching';
    options.onfind({ state: word, ...count });
  };
  on('updatefindmatchescount', ({ matchesCount }: { readonly matchesCount: { readonly current: number; readonly total: number } }) => {
    matches(matchesCount);
  });
  on('updatefindcontrolstate', ({ state, matchesCount }: { readonly state: number; readonly matchesCount: { readonly current: number; readonly total: number } }) => {
    matches(matchesCount, state);
  });

  followLinks(container, { signal, onexternal: options.onexternal });
  container.addEventListener(
    'click',
    (event) => {
      if (document.getSelection()?.isCollapsed === false || (event.target instanceof Element && event.target.closest('a, button') !== null)) return;
      const note = overlay.noteAt(event.clientX, event.clientY);
      if (note !== null) options.onnoteselect(note);
    },
    { signal },
  );
  container.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = container.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / 100 : event.deltaY / 3;
      viewer.updateScale({
        scaleFactor: Math.exp(-Math.max(-2, Math.min(2, lines)) * 0.12),
        drawingDelay: 250,
        origin: [event.clientX - frame.left + container.offsetLeft, event.clientY - frame.top + container.offsetTop],
      });
    },
    { passive: false, signal },
  );
  const resized = new ResizeObserver(() => {
    if (!ready) return;
    const fitted = viewer.currentScaleValue;
    if (fitted.startsWith('page-')) viewer.currentScaleValue = fitted;
    viewer.update();
  });
  resized.observe(container);

  let query: object | null = null;
  const search = (type: '' | 'again', findPrevious: boolean): void => {
    if (query !== null) eventBus.dispatch('find', { source: container, type, findPrevious, highlightAll: true, ...query });
  };

  viewer.setDocument(pdf);
  linkService.setDocument(pdf);

  return {
    canRotate: true,
    position,
    goTo,
    reveal(boxes: readonly Box[]) {
      const page = boxes[0]?.page;
      const own = page === undefined ? undefined : view(page);
      if (own === undefined || page === undefined) return;
      scrollToBoxes(container, own.div, boxes.filter((box) => box.page === page), sizeOf(own), rotation());
      viewer.update();
    },
    setZoom(zoom) {
      viewer.currentScaleValue = String(zoom);
    },
    zoomBy(steps) {
      viewer.updateScale({ steps });
    },
    setRotation(turned) {
      const at = position();
      viewer.pagesRotation = turned;
      goTo({ page: at.page, top: 0 });
    },
    find({ words, matchCase, wholeWords, matchAccents }) {
      query = { query: words, caseSensitive: matchCase, entireWord: wholeWords, matchDiacritics: matchAccents };
      search('', false);
    },
    findAgain(backwards) {
      search('again', backwards);
    },
    endFind() {
      query = null;
      eventBus.dispatch('findbarclose', { source: container });
    },
    selected: () =>
      selectedWords(options.pages, (node) => {
        const layer = node.parentElement?.closest('.textLayer') ?? null;
        const div = layer?.closest<HTMLElement>('.page') ?? null;
        const page = Number(div?.dataset['pageNumber'] ?? 0);
        const own = marked(page);
        return own === null ? null : { ...own, page };
      }),
    focus() {
      container.focus();
    },
    show(next) {
      marks = next;
      if (ready) overlay.show(marks);
    },
    relabel,
    keeps: (page) => viewer.getCachedPageViews().has(view(page)),
    follow(destination) {
      void linkService.goToDestination(destination as string | unknown[]);
    },
    close() {
      resized.disconnect();
      overlay.close();
      closing.abort();
      viewer.setDocument(null);
      linkService.setDocument(null);
      findController.setDocument(null as unknown as PDFDocumentProxy);
    },
  };
}

/**
 * Gives pages that are not loaded yet the size that they will have. pdf.js takes the first page's for all, so that a
 * document of mixed sizes would move under the reader while it scrolls.
 */
function sizeAhead(viewer: PDFViewer, sizes: readonly Size[]): void {
  for (const [index, size] of sizes.entries()) {
    const own = viewer.getPageView(index) as PageView | undefined;
    if (own === undefined || own.pdfPage !== null) continue;
    const now = own.viewport.clone({ scale: 1, rotation: own.pdfPageRotate });
    if (Math.abs(now.width - size.width) < 0.5 && Math.abs(now.height - size.height) < 0.5) continue;
    own.viewport = asViewport(own.viewport, size, own.pdfPageRotate);
    own.update({});
  }
}
