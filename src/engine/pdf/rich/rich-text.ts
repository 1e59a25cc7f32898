import type { PlainBlock } from '../plain/blocks.ts';

/** An entry of an outline that leads to an anchor of a block. */
export interface AnchoredEntry {
  readonly title: string;
  readonly anchor: string | null;
  readonly children: readonly AnchoredEntry[];
}

/** What is read of a DOCX, EPUB or HTML file, before it has pages. */
export interface RichText {
  /** The title that the file gives itself, if it is one. */
  readonly title: string | null;
  readonly blocks: readonly PlainBlock[];
  /** The file's own outline; empty where it has none. */
  readonly outline: readonly AnchoredEntry[];
}

/** The blocks with the headings of chapters marked, which begin a page where the one before is well filled: those of the highest level that comes more than once. */
export function withSections(blocks: readonly PlainBlock[]): PlainBlock[] {
  const counts = new Map<number, number>();
  for (const { kind, level } of blocks) if (kind === 'heading') counts.set(level, (counts.get(level) ?? 0) + 1);
  const chapter = [...counts].filter(([, count]) => count > 1).map(([level]) => level).sort((a, b) => a - b)[0] ?? 0;
  return blocks.map((block) => (block.kind === 'heading' && block.level <= chapter && block.opens === undefined ? { ...block, opens: 'section' } : block));
}
