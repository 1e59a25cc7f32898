import { basename } from 'node:path';
import type { Answer, Place } from '../../contract/answer.ts';
import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';

export interface AskCommandOptions extends CommonOptions {
  readonly everything?: boolean;
  readonly top?: number;
}

/** `ask FILE QUESTION...`: reads the file first if need be, then answers. */
export async function askCommand(
  engine: Engine,
  file: string,
  questions: readonly string[],
  options: AskCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const line = progressLine(options.quiet === true);
  const began = performance.now();
  await engine.prepare();
  const prepared = performance.now();
  const document = await engine.open(file, {
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
    onProgress: (progress) => {
      line.show(describeReading(basename(file), progress));
    },
  });
  const read = performance.now();
  const answers: Answer[] = [];
  const askMs: number[] = [];
  for (const question of questions) {
    const asked = performance.now();
    answers.push(
      await engine.ask(document.id, question, {
        signal,
        everything: options.everything === true,
        ...(options.top === undefined ? {} : { top: options.top }),
        onProgress: (done, of) => {
          line.show(`reading every passage: ${done} of ${of}`);
        },
      }),
    );
    askMs.push(Math.round(performance.now() - asked));
  }
  line.clear();
  if (options.json === true) {
    printJson({
      file,
      document: documentInfo(document),
      answers,
      engine: await engine.summary(),
      timing: { openMs: Math.round(prepared - began), readMs: Math.round(read - prepared), askMs },
    });
  } else {
    process.stdout.write(answers.map((answer) => renderAnswer(answer)).join('\n'));
  }
  return 0;
}

/** An answer as a terminal shows it: the words, the sentence, the page. */
export function renderAnswer(answer: Answer): string {
  const lines = [answer.question];
  if (answer.readAs !== undefined) lines.push(`  Asked as: ${answer.readAs.question} (${answer.readAs.places.map((place) => `p. ${place.pageLabel}`).join(', ')})`);
  if (answer.best === null) {
    lines.push('  Not found in this document.');
    for (const place of answer.nearest) lines.push(`    nearest: p. ${place.pageLabel}: ${oneLine(place.sentence)}`);
  } else if (answer.gist === true) {
    for (const place of [answer.best, ...answer.others]) lines.push(`  ${oneLine(place.text)}  (p. ${place.pageLabel})`);
    lines.push('  (from a summary; for a longer one: infolio summarize)');
  } else {
    lines.push(`  ${oneLine(answer.best.text)}  (p. ${answer.best.pageLabel}, ${percent(answer.best)} sure)`);
    if (answer.best.sentence !== answer.best.text) lines.push(`    "${oneLine(answer.best.sentence)}"`);
    for (const place of answer.others) lines.push(`    also p. ${place.pageLabel}: ${oneLine(place.text)} (${percent(place)})`);
  }
  if (answer.everything !== null) {
    const { passages, hits, distinct } = answer.everything;
    lines.push(`  Every one of ${passages} passages was read: ${hits.length} hits, ${distinct} distinct.`);
    for (const hit of hits) lines.push(`    p. ${hit.pageLabel}: ${oneLine(hit.text)} (${percent(hit)})`);
  }
  return `${lines.join('\n')}\n`;
}

function percent(place: Place): string {
  return `${Math.round(place.score * 100)} %`;
}

const lineWidth = 300;

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length <= lineWidth ? flat : `${flat.slice(0, lineWidth - 1)}…`;
}
