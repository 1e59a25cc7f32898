import type { PageViewport, PDFPageProxy } from 'pdfjs-dist';
import type { Size } from './geometry.ts';

/** What we use of a page of pdf.js' viewer, which declares them as `any`. */
export interface PageView {
  readonly div: HTMLDivElement;
  readonly pdfPage: PDFPageProxy | null;
  /** The page's own turn, in degrees. */
  readonly pdfPageRotate: number;
  viewport: PageViewport;
  update(options: object): void;
}

/** pdf.js names its parts through a dictionary that it would fetch; the viewer names what is named itself. */
export const silentWords = {
  getLanguage: (): string => 'en-us',
  getDirection: (): string => 'ltr',
  get: (_ids: unknown, _args?: unknown, fallback?: unknown): Promise<unknown> => Promise.resolve(fallback ?? ''),
  translate: (): Promise<void> => Promise.resolve(),
  translateOnce: (): Promise<void> => Promise.resolve(),
  destroy: (): Promise<void> => Promise.resolve(),
  pause: (): void => undefined,
  resume: (): void => undefined,
};

/** A viewport of another page size (points as displayed), else alike. */
export function asViewport(like: PageViewport, size: Size, pageRotate: number): PageViewport {
  const lying = pageRotate % 180 !== 0;
  const shaped = like.clone();
  shaped.viewBox = [0, 0, lying ? size.height : size.width, lying ? size.width : size.height];
  shaped.userUnit = 1;
  return shaped.clone();
}

/** Lets links to other places go through `onexternal` only; links inside the document stay with pdf.js. */
export function followLinks(container: HTMLElement, { signal, onexternal }: { readonly signal: AbortSignal; readonly onexternal: (url: string) => void }): void {
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const address = link?.getAttribute('href') ?? '';
    if (link === null || address === '' || address.startsWith('#')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'click' && /^(?:https?|mailto):/iu.test(address)) onexternal(address);
  };
  container.addEventListener('click', follow, { capture: true, signal });
  container.addEventListener('auxclick', follow, { capture: true, signal });
}
