import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { InfolioError } from '../../contract/errors.ts';
import { playbookSchema } from '../../contract/review.ts';
import type { Playbook, PlaybookProblem } from '../../contract/review.ts';
import { playbookBytes } from './limits.ts';

/** A playbook, or everything that is wrong with its text, in the order of its lines. */
export type CheckedPlaybook = { readonly playbook: Playbook; readonly problems: readonly [] } | { readonly playbook: null; readonly problems: readonly PlaybookProblem[] };

/** Reads the YAML text of a playbook. Never throws: what is wrong is told with line and column. */
export function checkPlaybook(text: string): CheckedPlaybook {
  const lines = new LineCounter();
  const at = (offset: number, message: string): PlaybookProblem => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), message };
  };
  if (text.length > playbookBytes) return refused([{ line: 1, column: 1, message: `it is longer than ${playbookBytes / 1024} KB; a playbook is a page or two` }]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) return refused(document.errors.map((error) => at(error.pos[0], firstLine(error.message))));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return refused([{ line: 1, column: 1, message: error instanceof Error ? firstLine(error.message) : String(error) }]);
  }
  const parsed = playbookSchema.safeParse(value);
  if (!parsed.success) return refused(parsed.error.issues.flatMap((issue) => problemsOf(document, issue, at)));
  const twice = parsed.data.items.flatMap((item, index) => {
    const first = parsed.data.items.findIndex((other) => other.name.toLowerCase() === item.name.toLowerCase());
    return first === index ? [] : [at(offsetOf(document, ['items', index, 'name']), `two items are named "${item.name}"; give each a name of its own`)];
  });
  const pointless = parsed.data.items.flatMap((item, index) =>
    item.denied.length > 0 && item.show !== 'yesno' ? [at(offsetOf(document, ['items', index, 'denied']), '"denied" goes with "show: yesno" only')] : [],
  );
  const problems = [...twice, ...pointless];
  return problems.length > 0 ? refused(problems) : { playbook: parsed.data, problems: [] };
}

/**
 * Reads the YAML text of a playbook.
 *
 * @param name what errors call it: the path of its file
 * @throws InfolioError `bad_argument` with the line of the first problem.
 */
export function readPlaybook(text: string, name: string): Playbook {
  const { playbook, problems } = checkPlaybook(text);
  if (playbook !== null) return playbook;
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new InfolioError('bad_argument', `${name}:${first?.line ?? 1}:${first?.column ?? 1}: ${first?.message ?? 'this is no playbook'}${more}.`);
}

function refused(problems: readonly PlaybookProblem[]): CheckedPlaybook {
  return { playbook: null, problems: [...problems].sort((a, b) => a.line - b.line || a.column - b.column) };
}

type Locate = (offset: number, message: string) => PlaybookProblem;

function problemsOf(document: Document, issue: z.core.$ZodIssue, at: Locate): PlaybookProblem[] {
  const where = describePath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => at(keyOffset(document, issue.path, key), `${where}there is no field "${key}"${likeliest(document, issue.path)}`));
  }
  return [at(offsetOf(document, issue.path), `${where}${firstLine(issue.message)}`)];
}

const itemFields = ['name', 'group', 'questions', 'hints', 'show', 'denied', 'places', 'risks'];

function likeliest(document: Document, path: readonly PropertyKey[]): string {
  const fields = path.length === 0 ? ['name', 'description', 'items'] : path.length === 2 ? itemFields : [];
  return fields.length === 0 || document.contents === null ? '' : `; the fields are ${fields.join(', ')}`;
}

/** `items.2.questions` as "item 3, questions: ". */
function describePath(path: readonly PropertyKey[]): string {
  const [first, second, ...rest] = path;
  const parts = first === 'items' && typeof second === 'number' ? [`item ${second + 1}`, ...rest] : [...path];
  const said = parts.map((part) => (typeof part === 'number' ? `no. ${part + 1}` : String(part)));
  return said.length === 0 ? '' : `${said.join(', ')}: `;
}

/** Where the value at a path begins; where it is missing, where what should hold it begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range !== null && node.range !== undefined) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(node) ? node.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === key) : undefined;
  return pair !== undefined && isScalar(pair.key) && pair.key.range !== null && pair.key.range !== undefined ? pair.key.range[0] : offsetOf(document, path);
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/[.:\s]+$/, '');
}
