/**
 * Maps offsets (Unicode code points) of a data set's text to offsets (UTF-16) of the text that Infolio made of the same
 * file. The two differ in white space, and in what reading normalises (ligatures, soft hyphens), so characters other
 * than white space are counted; where reading changed their number the map follows the nearest equal words.
 */
export function alignTexts(source: string, read: string): (codePoint: number) => number {
  const points = Array.from(source);
  const solidBefore = new Int32Array(points.length + 1);
  points.forEach((point, at) => {
    solidBefore[at + 1] = (solidBefore[at] ?? 0) + (/\s/u.test(point) ? 0 : point.length);
  });
  const solidAt: number[] = [];
  for (let at = 0; at < read.length; at++) if (!/\s/u.test(read[at] ?? '')) solidAt.push(at);
  return (codePoint) => {
    const guess = solidAt[Math.min(solidBefore[codePoint] ?? 0, solidAt.length - 1)] ?? 0;
    const words = points.slice(codePoint, codePoint + 24).join('').split(/\s+/u)[0] ?? '';
    if (words === '' || read.startsWith(words, guess)) return guess;
    const near = [read.indexOf(words, guess), read.lastIndexOf(words, guess)].filter((at) => at >= 0);
    return near.sort((a, b) => Math.abs(a - guess) - Math.abs(b - guess))[0] ?? guess;
  };
}
