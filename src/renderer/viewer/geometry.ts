import type { Box } from '../../contract/geometry.ts';

/** Clockwise turn of the pages by the user, in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** Width and height of a page in PDF points, as displayed before the user turns it. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle; the unit is its owner's: points, CSS pixels or shares (0..1) of a page. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Any number of degrees as one of the four turns. */
export function toRotation(degrees: number): Rotation {
  const quarter = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}

/** Where a box lies on its page when the page is turned: shares of the turned page's width and height. */
export function boxOnPage(box: Box, page: Size, rotation: Rotation): Rect {
  return turn({ left: box.x / page.width, top: box.y / page.height, width: box.width / page.width, height: box.height / page.height }, rotation);
}

/** The box in points of the page as displayed unturned, from a place in shares of the turned page. */
export function boxFromPage(place: Rect, number: number, page: Size, rotation: Rotation): Box {
  const back = turn(place, toRotation(360 - rotation));
  return { page: number, x: back.left * page.width, y: back.top * page.height, width: back.width * page.width, height: back.height * page.height };
}

function turn({ left, top, width, height }: Rect, rotation: Rotation): Rect {
  switch (rotation) {
    case 0:
      return { left, top, width, height };
    case 90:
      return { left: 1 - top - height, top: left, width: height, height: width };
    case 180:
      return { left: 1 - left - width, top: 1 - top - height, width, height };
    case 270:
      return { left: top, top: 1 - left - width, width: height, height: width };
  }
}

/**
 * Rectangles of a selection as few as its lines: those that stand beside each other on a line become one. A browser gives
 * one for each piece of text, and for each word where the page was typeset so.
 */
export function mergeLines(rects: readonly Rect[]): Rect[] {
  const lines: Rect[] = [];
  for (const rect of rects) {
    if (rect.width < 0.5 || rect.height < 0.5) continue;
    const index = lines.findIndex((line) => sameLine(line, rect));
    const line = lines[index];
    if (line === undefined) lines.push(rect);
    else lines[index] = union(line, rect);
  }
  return lines;
}

function sameLine(a: Rect, b: Rect): boolean {
  const overlap = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const gap = Math.max(a.left, b.left) - Math.min(a.left + a.width, b.left + b.width);
  const height = Math.min(a.height, b.height);
  return overlap > 0.6 * height && gap < 1.5 * height;
}

function union(a: Rect, b: Rect): Rect {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  return { left, top, width: Math.max(a.left + a.width, b.left + b.width) - left, height: Math.max(a.top + a.height, b.top + b.height) - top };
}

export function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.left && x <= rect.left + rect.width && y >= rect.top && y <= rect.top + rect.height;
}

/** Boxes by their page. */
export function byPage(boxes: readonly Box[]): Map<number, Box[]> {
  const pages = new Map<number, Box[]>();
  for (const box of boxes) {
    const list = pages.get(box.page);
    if (list === undefined) pages.set(box.page, [box]);
    else list.push(box);
  }
  return pages;
}
