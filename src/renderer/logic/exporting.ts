import { exportParts } from '../../contract/protocol.ts';
import type { ExportRequest } from '../../contract/protocol.ts';

type Part = ExportRequest['parts'][number];
type Format = ExportRequest['format'];

/** The parts with one switched on or off. The map stands alone: it is a picture's data, not a text. */
export function withPart(parts: readonly Part[], part: Part, on: boolean): readonly Part[] {
  if (!on) return parts.filter((other) => other !== part);
  if (part === 'map') return ['map'];
  return exportParts.filter((other) => other === part || (other !== 'map' && parts.includes(other)));
}

/** The format that these parts can have: the wanted one, but JSON for the map. */
export function formatFor(parts: readonly Part[], wanted: Format): Format {
  return parts.includes('map') ? 'json' : wanted;
}

/** A file name out of a title, without its ending: what no file system minds, at most 80 characters. */
export function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, 80)
    .replaceAll(/^[. ]+|[. ]+$/gu, '');
  return name === '' ? 'Infolio' : name;
}

/** The name with the format's ending, once. */
export function withEnding(name: string, format: Format): string {
  return name.toLowerCase().endsWith(`.${format}`) ? name : `${name}.${format}`;
}
