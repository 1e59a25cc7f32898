import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampWidths, defaultWidths, parseLayout } from '../../src/renderer/logic/layout.ts';
import { gateChart } from '../../src/renderer/logic/engine.ts';

describe('the widths of the panes', () => {
  it('leave the document its room in any window that has panes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 860, max: 4_000 }), fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }), fc.constantFrom<'library' | 'side'>('library', 'side'), (width, library, side, keep) => {
        const widths = clampWidths({ library, side }, width, keep);
        expect(width - widths.library - widths.side).toBeGreaterThanOrEqual(340);
        expect(widths.library).toBeGreaterThanOrEqual(200);
        expect(widths.side).toBeGreaterThanOrEqual(300);
      }),
    );
  });

  it('stay as they were kept', () => {
    expect(parseLayout(JSON.stringify({ library: 300, side: 420, libraryShown: false, sideShown: true }))).toEqual({ library: 300, side: 420, libraryShown: false, sideShown: true });
  });

  it('are the usual ones where nothing sensible was kept', () => {
    for (const kept of [null, '', '[]', '{"library":"wide"}', 'null', '{"side":1e999}']) expect(parseLayout(kept)).toMatchObject({ ...defaultWidths, libraryShown: true });
  });
});

describe('the chart of write gates', () => {
  const passages = Array.from({ length: 1_000 }, (_, passage) => ({ passage, page: 1 + Math.floor(passage / 4), gate: passage / 1_000 }));

  it('has as many columns as there is room for, each the mean of its passages', () => {
    const chart = gateChart(passages, 100);
    expect(chart?.columns).toHaveLength(100);
    expect(chart?.columns[0]?.gate).toBeCloseTo(0.0045, 6);
    expect(chart).toMatchObject({ firstPage: 1, lastPage: 250, low: 0, high: 0.999, top: 0.999 });
  });

  it('has a column a passage where there are few, and none without passages', () => {
    expect(gateChart(passages.slice(0, 3), 100)?.columns).toHaveLength(3);
    expect(gateChart([], 100)).toBeNull();
  });
});
