import type { BlockKind } from '../../../contract/page.ts';
import { plainText } from './line.ts';
import { isListItem, terminal } from './paragraphs.ts';
import type { Group } from './paragraphs.ts';

export interface Kind {
  readonly kind: BlockKind;
  readonly level: number;
}

const paragraph: Kind = { kind: 'paragraph', level: 0 };

const captionStart = /^(?:fig(?:ure|\.)?|table|tab\.|chart|plate|listing|algorithm|abbildung|abb\.|tabelle|tableau|图|表)\s*[\dIVXA-Z]+(?:[.\-–]\d+)*\s*[.:—–|\-]/iu;

const numbered = /^(?:(?:chapter|section|part|article|appendix|annex|schedule|kapitel|chapitre)\s+)?((?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,4})[.):]?\s+\p{L}/iu;

/** What a group of lines is, judged by its type against the body's, its numbering and its length. */
export function kindOf(group: Group, bodySize: number): Kind {
  if (group.table) return { kind: 'table', level: 0 };
  const first = group.lines[0];
  if (first === undefined) return paragraph;
  const text = group.lines.map(plainText).join(' ');
  const ratio = first.size / bodySize;
  if (captionStart.test(text) && text.length < 800) return { kind: 'caption', level: 0 };
  const heading = headingLevel(group, text, ratio);
  if (heading > 0) return { kind: 'heading', level: heading };
  if (isListItem(text)) return { kind: 'list', level: 0 };
  return paragraph;
}

function headingLevel(group: Group, text: string, ratio: number): number {
  const letters = text.replace(/[^\p{L}]/gu, '');
  if (letters.length < 2 || group.lines.length > 4 || text.length > 240) return 0;
  if (group.lines.some((line) => line.spans.some((span) => span.slanted))) return 0;
  // A sentence in large type is still a sentence: one that begins or breaks off in the middle heads nothing.
  if (/^(?:\p{Ll}|[,;.)])/u.test(text) || /[,;]$/u.test(text)) return 0;
  if (ratio >= 1.7) return 1;
  if (ratio >= 1.12 && !(terminal.test(text) && text.length > 100)) return depthOf(text) ?? (ratio >= 1.35 ? 2 : 3);
  if (ratio < 0.92 || group.lines.length > 2 || text.length > 140) return 0;
  const bold = group.lines.every((line) => line.bold);
  const capitals = letters.length >= 4 && letters === letters.toUpperCase() && letters !== letters.toLowerCase() && !/[.!?]$/u.test(text);
  if (bold && !(terminal.test(text) && !/[:.]$/u.test(text))) return depthOf(text) ?? 3;
  if (capitals && text.length < 90) return depthOf(text) ?? 3;
  const named = /^(?:chapter|article|section|part|appendix|annex|schedule)\s+(?:\d+|[IVXLC]+|[A-Z])\b[^.]{0,80}$/iu.test(text);
  return named ? 2 : 0;
}

/** "2" is a chapter, "2.1" a section of it. */
function depthOf(text: string): number | null {
  const number = numbered.exec(text)?.[1];
  return number === undefined ? null : Math.min(6, 1 + number.split('.').length);
}
