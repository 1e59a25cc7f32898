import { basename } from 'node:path';
import type { Details, EntityMap, Mention, Suggestion } from '../../contract/details.ts';
import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';

/** What can be asked for with --what; `all` is everything but the questions, which take the network. */
export const describeParts = ['all', 'terms', 'definitions', 'people', 'dates', 'map', 'questions'] as const;
export type DescribePart = (typeof describeParts)[number];

export interface DescribeCommandOptions extends CommonOptions {
  readonly what: DescribePart;
}

const lists: Readonly<Record<DescribePart, readonly (keyof Details)[]>> = {
  all: ['terms', 'definitions', 'people', 'organisations', 'locations', 'dates', 'amounts'],
  terms: ['terms'],
  definitions: ['definitions'],
  people: ['people', 'organisations', 'locations'],
  dates: ['dates', 'amounts'],
  map: [],
  questions: [],
};

const headings: Readonly<Record<keyof Details, string>> = {
  terms: 'Key terms',
  definitions: 'Defined terms',
  people: 'People',
  organisations: 'Organisations',
  locations: 'Places',
  dates: 'Dates',
  amounts: 'Amounts',
};

/** `describe FILE [--what PART]`: what the document names, how it hangs together, what it answers; reads the file first if need be. */
export async function describeCommand(engine: Engine, file: string, options: DescribeCommandOptions, signal: AbortSignal): Promise<number> {
  const line = progressLine(options.quiet === true);
  const name = basename(file);
  const document = await engine.find(file, {
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
    onProgress: (progress) => {
      line.show(describeReading(name, progress));
    },
  });
  const began = performance.now();
  const work = (unit: string) => ({
    signal,
    onProgress: (done: number, of: number) => {
      line.show(`${name}: ${unit} ${done} of ${of}`);
    },
  });
  const wanted = lists[options.what];
  const details = wanted.length === 0 ? null : await engine.details(document.id, work('passage'));
  const map = options.what === 'map' ? await engine.entityMap(document.id, work('passage')) : null;
  const questions = options.what === 'questions' ? await engine.suggestions(document.id, work('question')) : null;
  line.clear();
  if (options.json === true) {
    printJson({
      file,
      document: documentInfo(document),
      ...(details === null ? {} : { details: Object.fromEntries(wanted.map((list) => [list, details[list]])) }),
      ...(map === null ? {} : { map }),
      ...(questions === null ? {} : { questions }),
      timing: { describeMs: Math.round(performance.now() - began) },
    });
    return 0;
  }
  if (details !== null) process.stdout.write(wanted.map((list) => renderList(headings[list], details[list])).join(''));
  if (map !== null) process.stdout.write(renderMap(map));
  if (questions !== null) process.stdout.write(renderQuestions(questions));
  return 0;
}

function renderList(heading: string, mentions: readonly Mention[]): string {
  if (mentions.length === 0) return `${heading}: none\n`;
  return `${heading}\n${mentions.map(renderMention).join('')}`;
}

function renderMention({ kind, text, value, count, places }: Mention): string {
  const pages = [...new Set(places.map((place) => place.pageLabel))];
  const shown = pages.slice(0, 6).join(', ') + (pages.length > 6 || places.length < count ? ', …' : '');
  const normalised = value === null || value === text ? '' : `  ${value}`;
  const [first] = places;
  const defined = kind === 'definition' && first !== undefined ? `      "${oneLine(first.sentence)}"\n` : '';
  return `  ${oneLine(text)}${normalised}  (${count}, p. ${shown})\n${defined}`;
}

function renderMap({ nodes, edges }: EntityMap): string {
  const label = new Map(nodes.map((node) => [node.id, node.label]));
  const named = nodes.map((node) => `  ${node.label}  (${node.kind}, ${node.count})\n`);
  const tied = edges.map((edge) => `  ${label.get(edge.from) ?? edge.from} – ${label.get(edge.to) ?? edge.to}  (${edge.count}${edge.count === 1 ? ' sentence' : ' sentences'}, p. ${[...new Set(edge.places.map((place) => place.pageLabel))].join(', ')})\n`);
  return `Named\n${named.join('')}Named together\n${tied.join('')}`;
}

function renderQuestions(questions: readonly Suggestion[]): string {
  if (questions.length === 0) return 'No question was found that this document surely answers.\n';
  return questions.map(({ question, place }) => `${question}\n    ${oneLine(place.text)}  (p. ${place.pageLabel})\n`).join('');
}

const lineWidth = 300;

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length <= lineWidth ? flat : `${flat.slice(0, lineWidth - 1)}…`;
}
