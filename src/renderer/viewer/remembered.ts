import { z } from 'zod';
import type { Client } from '../../contract/client.ts';
import { toRotation } from './geometry.ts';
import type { Rotation } from './geometry.ts';
import type { Position } from './history.ts';
import type { Zoom } from './surface.ts';

/** What the viewer remembers of a document: where it was read to and how it was looked at. */
export interface View {
  readonly position: Position;
  readonly zoom: Zoom;
  readonly rotation: Rotation;
  readonly pane: 'outline' | 'pages' | null;
}

export const firstView: View = { position: { page: 1, top: 0 }, zoom: 'page-width', rotation: 0, pane: null };

const stored = z.object({
  page: z.number().int().positive().catch(1),
  top: z.number().min(-1).max(2).catch(0),
  zoom: z.union([z.number().min(0.1).max(25), z.enum(['page-width', 'page-fit'])]).catch('page-width'),
  rotation: z.number().catch(0),
  pane: z.enum(['outline', 'pages']).nullable().catch(null),
});

const keyOf = (document: string): string => `view.${document}`;

/** The view kept for a document; the first view where there is none, or none that can be understood. */
export function viewFrom(value: unknown): View {
  const parsed = stored.safeParse(value);
  if (!parsed.success) return firstView;
  const { page, top, zoom, rotation, pane } = parsed.data;
  return { position: { page, top }, zoom, rotation: toRotation(rotation), pane };
}

export async function recallView(client: Client, document: string): Promise<View> {
  try {
    return viewFrom((await client.request('state.get', { key: keyOf(document) })).value);
  } catch {
    // Not knowing the page is no reason not to show the document.
    return firstView;
  }
}

/** Keeps a view. A failure is let be: the next one is seconds away. */
export async function keepView(client: Client, document: string, { position, zoom, rotation, pane }: View): Promise<void> {
  try {
    await client.request('state.set', { key: keyOf(document), value: { page: position.page, top: position.top, zoom, rotation, pane } });
  } catch {
    // Nothing is lost that matters.
  }
}
