import type { Inspection } from '../../contract/protocol.ts';
import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';

/** `inspect FILE`: the numbers of a document's memory, layer by layer, and how strongly each passage was written. */
export async function inspectCommand(engine: Engine, file: string, options: CommonOptions, signal: AbortSignal): Promise<number> {
  const document = await engine.find(file, { signal, ...(options.password === undefined ? {} : { password: options.password }) });
  const inspection = await engine.inspect(document.id);
  if (options.json === true) printJson({ file, document: documentInfo(document), memory: inspection });
  else process.stdout.write(render(document.title, inspection));
  return 0;
}

function render(title: string, { segments, tokens, memoryBytes, fullAttentionBytes, layers, passages }: Inspection): string {
  return [
    title,
    `  ${tokens} tokens in ${segments} passages`,
    `  memory          ${megabytes(memoryBytes)} MB, whatever the length; full attention would keep ${megabytes(fullAttentionBytes)} MB`,
    '  layer      norm  saturation  read norm',
    ...layers.map(({ layer, norm, saturation, readNorm }) => `  ${String(layer).padStart(5)}  ${norm.toFixed(2).padStart(8)}  ${percent(saturation).padStart(10)}  ${readNorm.toFixed(2).padStart(9)}`),
    '  written most strongly',
    ...[...passages]
      .sort((a, b) => b.gate - a.gate)
      .slice(0, passagesShown)
      .map(({ passage, page, gate }) => `    passage ${passage + 1}, page ${page}: ${percent(gate)} of its tokens' strength`),
    '',
  ].join('\n');
}

/** Passages that a terminal shows; --json has them all. */
const passagesShown = 5;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
