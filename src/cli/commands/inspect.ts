import type { Inspection } from '../../contract/protocol.ts';
import type { Engine } from '../../engine/engine.ts';
import type { FilledToken } from '../../engine/filling.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';

/** `inspect FILE`: the numbers of a document's memory, layer by layer, and how strongly each passage was written. */
export async function inspectCommand(engine: Engine, file: string, options: CommonOptions & { readonly fill?: string }, signal: AbortSignal): Promise<number> {
  const document = await engine.find(file, { signal, ...(options.password === undefined ? {} : { password: options.password }) });
  const inspection = await engine.inspect(document.id);
  const filled = options.fill === undefined ? null : await engine.fill(document.id, options.fill);
  if (options.json === true) printJson({ file, document: documentInfo(document), memory: inspection, ...(filled === null ? {} : { filled }) });
  else process.stdout.write(render(document.title, inspection) + (filled === null ? '' : renderFilled(filled)));
  return 0;
}

function render(title: string, { segments, tokens, memoryBytes, fullAttentionBytes, layers, restoring, passages }: Inspection): string {
  return [
    title,
    `  ${tokens} tokens in ${segments} passages`,
    `  memory          ${megabytes(memoryBytes)} MB, whatever the length; full attention would keep ${megabytes(fullAttentionBytes)} MB`,
    '  layer      norm  saturation  read norm',
    ...layers.map(({ layer, norm, saturation, readNorm }) => `  ${String(layer).padStart(5)}  ${norm.toFixed(2).padStart(8)}  ${percent(saturation).padStart(10)}  ${readNorm.toFixed(2).padStart(9)}`),
    ...restoring.map(({ part, norm, saturation }) => `  ${part.padStart(10)}  ${norm.toFixed(2).padStart(3)}  ${percent(saturation).padStart(10)}`),
    '  written most strongly',
    ...[...passages]
      .sort((a, b) => b.gate - a.gate)
      .slice(0, passagesShown)
      .map(({ passage, page, gate }) => `    passage ${passage + 1}, page ${page}: ${percent(gate)} of its tokens' strength`),
    '',
  ].join('\n');
}

/** A line a blank: the likeliest words with the memory, and the likeliest one without. */
function renderFilled(filled: readonly FilledToken[]): string {
  const lines = filled.map(({ withMemory, without }, i) => {
    const words = withMemory.map(({ word, probability }) => `${word} ${percent(probability)}`).join(', ');
    return `    blank ${i + 1}: ${words} (without the memory: ${without[0]?.word ?? ''} ${percent(without[0]?.probability ?? 0)})`;
  });
  return ['  from the memory alone', ...lines, ''].join('\n');
}

/** Passages that a terminal shows; --json has them all. */
const passagesShown = 5;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
