/** One line of a chart; x and y pairs, those that were only computed apart. */
export interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly computed?: boolean }[];
}

/** Lines over a logarithmic x, beside other panels with the same lines. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly scale: 'linear' | 'log';
  /** Ends of the y axis. */
  readonly range: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly places: readonly { readonly at: number; readonly text: string }[];
}

/** Told apart on white and on near-black: no colour is very light or very dark; dashes and end labels tell the rest. */
const colours = ['#7f7f7f', '#3f8fd2', '#1fa187', '#b8860b', '#d1495b', '#8e6bbf', '#e07b39', '#c2527e', '#6b8e23', '#2a9d3f'];

const [left, top, bottom, right, height] = [46, 50, 34, 96, 300];

/** An SVG of panels side by side, readable in light and dark: text and grid follow the reader's colour scheme. */
export function lineChart(title: string, panels: readonly Panel[], panelWidth: number): string {
  const names = [...new Set(panels.flatMap((panel) => panel.lines.map((line) => line.name)))];
  const step = left + panelWidth + right;
  const body = panels.map((panel, i) => `<g transform="translate(${i * step + left} ${top})">${drawn(panel, panelWidth, names)}</g>`).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panels.length * step} ${top + height + bottom}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="11">
<style>text { fill: #333 } .grid { stroke: #8884; stroke-width: 1 } @media (prefers-color-scheme: dark) { text { fill: #ddd } }</style>
<text x="${left}" y="18" font-size="14" font-weight="600">${escaped(title)}</text>
${body}
</svg>
`;
}

function drawn(panel: Panel, width: number, names: readonly string[]): string {
  const { scale, range, ticks, places, lines } = panel;
  const bend = (v: number) => (scale === 'log' ? Math.log(v) : v);
  const y = (v: number) => round(height - (height * (bend(v) - bend(range[0]))) / (bend(range[1]) - bend(range[0])));
  const [first, last] = [places[0]?.at ?? 1, places.at(-1)?.at ?? 2];
  const x = (v: number) => round((width * Math.log(v / first)) / Math.log(last / first));
  const grid = ticks.map(({ at, text }) => `<line class="grid" x1="0" x2="${width}" y1="${y(at)}" y2="${y(at)}"/><text x="-6" y="${y(at) + 4}" text-anchor="end">${escaped(text)}</text>`);
  const below = places.map(({ at, text }) => `<text x="${x(at)}" y="${height + 18}" text-anchor="middle">${escaped(text)}</text>`);
  const paths = lines.flatMap(({ name, points }) => {
    const colour = colours[names.indexOf(name) % colours.length] ?? '#888';
    const parts = points.slice(1).map((to, i) => {
      const from = points[i] ?? to;
      const dash = to.computed === true ? ' stroke-dasharray="3 4"' : '';
      return `<line x1="${x(from.x)}" y1="${y(from.y)}" x2="${x(to.x)}" y2="${y(to.y)}" stroke="${colour}" stroke-width="${name === 'ours' ? 3 : 1.8}"${dash}/>`;
    });
    const dots = points.filter((p) => p.computed !== true).map((p) => `<circle cx="${x(p.x)}" cy="${y(p.y)}" r="2.6" fill="${colour}"/>`);
    return [...parts, ...dots];
  });
  const ends = lines.flatMap(({ name, points }) => {
    const end = points.at(-1);
    return end === undefined ? [] : [{ name, at: y(end.y) }];
  });
  const labels = spread(ends).map(({ name, at }) => {
    const colour = colours[names.indexOf(name) % colours.length] ?? '#888';
    return `<text x="${width + 8}" y="${at + 4}" style="fill: ${colour}"${name === 'ours' ? ' font-weight="700"' : ''}>${escaped(name)}</text>`;
  });
  return [`<text x="0" y="-14" font-weight="600">${escaped(panel.title)}</text>`, ...grid, ...below, ...paths, ...labels].join('\n');
}

/** Labels moved apart until none covers another. */
function spread(ends: readonly { readonly name: string; readonly at: number }[]): { name: string; at: number }[] {
  const room = 13;
  const sorted = ends.map((end) => ({ ...end })).sort((a, b) => a.at - b.at);
  sorted.forEach((end, i) => {
    const above = sorted[i - 1];
    if (above !== undefined) end.at = Math.max(end.at, above.at + room);
  });
  let floor = height;
  for (const end of sorted.toReversed()) {
    end.at = Math.min(end.at, floor);
    floor = end.at - room;
  }
  return sorted;
}

function round(v: number): number {
  return Math.round(v * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
