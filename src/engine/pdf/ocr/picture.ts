import type { Quarter, Span } from '../extract/span.ts';
import { fromFrame } from '../frames.ts';
import { inkBelow } from './limits.ts';

/** A page's picture in grey, row by row from the top left: 0 black, 255 white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels of one point. */
  readonly scale: number;
  readonly grey: Uint8Array;
}

/** The picture of red, green, blue and opacity on white paper. */
export function pictureOf(pixels: Uint8ClampedArray | Uint8Array, width: number, height: number, scale: number): Picture {
  const grey = new Uint8Array(width * height);
  for (let from = 0, to = 0; to < grey.length; from += 4, to++) {
    grey[to] = (77 * (pixels[from] ?? 255) + 151 * (pixels[from + 1] ?? 255) + 28 * (pixels[from + 2] ?? 255)) >> 8;
  }
  return { width, height, scale, grey };
}

/** A file of the picture that Tesseract reads: PGM, which is its pixels behind three numbers. */
export function encoded({ width, height, grey }: Picture): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey]);
}

/** The picture turned so that what is written in the direction of `quarter` stands upright: the frame of `frames.ts`. */
export function turned(picture: Picture, quarter: Quarter): Picture {
  if (quarter === 0) return picture;
  const { width, height, grey, scale } = picture;
  const [frameWidth, frameHeight] = quarter === 2 ? [width, height] : [height, width];
  const result = new Uint8Array(grey.length);
  for (let y = 0, to = 0; y < frameHeight; y++) {
    for (let x = 0; x < frameWidth; x++, to++) {
      const from = quarter === 1 ? x * width + (width - 1 - y) : quarter === 2 ? (height - 1 - y) * width + (width - 1 - x) : (height - 1 - x) * width + y;
      result[to] = grey[from] ?? 255;
    }
  }
  return { width: frameWidth, height: frameHeight, scale, grey: result };
}

/** The share of pixels that are ink, without the outermost edge of the paper and without what `spans` cover. */
export function inkOf(picture: Picture, spans: readonly Span[]): number {
  const { width, height, grey, scale } = picture;
  const page = { width: width / scale, height: height / scale };
  const covered = spans.map((span) => {
    const box = fromFrame(span.quarter, page, { x: span.x, y: span.top, width: span.width, height: span.bottom - span.top });
    return { left: (box.x - 2) * scale, right: (box.x + box.width + 2) * scale, top: (box.y - 2) * scale, bottom: (box.y + box.height + 2) * scale };
  });
  // The shadow of the paper's edge is no ink.
  const edge = Math.round(0.03 * Math.min(width, height));
  let ink = 0;
  for (let y = edge; y < height - edge; y++) {
    const beside = covered.filter((box) => y >= box.top && y <= box.bottom);
    for (let x = edge; x < width - edge; x++) {
      if ((grey[y * width + x] ?? 255) < inkBelow && !beside.some((box) => x >= box.left && x <= box.right)) ink++;
    }
  }
  return ink / (width * height);
}

/** True if lines of writing run down the picture rather than across it: ink then changes more from column to column. */
export function looksSideways({ width, height, grey }: Picture): boolean {
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((grey[y * width + x] ?? 255) >= inkBelow) continue;
      rows[y] = (rows[y] ?? 0) + 1;
      columns[x] = (columns[x] ?? 0) + 1;
    }
  }
  return unevenness(columns, height) > unevenness(rows, width);
}

/** How much the sums of neighbouring lines of pixels differ, in shares of their length. */
function unevenness(sums: Float64Array, length: number): number {
  const step = 4;
  let total = 0;
  for (let at = step; at < sums.length; at++) total += Math.abs((sums[at] ?? 0) - (sums[at - step] ?? 0)) / length;
  return total / Math.max(1, sums.length);
}

/** The mean width of the strokes within some boxes of a picture, in pixels. */
export function strokeOf({ width, grey }: Picture, boxes: readonly { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }[]): number {
  let ink = 0;
  let strokes = 0;
  for (const { x0, y0, x1, y1 } of boxes) {
    for (let y = y0; y < y1; y++) {
      let before = false;
      for (let x = x0; x < x1; x++) {
        const now = (grey[y * width + x] ?? 255) < inkBelow;
        if (now) ink++;
        if (now && !before) strokes++;
        before = now;
      }
    }
  }
  return strokes === 0 ? 0 : ink / strokes;
}
