/** CSS pixels. */
export interface Widths {
  readonly library: number;
  readonly side: number;
}

export interface KeptLayout extends Widths {
  readonly libraryShown: boolean;
  readonly sideShown: boolean;
}

export const defaultWidths: Widths = { library: 272, side: 384 };
/** Below this the panes take turns. */
export const narrowBelow = 860;
const least = { library: 200, side: 300, document: 340 };
const most = { library: 520, side: 760 };

/** Widths that leave the document its room. What is left over of the window's width is the document's; `keep` is the pane being dragged. */
export function clampWidths(wanted: Widths, width: number, keep: 'library' | 'side' = 'side'): Widths {
  let library = clamp(wanted.library, least.library, most.library);
  let side = clamp(wanted.side, least.side, most.side);
  const over = library + side + least.document - width;
  if (over > 0) {
    if (keep === 'side') side = Math.max(least.side, side - over);
    else library = Math.max(least.library, library - over);
  }
  const still = library + side + least.document - width;
  if (still > 0) {
    if (keep === 'side') library = Math.max(least.library, library - still);
    else side = Math.max(least.side, side - still);
  }
  return { library, side };
}

/** What was kept, or the usual layout where it is not that. */
export function parseLayout(kept: string | null): KeptLayout {
  const usual: KeptLayout = { ...defaultWidths, libraryShown: true, sideShown: true };
  if (kept === null) return usual;
  try {
    const value: unknown = JSON.parse(kept);
    if (typeof value !== 'object' || value === null) return usual;
    const { library, side, libraryShown, sideShown } = value as Partial<Record<keyof KeptLayout, unknown>>;
    return {
      library: typeof library === 'number' && Number.isFinite(library) ? clamp(library, least.library, most.library) : usual.library,
      side: typeof side === 'number' && Number.isFinite(side) ? clamp(side, least.side, most.side) : usual.side,
      libraryShown: typeof libraryShown === 'boolean' ? libraryShown : true,
      sideShown: typeof sideShown === 'boolean' ? sideShown : true,
    };
  } catch {
    return usual;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, value)));
}
