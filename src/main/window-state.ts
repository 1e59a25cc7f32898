import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Pixels of a screen, or of a window on it. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const size = z.number().int().min(200).max(20_000);
const place = z.number().int().min(-50_000).max(50_000);
const windowStateSchema = z.object({ x: place, y: place, width: size, height: size, maximized: z.boolean() });

/** Where a window was: its bounds while it was not maximised, and whether it was. */
export type WindowState = Readonly<z.infer<typeof windowStateSchema>>;

/** The size of a first window, and the smallest that still has room for a page and its answers. */
export const firstSize = { width: 1_360, height: 860 };
export const smallestSize = { width: 720, height: 480 };

/** What must be on a screen for a window to be found and moved: this much of the strip at its top. */
const visibleStrip = { width: 120, height: 40 };

/** The remembered state, or null if there is none or it is damaged. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Writes beside the file and renames. A place that cannot be kept is no reason to disturb anybody. */
export function keepWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.tmp`, `${JSON.stringify(state)}\n`);
    renameSync(`${file}.tmp`, file);
  } catch {
    // The next window opens where the first one did.
  }
}

/**
 * Bounds for a window on the screens that are there now: the remembered ones if the window can be reached there, else
 * centred on the first screen. Never larger than the screen it is on.
 *
 * @param workAreas the screens without task bars; the first is the main one
 */
export function placeWindow(remembered: WindowState | null, workAreas: readonly Area[]): Area {
  const [main = { x: 0, y: 0, ...firstSize }] = workAreas;
  if (remembered !== null) {
    const strip = { x: remembered.x, y: remembered.y, width: remembered.width, height: visibleStrip.height };
    const screen = workAreas.find((area) => {
      const shared = overlap(strip, area);
      return shared.width >= visibleStrip.width && shared.height >= visibleStrip.height;
    });
    if (screen !== undefined) {
      const { x, y, width, height } = remembered;
      return { x, y, width: Math.min(width, screen.width), height: Math.min(height, screen.height) };
    }
  }
  const { width: wantedWidth, height: wantedHeight } = remembered ?? firstSize;
  const width = Math.min(wantedWidth, main.width);
  const height = Math.min(wantedHeight, main.height);
  return { x: main.x + Math.round((main.width - width) / 2), y: main.y + Math.round((main.height - height) / 2), width, height };
}

function overlap(one: Area, other: Area): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x),
    height: Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y),
  };
}
