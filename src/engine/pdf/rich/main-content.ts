import { isSurrounding } from './roles.ts';
import { attribute, childrenOf, elementsIn, findElement, isElement, localName } from './tree.ts';
import type { Element, Node } from './tree.ts';
import type { BlockOptions } from './blocks.ts';

/** How much of a page's text its main part has at least; with less, the mark is on the wrong part. */
const leastShare = 0.3;

/**
 * The part of a page that says what the page says, and how to read it: what is marked as the main part, else the only
 * article, else the body; without menus, banners and what stands at the side, unless there is nothing else.
 */
export function mainOf(page: Node): readonly [Node, BlockOptions] {
  const body = findElement(page, (element) => localName(element) === 'body') ?? page;
  const skip = (element: Element): boolean => isSurrounding(element) || isFrame(element, body);
  const all = wordsIn(body, skip);
  if (all === 0) return [body, {}];
  const elements = [...elementsIn(body)];
  const mains = elements.filter((element) => localName(element) === 'main' || attribute(element, 'role') === 'main');
  const articles = elements.filter((element) => localName(element) === 'article' || attribute(element, 'role') === 'article');
  const [main] = mains.length > 0 ? mains : articles.length === 1 ? articles : [];
  return main !== undefined && wordsIn(main, skip) >= leastShare * all ? [main, { skip }] : [body, { skip }];
}

/** The head and the foot of the whole page, not those of an article in it. */
function isFrame(element: Element, body: Node): boolean {
  const name = localName(element);
  if (name !== 'header' && name !== 'footer') return false;
  for (let above = element.parentNode; above !== null && above !== body; above = 'parentNode' in above ? above.parentNode : null) {
    if (isElement(above) && ['article', 'main', 'section', 'blockquote', 'figure', 'td'].includes(localName(above))) return false;
  }
  // A page's head without a menu is its title.
  return name === 'footer' || findElement(element, isSurrounding) !== null;
}

/** Characters of text below a node, without what is skipped. */
function wordsIn(root: Node, skip: (element: Element) => boolean): number {
  let count = 0;
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node) && (['script', 'style', 'noscript', 'template', 'head'].includes(localName(node)) || (node !== root && skip(node)))) continue;
    if ('value' in node) count += node.value.trim().length;
    waiting.push(...childrenOf(node));
  }
  return count;
}
