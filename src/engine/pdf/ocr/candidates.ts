import { frameSize } from '../frames.ts';
import type { RawPage, Span } from '../extract/span.ts';
import { mostStampCharacters, stampMargin } from './limits.ts';

/**
 * True for a page that may be a picture of text: it has none, or no more than a stamp along its edges. Text that
 * cannot be seen (what a scanner's own recognition laid under the picture) is text, and used as it is.
 */
export function mayBePicture(page: RawPage): boolean {
  const characters = page.spans.reduce((sum, span) => sum + span.text.length, 0);
  return characters <= mostStampCharacters && page.spans.every((span) => isAtEdge(span, page));
}

function isAtEdge(span: Span, page: RawPage): boolean {
  const { width, height } = frameSize(span.quarter, page.width, page.height);
  const [across, down] = [stampMargin * width, stampMargin * height];
  return span.bottom <= down || span.top >= height - down || span.x + span.width <= across || span.x >= width - across;
}
