import { clampWidths, defaultWidths, narrowBelow, parseLayout } from '../logic/layout.ts';

/** The panes of the right side. */
export const sides = ['ask', 'summary', 'review', 'notes'] as const;
export type Side = (typeof sides)[number];
export type Section = 'library' | 'document' | Side;

export function isSide(section: string): section is Side {
  return sides.some((side) => side === section);
}

/** CSS pixels: a width of the right side for tables, and what the document needs beside it. */
const [wideSide, widestRest] = [640, 341];

const storageKey = 'infolio.layout';

/** Which panes are shown and how wide they are. Kept by the window itself, so that the first paint has it. */
export class Layout {
  /** Too narrow for panes side by side: one at a time, with tabs. */
  narrow = $state(false);
  width = $state(defaultWidths.library + defaultWidths.side + 640);
  libraryShown = $state(true);
  sideShown = $state(true);
  libraryWidth = $state<number>(defaultWidths.library);
  sideWidth = $state<number>(defaultWidths.side);
  /** The pane on the right. */
  side = $state<Side>('ask');
  /** What a narrow window shows. */
  section = $state<Section>('library');

  constructor() {
    const kept = parseLayout(read());
    this.libraryShown = kept.libraryShown;
    this.sideShown = kept.sideShown;
    this.libraryWidth = kept.library;
    this.sideWidth = kept.side;
  }

  /** Tells how wide the window is, in CSS pixels. */
  fit(width: number): void {
    this.width = width;
    this.narrow = width < narrowBelow;
    if (!this.narrow) ({ library: this.libraryWidth, side: this.sideWidth } = clampWidths({ library: this.libraryWidth, side: this.sideWidth }, width));
  }

  resize(pane: 'library' | 'side', width: number): void {
    const wanted = pane === 'library' ? { library: width, side: this.sideWidth } : { library: this.libraryWidth, side: width };
    ({ library: this.libraryWidth, side: this.sideWidth } = clampWidths(wanted, this.width, pane));
    this.keep();
  }

  toggle(pane: 'library' | 'side'): void {
    if (this.narrow) this.section = pane === 'library' ? 'library' : this.side;
    else if (pane === 'library') this.libraryShown = !this.libraryShown;
    else this.sideShown = !this.sideShown;
    this.keep();
  }

  /** Makes a section visible, whatever the width. */
  show(section: Section): void {
    this.section = section;
    if (section === 'library') this.libraryShown = true;
    if (isSide(section)) {
      this.side = section;
      this.sideShown = true;
    }
  }

  /** Whether the right side has the width that tables want. */
  get isWide(): boolean {
    return this.sideWidth >= wideSide || this.sideWidth + this.libraryWidth + widestRest >= this.width;
  }

  /** Gives the right side more room, or the usual one. */
  toggleWide(): void {
    this.resize('side', this.isWide ? defaultWidths.side : wideSide);
  }

  keep(): void {
    try {
      localStorage.setItem(
        storageKey,
        JSON.stringify({ library: this.libraryWidth, side: this.sideWidth, libraryShown: this.libraryShown, sideShown: this.sideShown }),
      );
    } catch {
      // A window that may not keep things starts with the usual layout.
    }
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
