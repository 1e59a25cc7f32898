import type { Box } from '../../contract/geometry.ts';
import type { Note } from '../../contract/protocol.ts';
import { boxOnPage, byPage } from './geometry.ts';
import type { Rect, Rotation, Size } from './geometry.ts';

/** What lies over the pages: the answer's places and the user's own highlights. */
export interface Marks {
  readonly answer: readonly Box[];
  readonly notes: readonly Note[];
  readonly activeNote: number | null;
}

export const noMarks: Marks = { answer: [], notes: [], activeNote: null };

/** A page that marks can be laid over. */
export interface MarkedPage {
  readonly element: HTMLElement;
  readonly size: Size;
  readonly rotation: Rotation;
}

export interface Overlay {
  show(marks: Marks): void;
  /** Lays the marks of these pages anew (all, if none are given): they were drawn again, or turned. */
  refresh(pages?: readonly number[]): void;
  /** The highlight of the user's at a place of the window, in CSS pixels. */
  noteAt(x: number, y: number): number | null;
  close(): void;
}

/**
 * Marks as elements in the pages themselves, in shares of the page, so that they follow every zoom without being laid
 * again. pdf.js empties a page when it draws it anew; the layer puts itself back before the screen shows that.
 */
export function createOverlay(
  pageOf: (page: number) => MarkedPage | null,
  options: { readonly noteLabel: (note: Note) => string; readonly onnoteselect: (id: number) => void },
): Overlay {
  let marks = noMarks;
  const layers = new Map<number, HTMLElement>();
  const observer = new MutationObserver((changes) => {
    const pages = new Set(changes.map((change) => change.target));
    for (const [page, layer] of layers) {
      const parent = pageOf(page)?.element;
      if (parent !== undefined && pages.has(parent) && layer.parentNode !== parent) parent.append(layer);
    }
  });

  const lay = (page: number, answer: readonly Box[], notes: readonly Note[]): void => {
    const marked = pageOf(page);
    if (marked === null) return;
    const layer = layers.get(page) ?? document.createElement('div');
    layer.className = 'infolio-marks';
    const place = (element: HTMLElement, box: Box): HTMLElement => {
      const { left, top, width, height } = boxOnPage(box, marked.size, marked.rotation);
      position(element, { left, top, width, height });
      element.dataset['page'] = String(page);
      return element;
    };
    const children: HTMLElement[] = [];
    for (const note of notes) {
      for (const [index, box] of note.boxes.filter((own) => own.page === page).entries()) {
        const element = document.createElement(index === 0 ? 'button' : 'div');
        element.className = `infolio-note infolio-note-${note.colour}${note.id === marks.activeNote ? ' infolio-note-active' : ''}`;
        element.dataset['note'] = String(note.id);
        element.dataset['testid'] = 'note-box';
        if (element instanceof HTMLButtonElement) {
          element.type = 'button';
          element.setAttribute('aria-label', options.noteLabel(note));
          element.addEventListener('click', () => {
            options.onnoteselect(note.id);
          });
        }
        children.push(place(element, box));
      }
    }
    for (const box of answer) {
      const element = document.createElement('div');
      element.className = 'infolio-answer';
      element.dataset['testid'] = 'answer-box';
      children.push(place(element, box));
    }
    layer.replaceChildren(...children);
    if (layer.parentNode !== marked.element) marked.element.append(layer);
    if (!layers.has(page)) {
      layers.set(page, layer);
      observer.observe(marked.element, { childList: true });
    }
  };

  const layAll = (only: ReadonlySet<number> | null): void => {
    const answer = byPage(marks.answer);
    const notes = new Map<number, Note[]>();
    for (const note of marks.notes) {
      for (const page of new Set(note.boxes.map((box) => box.page))) notes.set(page, [...(notes.get(page) ?? []), note]);
    }
    for (const page of new Set([...layers.keys(), ...answer.keys(), ...notes.keys()])) {
      if (only !== null && !only.has(page)) continue;
      lay(page, answer.get(page) ?? [], notes.get(page) ?? []);
    }
  };

  return {
    show(next) {
      marks = next;
      layAll(null);
    },
    refresh(pages) {
      layAll(pages === undefined ? null : new Set(pages));
    },
    noteAt(x, y) {
      for (const layer of layers.values()) {
        for (const element of layer.querySelectorAll<HTMLElement>('[data-note]')) {
          const box = element.getBoundingClientRect();
          if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return Number(element.dataset['note']);
        }
      }
      return null;
    },
    close() {
      observer.disconnect();
      for (const layer of layers.values()) layer.remove();
      layers.clear();
    },
  };
}

function position(element: HTMLElement, { left, top, width, height }: Rect): void {
  element.style.left = percent(left);
  element.style.top = percent(top);
  element.style.width = percent(width);
  element.style.height = percent(height);
}

function percent(share: number): string {
  return `${String(Math.round(share * 1e6) / 1e4)}%`;
}
