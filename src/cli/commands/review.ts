import { basename } from 'node:path';
import type { Finding, Playbook, Review } from '../../contract/review.ts';
import type { DocumentRecord } from '../../engine/library/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { csv, reportOf } from '../../engine/exporting/index.ts';
import { loadPlaybook, reviewDocument } from '../../engine/reviewing/index.ts';
import { ownPlaybooks } from '../common.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';
import type { ProgressLine } from '../progress.ts';

export interface ReviewCommandOptions extends CommonOptions {
  readonly playbook: string;
  readonly csv?: boolean;
  /** Only the passages that recall and hints bring; every passage is read otherwise. */
  readonly quick?: boolean;
}

/** A document with what a review of it found, and how long reading and reviewing took. */
export interface Reviewed {
  readonly document: DocumentRecord;
  readonly review: Review;
  readonly readMs: number;
  readonly reviewMs: number;
}

/** `review FILE...`: reads the files first if need be; findings as they come, or one table of all documents. */
export async function reviewCommand(engine: Engine, files: readonly string[], options: ReviewCommandOptions, signal: AbortSignal): Promise<number> {
  const playbook = await loadPlaybook(options.playbook, ownPlaybooks());
  const line = progressLine(options.quiet === true);
  const plain = options.json !== true && options.csv !== true;
  const reviewed: Reviewed[] = [];
  await engine.prepare();
  for (const file of files) {
    reviewed.push(
      await reviewFile(engine, file, playbook, options, signal, line, {
        onDocument: (document) => {
          if (plain) process.stdout.write(`${document.title}: ${playbook.name}\n`);
        },
        onFinding: (finding) => {
          line.clear();
          if (plain) process.stdout.write(renderFinding(finding));
        },
      }),
    );
  }
  line.clear();
  if (options.csv === true) {
    const parts = reviewed.map(({ document, review }) => ({ document: engine.library.open(document.id), review }));
    process.stdout.write(csv(reportOf(parts, { model: (await engine.summary()).model, path: 'review.csv', madeAt: new Date() })));
  } else if (options.json === true) {
    printJson({
      playbook: playbook.name,
      everything: options.quick !== true,
      documents: reviewed.map(({ document, review, readMs, reviewMs }, at) => ({
        file: files[at],
        document: documentInfo(document),
        findings: review.findings,
        timing: { readMs, reviewMs },
      })),
      engine: await engine.summary(),
    });
  }
  return 0;
}

interface Listeners {
  readonly onDocument?: (document: DocumentRecord) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** Opens a file and reviews it, with progress on the line. */
export async function reviewFile(
  engine: Engine,
  file: string,
  playbook: Playbook,
  options: Pick<ReviewCommandOptions, 'password' | 'quick'>,
  signal: AbortSignal,
  line: ProgressLine,
  listeners: Listeners = {},
): Promise<Reviewed> {
  const began = performance.now();
  const document = await engine.open(file, {
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
    onProgress: (progress) => {
      line.show(describeReading(basename(file), progress));
    },
  });
  const read = performance.now();
  line.clear();
  listeners.onDocument?.(document);
  const review = await reviewDocument(await engine.context(document.id), playbook, {
    signal,
    everything: options.quick !== true,
    onProgress: (done, of) => {
      line.show(`${basename(file)}: question ${done} of ${of}`);
    },
    ...(listeners.onFinding === undefined ? {} : { onFinding: listeners.onFinding }),
  });
  return { document, review, readMs: Math.round(read - began), reviewMs: Math.round(performance.now() - read) };
}

/** A finding as a terminal shows it: the item, its value, the clauses with their pages, the notes. */
function renderFinding(finding: Finding): string {
  const value = finding.value === null ? '' : `: ${finding.value.text}`;
  const lines = [`  ${finding.item}${finding.found ? value : ': not found'}`];
  for (const place of finding.places) lines.push(`      p. ${place.pageLabel}  "${oneLine(place.sentence)}" (${Math.round(place.score * 100)} % sure)`);
  if (!finding.found) lines.push(`      ${finding.passagesRead} of ${finding.passages} passages read${finding.nearest === null ? '' : `; nearest: p. ${finding.nearest.pageLabel}`}`);
  for (const note of finding.notes) lines.push(`      ! ${note}`);
  return `${lines.join('\n')}\n`;
}

const lineWidth = 400;

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length <= lineWidth ? flat : `${flat.slice(0, lineWidth - 1)}…`;
}
