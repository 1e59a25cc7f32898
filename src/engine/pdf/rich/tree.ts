import { parse, parseFragment } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

export type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** Elements that HTML knows to be empty; every other one has an end. */
const voids = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);

/** A web page as a browser would understand it without scripts. It never throws. */
export function parsePage(html: string): Node {
  return parse(html, { scriptingEnabled: false });
}

/** A page of XHTML: as HTML, but `<title/>` is an empty element, where HTML would look for its end. */
export function parseXhtml(text: string): Node {
  return parsePage(withEnds(text));
}

/**
 * A file of XML, read as tolerantly as a web page: names in small letters, prefixes kept, no entities but HTML's. With
 * `places`, its elements know where they stand in what `withEnds` makes of the text.
 */
export function parseXml(text: string, places = false): Node {
  return parseFragment(withEnds(text), { scriptingEnabled: false, sourceCodeLocationInfo: places });
}

/** XML with `<x></x>` for `<x/>`, and characters for CDATA. */
export function withEnds(text: string): string {
  return text
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, (_, own: string) => own.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    .replace(/<([A-Za-z_][\w:.-]*)((?:[^<>"']|"[^"]*"|'[^']*')*?)\/>/gu, (whole, name: string, rest: string) => (voids.has(name.toLowerCase()) ? whole : `<${name}${rest}></${name}>`));
}

export function isElement(node: Node): node is Element {
  return 'tagName' in node;
}

/** The name without its prefix. */
export function localName(element: Element): string {
  return element.tagName.slice(element.tagName.indexOf(':') + 1);
}

export function childrenOf(node: Node): readonly Node[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/** An attribute by its name in small letters; null where the element has none. */
export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((each) => (each.prefix === undefined || each.prefix === '' ? each.name : `${each.prefix}:${each.name}`) === name)?.value ?? null;
}

/** Whether one of the words of an attribute is among these. */
export function hasWord(element: Element, name: string, words: readonly string[]): boolean {
  return (attribute(element, name) ?? '').toLowerCase().split(/\s+/u).some((word) => words.includes(word));
}

/** All elements below a node, in order, as deep as they may lie. */
export function* elementsIn(root: Node): Generator<Element> {
  const waiting = [...childrenOf(root)].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node)) yield node;
    for (const child of [...childrenOf(node)].reverse()) waiting.push(child);
  }
}

/** The first element below a node that is wanted. */
export function findElement(root: Node, wanted: (element: Element) => boolean): Element | null {
  for (const element of elementsIn(root)) if (wanted(element)) return element;
  return null;
}

/** The elements below a node with this local name. */
export function named(root: Node, name: string): Element[] {
  return [...elementsIn(root)].filter((element) => localName(element) === name);
}

/** All the text below a node, as it stands there. */
export function textOf(root: Node): string {
  let text = '';
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('value' in node) text += node.value;
    for (const child of [...childrenOf(node)].reverse()) waiting.push(child);
  }
  return text;
}

/** All the text below a node in one line. */
export function lineOf(root: Node): string {
  return textOf(root).replace(/\s+/gu, ' ').trim();
}
