import type { Box } from '../../contract/geometry.ts';
import type { noteColours } from '../../contract/protocol.ts';
import type { Rotation } from './geometry.ts';
import type { Position } from './history.ts';

/** How large pages are shown: a factor (1 is the printed size), or fitted to the window. */
export type Zoom = number | 'page-width' | 'page-fit';

export type NoteColour = (typeof noteColours)[number];

/** A highlight that the user asked for; `comment` is true where they want to write one. */
export interface NoteDraft {
  readonly page: number;
  readonly boxes: readonly Box[];
  readonly quote: string;
  readonly colour: NoteColour;
  readonly comment: boolean;
}

/** Where the answer stands. A new key scrolls there again. */
export interface Highlight {
  readonly boxes: readonly Box[];
  readonly key: number;
}

export interface FindQuery {
  readonly words: string;
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
  readonly matchAccents: boolean;
}

/** How a search stands. `current` counts from 1; 0 where nothing is found. */
export interface FindStatus {
  readonly state: 'idle' | 'searching' | 'found' | 'none';
  readonly current: number;
  readonly total: number;
}

export const notFinding: FindStatus = { state: 'idle', current: 0, total: 0 };

/** Words the user selected: what they say and where they stand, and where a toolbar may stand beside them. */
export interface SelectedWords {
  readonly quote: string;
  readonly boxes: readonly Box[];
  /** CSS pixels from the window's top left, of the selection's last line. */
  readonly anchor: { readonly left: number; readonly top: number; readonly bottom: number };
}

/** What pages report to the viewer around them. */
export interface SurfaceEvents {
  /** Pages stand and can be scrolled to. Labels may be empty. */
  readonly onready: (ready: { readonly pages: number; readonly labels: readonly (string | null)[] }) => void;
  readonly onposition: (position: Position) => void;
  readonly onzoom: (zoom: { readonly value: Zoom; readonly scale: number }) => void;
  readonly onfind: (status: FindStatus) => void;
  /** Asked for just before a jump inside the pages (a link): the place to come back to. */
  readonly onjump: (from: Position) => void;
  readonly onexternal: (url: string) => void;
  readonly onnoteselect: (id: number) => void;
}

/** Pages on the screen, drawn by pdf.js or set from the text that was read. */
export interface Surface {
  readonly canRotate: boolean;
  goTo(position: Position): void;
  /** Scrolls so that the boxes can be seen. */
  reveal(boxes: readonly Box[]): void;
  position(): Position;
  setZoom(zoom: Zoom): void;
  zoomBy(steps: number): void;
  setRotation(rotation: Rotation): void;
  find(query: FindQuery): void;
  findAgain(backwards: boolean): void;
  endFind(): void;
  /** The words selected in the pages; null where none are. */
  selected(): SelectedWords | null;
  focus(): void;
}
