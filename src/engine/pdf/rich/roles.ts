import { attribute, hasWord, localName } from './tree.ts';
import type { Element } from './tree.ts';

/** What an element is to someone who reads: a part of a line, or a part of a page. */
export type Role = 'inline' | 'raised' | 'break' | 'rule' | 'heading' | 'list' | 'table' | 'pre' | 'caption' | 'entry' | 'note' | 'container';

const containers = [
  'html', 'body', 'main', 'article', 'section', 'div', 'p', 'header', 'footer', 'nav', 'aside', 'address', 'blockquote', 'figure', 'details', 'summary', 'fieldset', 'legend', 'form',
  'center', 'hgroup', 'search', 'dl', 'li', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'colgroup', 'dir', 'menu', 'optgroup', 'option',
];

const roles: Readonly<Record<string, Role>> = {
  sup: 'raised', br: 'break', hr: 'rule', h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading', h5: 'heading', h6: 'heading', ul: 'list', ol: 'list', table: 'table',
  pre: 'pre', listing: 'pre', xmp: 'pre', figcaption: 'caption', caption: 'caption', dt: 'entry', dd: 'entry',
  ...Object.fromEntries(containers.map((name) => [name, 'container' as const])),
};

export function roleOf(element: Element): Role {
  if (isNote(element)) return 'note';
  if (attribute(element, 'role') === 'heading') return 'heading';
  if (hasWord(element, 'epub:type', ['noteref']) || hasWord(element, 'role', ['doc-noteref'])) return 'raised';
  return roles[localName(element)] ?? 'inline';
}

/** Whether an element is a footnote or an endnote, by the words that EPUB, ARIA and converters have for it. */
export function isNote(element: Element): boolean {
  if (['a', 'sup', 'span', 'section', 'ol', 'ul'].includes(localName(element))) return false;
  return hasWord(element, 'epub:type', ['footnote', 'endnote', 'rearnote', 'note']) || hasWord(element, 'role', ['doc-footnote', 'doc-endnote']);
}

const wordless = new Set([
  'script', 'style', 'template', 'noscript', 'head', 'svg', 'canvas', 'iframe', 'object', 'embed', 'audio', 'video', 'map', 'button', 'input', 'select', 'textarea', 'datalist', 'dialog', 'progress',
  'meter', 'img', 'picture', 'rp', 'rt', 'annotation', 'annotation-xml',
]);

/** Whether nothing in an element is there to be read: programs, pictures, what is hidden, what is filled in. */
export function hasNoWords(element: Element): boolean {
  if (wordless.has(localName(element)) || attribute(element, 'hidden') !== null) return true;
  return /(?:^|;)\s*display\s*:\s*none\b/iu.test(attribute(element, 'style') ?? '');
}

/** Whether an element belongs to the site and not to what the page says: menus, banners, what stands at the side. */
export function isSurrounding(element: Element): boolean {
  if (['nav', 'aside', 'search'].includes(localName(element))) return true;
  return hasWord(element, 'role', ['navigation', 'banner', 'contentinfo', 'search', 'complementary', 'menu', 'menubar', 'toolbar', 'tablist', 'dialog', 'alert']);
}
