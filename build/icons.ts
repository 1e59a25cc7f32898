import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/*
 * Draws build/icon.svg in every size and container that the systems want, into build/resources. Run with `npm run icons`
 * after a change of the drawing; the results are committed.
 */

const folder = import.meta.dirname;
const output = join(folder, 'resources');

/** Edge lengths in pixels: Linux' icon folders, and what goes into the Windows container. */
const linuxSizes = [16, 32, 48, 64, 128, 256, 512] as const;
const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;

/** Apple's names of the sizes whose content may be PNG. */
const appleTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
] as const;

function draw(svg: string, size: number): Buffer {
  return Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng());
}

/** An .ico file: a directory of 16 bytes an image, then the images, here all PNG (Windows Vista and later). */
export function icoOf(images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2); // an icon, not a cursor
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // planes
    header.writeUInt16LE(32, entry + 6); // bits a pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** An .icns file: a header and one chunk an image, each with its type and its length, the eight bytes of both included. */
export function icnsOf(images: readonly { readonly type: string; readonly png: Buffer }[]): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(images.map(({ type, png }) => chunk(type, png))));
}

if (import.meta.main) {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
  mkdirSync(join(output, 'icons'), { recursive: true });
  for (const size of linuxSizes) writeFileSync(join(output, 'icons', `${size}x${size}.png`), draw(svg, size));
  writeFileSync(join(output, 'icon.ico'), icoOf(windowsSizes.map((size) => ({ size, png: draw(svg, size) }))));
  writeFileSync(join(output, 'icon.icns'), icnsOf(appleTypes.map(([type, size]) => ({ type, png: draw(svg, size) }))));
  process.stdout.write(`Drawn into ${resolve(output)}.\n`);
}
