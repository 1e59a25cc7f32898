import type { Quarter } from './extract/span.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The frame's own width and height for a page of `width` x `height`. */
export function frameSize(quarter: Quarter, width: number, height: number): { readonly width: number; readonly height: number } {
  return quarter % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** A point of the displayed page in the frame of a quarter turn. */
export function toFrame(quarter: Quarter, page: { readonly width: number; readonly height: number }, x: number, y: number): readonly [number, number] {
  switch (quarter) {
    case 0:
      return [x, y];
    case 1:
      return [y, page.width - x];
    case 2:
      return [page.width - x, page.height - y];
    case 3:
      return [page.height - y, x];
  }
}

/** A rectangle of a frame on the displayed page: the inverse of `toFrame`. */
export function fromFrame(quarter: Quarter, page: { readonly width: number; readonly height: number }, box: Rectangle): Rectangle {
  const { x, y, width, height } = box;
  switch (quarter) {
    case 0:
      return box;
    case 1:
      return { x: page.width - y - height, y: x, width: height, height: width };
    case 2:
      return { x: page.width - x - width, y: page.height - y - height, width, height };
    case 3:
      return { x: y, y: page.height - x - width, width: height, height: width };
  }
}
