import { describe, expect, it } from 'vitest';
import type { EntityMap } from '../../src/contract/details.ts';
import { fitted, labelled, placed, tiesOf, towards, zoomed } from '../../src/renderer/logic/entity-map.ts';
import { placeOf } from './samples.ts';

const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Fay', 'Gus', 'Hal'];
const map: EntityMap = {
  nodes: names.map((label, index) => ({ id: label, kind: 'person', label, count: 9 - index, weight: 1 - index / 10, places: [placeOf({})] })),
  edges: [['Ada', 'Bo', 5], ['Ada', 'Cy', 1], ['Di', 'Ed', 2], ['Gus', 'Ada', 3]].map(([from, to, count]) => ({ from: String(from), to: String(to), count: Number(count), places: [] })),
};

describe('the map of names', () => {
  const { nodes, edges } = placed(map);

  it('is the same picture every time', () => {
    expect(placed(map)).toEqual({ nodes, edges });
  });

  it('keeps names apart', () => {
    for (const one of nodes) for (const other of nodes) if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.r + other.r);
  });

  it('leaves out ties to names that it does not have', () => {
    expect(placed({ ...map, edges: [...map.edges, { from: 'Ada', to: 'Nobody', count: 1, places: [] }] }).edges).toHaveLength(map.edges.length);
  });

  it('fits any window whole', () => {
    for (const size of [{ width: 300, height: 220 }, { width: 900, height: 300 }]) {
      const frame = fitted(nodes, size);
      expect(frame.width / frame.height).toBeCloseTo(size.width / size.height, 6);
      for (const { x, y, r } of nodes) {
        expect(x - r).toBeGreaterThanOrEqual(frame.x);
        expect(x + r).toBeLessThanOrEqual(frame.x + frame.width);
        expect(y - r).toBeGreaterThanOrEqual(frame.y);
        expect(y + r).toBeLessThanOrEqual(frame.y + frame.height);
      }
    }
  });

  it('names the weightiest where there is no room for all', () => {
    const few = labelled(nodes, 0.05);
    expect(few.has('Ada')).toBe(true);
    expect(few.size).toBeLessThan(nodes.length);
    expect(labelled(nodes, 3).size).toBe(nodes.length);
  });

  it('is walked with arrow keys to every name', () => {
    const start = nodes[0];
    const reached = new Set(start === undefined ? [] : [start]);
    for (const from of reached) for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
      const next = towards(nodes, from, key);
      if (next !== undefined) reached.add(next);
    }
    expect(reached.size).toBe(nodes.length);
  });

  it('knows what stands together, most often first', () => {
    expect(tiesOf(map, 'Ada').map(({ node, edge }) => [node.label, edge.count])).toEqual([['Bo', 5], ['Gus', 3], ['Cy', 1]]);
    expect(tiesOf(map, 'Fay')).toEqual([]);
  });

  it('is zoomed around a point that stays', () => {
    expect(zoomed({ x: 0, y: 0, width: 100, height: 50 }, 0.5, { x: 100, y: 0 })).toEqual({ x: 50, y: 0, width: 50, height: 25 });
  });
});
