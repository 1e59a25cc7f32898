import type { Box } from '../../contract/geometry.ts';
import { boxOnPage } from './geometry.ts';
import type { Rotation, Size } from './geometry.ts';

/** How far down the window the first words come to stand. */
const fromTop = 0.3;
/** Space kept between the words and the window's edge, in CSS pixels. */
const margin = 24;
/** Windows' heights up to which the way is shown; beyond it a jump is calmer. */
const smoothWindows = 1.5;

/** Scrolls so that boxes of a page can be seen; stays where it is if they can be already. */
export function scrollToBoxes(container: HTMLElement, page: HTMLElement, boxes: readonly Box[], size: Size, rotation: Rotation): void {
  const rects = boxes.map((box) => boxOnPage(box, size, rotation));
  if (rects.length === 0) return;
  const left = page.offsetLeft + Math.min(...rects.map((rect) => rect.left)) * page.offsetWidth;
  const right = page.offsetLeft + Math.max(...rects.map((rect) => rect.left + rect.width)) * page.offsetWidth;
  const top = page.offsetTop + Math.min(...rects.map((rect) => rect.top)) * page.offsetHeight;
  const bottom = page.offsetTop + Math.max(...rects.map((rect) => rect.top + rect.height)) * page.offsetHeight;
  scrollToSee(container, { left, right, top, bottom });
}

/** Scrolls to a place, in CSS pixels from the top left of what the container scrolls. */
export function scrollToSee(container: HTMLElement, place: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }): void {
  const { scrollTop, scrollLeft, clientHeight, clientWidth } = container;
  const seenDown = place.top >= scrollTop + margin && place.bottom <= scrollTop + clientHeight - margin;
  const seenAcross = place.left >= scrollLeft && place.right <= scrollLeft + clientWidth;
  if (seenDown && seenAcross) return;
  const target = {
    top: seenDown ? scrollTop : Math.max(0, place.top - clientHeight * fromTop),
    left: seenAcross ? scrollLeft : Math.max(0, place.left - Math.max(margin, (clientWidth - (place.right - place.left)) / 2)),
  };
  const near = Math.abs(target.top - scrollTop) < smoothWindows * clientHeight;
  container.scrollTo({ ...target, behavior: near && !prefersStillness() ? 'smooth' : 'instant' });
}

export function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
