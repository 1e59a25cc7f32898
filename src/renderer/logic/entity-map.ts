import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import type { SimulationLinkDatum, SimulationNodeDatum } from 'd3-force';
import type { EntityMap, MapEdge, MapNode } from '../../contract/details.ts';

/** A node with its place on the plane and its radius, in units of the drawing. */
export interface PlacedNode {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface PlacedEdge {
  readonly edge: MapEdge;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedMap {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

interface Moving extends SimulationNodeDatum {
  readonly node: MapNode;
  readonly r: number;
}

/** Steps after which d3's forces have cooled down. */
const steps = 300;
const radius = { least: 6, most: 17 };
/** CSS pixels around the outermost nodes: for labels on both sides, buttons on the right, the legend beneath. */
const margin = { left: 58, right: 78, top: 20, bottom: 72 };
/** CSS pixels of a label: height, and width of a letter, roughly. */
const label = { height: 15, letter: 6.4, below: 3 };
const longestLabel = 26;

/** Places the names so that those tied together stand together. The same map always gives the same picture. */
export function placed(map: EntityMap): PlacedMap {
  const moving = map.nodes.map((node): Moving => ({ node, r: radius.least + (radius.most - radius.least) * Math.sqrt(node.weight) }));
  const byId = new Map(moving.map((one) => [one.node.id, one]));
  const links: (SimulationLinkDatum<Moving> & { readonly count: number })[] = [];
  for (const { from, to, count } of map.edges) {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (source !== undefined && target !== undefined) links.push({ source, target, count });
  }
  forceSimulation(moving)
    .force('tie', forceLink<Moving, (typeof links)[number]>(links).distance(({ count }) => 58 + 60 / (1 + count)))
    .force('apart', forceManyBody<Moving>().strength(-170).distanceMax(420))
    .force('x', forceX<Moving>().strength(0.05))
    .force('y', forceY<Moving>().strength(0.07))
    .force('room', forceCollide<Moving>(({ node, r }) => r + 8 + Math.min(22, node.label.length * 1.4)))
    .stop()
    .tick(steps);

  const nodes = moving.map(({ node, r, x = 0, y = 0 }): PlacedNode => ({ node, r, x, y }));
  const placedById = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = map.edges.flatMap((edge): PlacedEdge[] => {
    const [from, to] = [placedById.get(edge.from), placedById.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
  return { nodes, edges };
}

/** How far a picture may be drawn out to fill its room: names further apart are easier to read, a tie is a tie all the same. */
const mostStretch = 2;

/** The picture drawn out in one direction, towards the shape (width over height) of the room that it gets. */
export function stretched(map: PlacedMap, shape: number): PlacedMap {
  const spread = (of: (node: PlacedNode) => number): number => Math.max(1, Math.max(...map.nodes.map(of)) - Math.min(...map.nodes.map(of)));
  if (map.nodes.length < 2) return map;
  const factor = spread(({ x }) => x) / spread(({ y }) => y) / shape;
  const [x, y] = factor > 1 ? [1, Math.min(mostStretch, factor)] : [Math.min(mostStretch, 1 / factor), 1];
  const moved = new Map(map.nodes.map((node) => [node.node.id, { ...node, x: node.x * x, y: node.y * y }]));
  const at = (node: PlacedNode): PlacedNode => moved.get(node.node.id) ?? node;
  return { nodes: map.nodes.map(at), edges: map.edges.map(({ edge, from, to }) => ({ edge, from: at(from), to: at(to) })) };
}

/** CSS pixels of a drawing of this size that are there for the nodes. */
function roomIn(size: { readonly width: number; readonly height: number }): { readonly x: number; readonly y: number } {
  return { x: Math.max(40, size.width - margin.left - margin.right), y: Math.max(40, size.height - margin.top - margin.bottom) };
}

/** Width over height of what a drawing of this size has for the nodes. */
export function shapeOf(size: { readonly width: number; readonly height: number }): number {
  const room = roomIn(size);
  return room.x / room.y;
}

/** What a drawing of this size (in CSS pixels) shows so that every node is in it. */
export function fitted(nodes: readonly PlacedNode[], size: { readonly width: number; readonly height: number }): Frame {
  const [left, right] = [Math.min(0, ...nodes.map(({ x, r }) => x - r)), Math.max(1, ...nodes.map(({ x, r }) => x + r))];
  const [top, bottom] = [Math.min(0, ...nodes.map(({ y, r }) => y - r)), Math.max(1, ...nodes.map(({ y, r }) => y + r))];
  const room = roomIn(size);
  const scale = Math.min(2, room.x / (right - left), room.y / (bottom - top));
  const spare = { x: room.x / scale - (right - left), y: room.y / scale - (bottom - top) };
  return { x: left - margin.left / scale - spare.x / 2, y: top - margin.top / scale - spare.y / 2, width: size.width / scale, height: size.height / scale };
}

export function shortLabel(text: string): string {
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}

/** The nodes whose labels have room at this scale (CSS pixels for a unit), the weightiest first. */
export function labelled(nodes: readonly PlacedNode[], scale: number): ReadonlySet<string> {
  const taken: { readonly x: number; readonly y: number; readonly half: number }[] = [];
  const names = new Set<string>();
  for (const { node, x, y, r } of [...nodes].sort((a, b) => b.node.weight - a.node.weight)) {
    const box = { x: x * scale, y: (y + r * 1.2) * scale + label.below, half: (shortLabel(node.label).length * label.letter) / 2 };
    if (taken.some((other) => Math.abs(other.x - box.x) < other.half + box.half && Math.abs(other.y - box.y) < label.height)) continue;
    taken.push(box);
    names.add(node.id);
  }
  return names;
}

/** The frame made smaller (factor below 1) or larger around a point that stays where it is. */
export function zoomed(frame: Frame, factor: number, at: { readonly x: number; readonly y: number }): Frame {
  return { x: at.x - (at.x - frame.x) * factor, y: at.y - (at.y - frame.y) * factor, width: frame.width * factor, height: frame.height * factor };
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
const directions: Readonly<Record<Direction, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function isDirection(key: string): key is Direction {
  return key in directions;
}

/** The nearest node in a direction; what lies aside counts as further away. */
export function towards(nodes: readonly PlacedNode[], from: PlacedNode, direction: Direction): PlacedNode | undefined {
  const [dx, dy] = directions[direction];
  let best: PlacedNode | undefined;
  let shortest = Infinity;
  for (const node of nodes) {
    const [x, y] = [node.x - from.x, node.y - from.y];
    const ahead = x * dx + y * dy;
    if (node === from || ahead <= 0) continue;
    const way = ahead + 2 * Math.abs(x * dy + y * dx);
    if (way < shortest) [best, shortest] = [node, way];
  }
  return best;
}

/** The outline of a node: each kind has its shape, so that colour is not all there is. */
export function outlineOf(kind: MapNode['kind'], r: number): string {
  switch (kind) {
    case 'person':
      return `M${-r},0 a${r},${r} 0 1,0 ${2 * r},0 a${r},${r} 0 1,0 ${-2 * r},0 Z`;
    case 'organisation':
      return `M${-r * 0.9},${-r * 0.9} h${r * 1.8} v${r * 1.8} h${-r * 1.8} Z`;
    case 'place':
      return `M0,${-r * 1.2} L${r * 1.2},0 L0,${r * 1.2} L${-r * 1.2},0 Z`;
    case 'definition':
      return `M0,${-r * 1.2} L${r * 1.15},${r * 0.85} L${-r * 1.15},${r * 0.85} Z`;
  }
}

export interface Tie {
  readonly node: MapNode;
  readonly edge: MapEdge;
}

/** What a node stands together with, most often first. */
export function tiesOf(map: EntityMap, id: string): readonly Tie[] {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  return map.edges
    .flatMap((edge): Tie[] => {
      const other = edge.from === id ? edge.to : edge.to === id ? edge.from : undefined;
      const node = other === undefined ? undefined : byId.get(other);
      return node === undefined ? [] : [{ node, edge }];
    })
    .sort((a, b) => b.edge.count - a.edge.count || a.node.label.localeCompare(b.node.label));
}
