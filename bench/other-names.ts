/**
 * npm run bench:other-names -- [--quick] [--json] [--model FOLDER] [--show]
 *
 * Questions that no passage answers by itself: a contract says on its first pages that Birch Ltd. is "the Lessee", and far behind
 * what the Lessee and what the Lessor does; the question names Birch Ltd. The contracts are real ones whose definitions no part of the
 * training saw; the sentences that answer, two side by side, are laid into them. Asked with what the document calls the name; as it is,
 * with the document's memory and with an emptied one; and once with the contract's own term in the question, which is the most
 * that can be reached. And the other way round: "Who is the Lessee?", of both parties, with what the document defines and from
 * reading alone.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseArgs } from 'node:util';
import { ask } from '../src/engine/asking/index.ts';
import { emptyMemory } from '../src/engine/memory/index.ts';
import { dataFolder, fraction } from './data.ts';
import { withEngine } from './evaluation.ts';
import { machine } from './machine.ts';
import { f1 } from './scores.ts';
import { randomOf } from './memory-tasks.ts';
import type { Random } from './memory-tasks.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    tune: { type: 'boolean', default: false },
  },
});

/** Two parties of a contract: what it calls them, and their names. */
interface Parties {
  readonly names: readonly [string, string];
  readonly terms: readonly [string, string];
}

/** What is said of both parties, and what is asked of one; none of it is in the training's sentences. */
const clauses: readonly { readonly says: string; readonly asks: string; readonly values: readonly string[] }[] = [
  { says: '{s} shall keep its records in {v}', asks: 'Where shall {s} keep its records?', values: ['Boston', 'Denver', 'Austin', 'Tulsa', 'Omaha', 'Fresno'] },
  { says: '{s} shall give {v} notice of any audit', asks: 'How much notice of an audit shall {s} give?', values: ["ten days'", "twenty days'", "six weeks'", "two months'", "five days'"] },
  { says: 'for such work {s} shall be paid {v} an hour', asks: 'How much is {s} paid an hour?', values: ['$85', '$120', '$140', '$95', '$210'] },
  { says: '{s} shall name {v} as its contact', asks: 'Who is the contact of {s}?', values: ['Ruth Calloway', 'Peter Voss', 'Alma Reyes', 'Joan Whitlock', 'Simon Ferris'] },
  { says: '{s} carries insurance with {v}', asks: 'With whom does {s} carry insurance?', values: ['Old Harbor Mutual', 'Granite Life', 'Beacon Casualty', 'Union Marine'] },
  { says: 'the warehouse of {s} stands in {v}', asks: 'Where does the warehouse of {s} stand?', values: ['Memphis', 'Oakland', 'Duluth', 'Mobile', 'Tacoma'] },
];

const suffix = String.raw`(?:Inc|Corp|Corporation|LLC|L\.L\.C|Ltd|Limited|Company|Co|LP|L\.P|N\.A|plc|PLC|GmbH|AG|Bank|Trust|Partners|Holdings|Group)\b\.?`;
const defined = new RegExp(String.raw`([A-Z][\w&.'’-]*(?:,? (?:[A-Z][\w&.'’-]*|of|and|&)){0,5}?),? ${suffix}[^()"“”]{0,160}? ?\([^()"“”]{0,40}["“]([A-Z][A-Za-z]*(?: [A-Z][a-z]+)?)["”][^()]{0,30}\)`, 'g');

/** The first two parties that a contract names with terms that it then uses; null where there are none. */
function partiesOf(text: string): Parties | null {
  const found: { name: string; term: string }[] = [];
  for (const [, name = '', term = ''] of text.slice(0, 6_000).replaceAll(/\s+/g, ' ').matchAll(defined)) {
    const used = text.split(new RegExp(String.raw`\b${term}\b`)).length - 1;
    const clean = name.replace(/^(?:(?:and|between|by|of|the|Consultant|Company),? )+/i, '').replace(/,? (?:and|&)$/i, '');
    const trivial = clean.toLowerCase().includes(term.toLowerCase()) || /Agreement|Date|Part(?:y|ies)|Territory|Product|Service(?:s|$)|Shares/.test(term);
    const isName = clean.length > 3 && clean.length < 60 && !/\. (?:The|This|In)\b/.test(clean) && !/^(?:And|The|Co|Inc)\b/i.test(clean);
    if (!trivial && isName && used > 8 && !found.some((one) => one.term === term || one.name === clean)) found.push({ name: clean, term });
  }
  const [a, b] = found;
  return a === undefined || b === undefined ? null : { names: [a.name, b.name], terms: [a.term, b.term] };
}

/** Contracts that training never saw; the same rule as models/training/aliases.py. Every second one tunes. */
function contracts(folder: string): readonly { readonly title: string; readonly text: string; readonly parties: Parties }[] {
  return readdirSync(join(folder, 'contracts'))
    .sort()
    .flatMap((file) => gunzipSync(readFileSync(join(folder, 'contracts', file))).toString('utf8').split('\f').slice(1))
    .map((document) => ({ title: (document.split('\n', 1)[0] ?? '').trim(), text: document }))
    .filter(({ title }) => fraction(title) < 0.12)
    .flatMap((one) => {
      const parties = partiesOf(one.text);
      return parties === null ? [] : [{ ...one, parties }];
    });
}

interface Question {
  /** Whether both parties' sentences stand side by side or a fifth of the contract apart. */
  readonly kind: 'together' | 'apart';
  readonly named: string;
  readonly termed: string;
  readonly answer: string;
}

/** "the " where the contract writes its term with it. */
function articleOf(text: string, term: string): string {
  return text.split(new RegExp(String.raw`\b[Tt]he ${term}\b`)).length - 1 > 3 ? 'the ' : '';
}

/** Lays sentences about both parties into a contract's later parts, each between two paragraphs: half of them side by side, half of them far apart. */
function laid(text: string, { names, terms }: Parties, random: Random): { readonly text: string; readonly questions: readonly Question[] } {
  const lines = text.split('\n');
  const article = terms.map((term) => articleOf(text, term));
  const put = (sentence: string, share: number): void => {
    const from = Math.floor(lines.length * share);
    const at = lines.findIndex((line, k) => k >= from && /[.;]\s*$/.test(line));
    lines.splice(at < 0 ? from : at + 1, 0, '', sentence.slice(0, 1).toUpperCase() + sentence.slice(1), '');
  };
  const kinds = [...clauses].sort(() => random() - 0.5);
  const questions = kinds.map(({ says, asks, values: all }, i): Question => {
    const [v = '', w = ''] = [...all].sort(() => random() - 0.5);
    const first = random() < 0.5 ? 0 : 1;
    const called = [first, 1 - first].map((k) => `${article[k] ?? ''}${terms[k] ?? ''}`);
    const [a, b] = [says.replace('{s}', called[0] ?? '').replace('{v}', v), says.replace('{s}', called[1] ?? '').replace('{v}', w)];
    const kind = i % 2 === 0 ? 'together' : 'apart';
    if (kind === 'together') put(`${a}. ${b.slice(0, 1).toUpperCase()}${b.slice(1)}.`, 0.35 + 0.1 * i);
    else [a, b].forEach((clause, k) => { put(`${clause}.`, 0.3 + 0.07 * i + 0.22 * k); });
    const asked = random() < 0.5 ? 0 : 1;
    return { kind, named: asks.replace('{s}', names[asked === 0 ? first : 1 - first] ?? ''), termed: asks.replace('{s}', called[asked] ?? ''), answer: asked === 0 ? v : w };
  });
  return { text: lines.join('\n'), questions };
}

const folder = dataFolder();
if (folder === null) {
  process.stderr.write('The contracts are not beside the project (INFOLIO_DATA): nothing was measured.\n');
  process.exit(0);
}
const chosen = contracts(folder).filter((_, i) => (i % 2 === 0) === values.tune).slice(0, values.quick ? 3 : undefined);
const ways = ['completed', 'as it is', 'as it is, memory emptied', "contract's own term"] as const;
interface Outcome {
  readonly way: (typeof ways)[number];
  readonly kind: Question['kind'];
  readonly f1: number;
  readonly answered: boolean;
}
/** "Who is the Lessee?", answered with the document's own definition and without. */
interface Asked {
  readonly way: 'completed' | 'as it is';
  readonly right: boolean;
  readonly answered: boolean;
}
const outcomes: Outcome[] = [];
const who: Asked[] = [];
let completions = 0;
await withEngine({ modelFolder: values.model, documents: 0, questions: 0, part: 'report' }, async (engine, place) => {
  for (const [at, { text, parties }] of chosen.entries()) {
    const made = laid(text, parties, randomOf(900 + at));
    const file = join(place, `${at}.txt`);
    await writeFile(file, made.text);
    const record = await engine.open(file);
    const context = await engine.context(record.id);
    const forgotten = { ...context, memory: emptyMemory(context.network.model.config) };
    for (const question of made.questions) {
      const answers = [
        await ask(context, question.named),
        await ask(context, question.named, { completed: false }),
        await ask(forgotten, question.named, { completed: false }),
        await ask(context, question.termed),
      ];
      const readAs = answers[0]?.readAs?.question;
      if (readAs !== undefined) completions++;
      for (const [k, way] of ways.entries()) {
        const best = answers[k]?.best ?? null;
        outcomes.push({ way, kind: question.kind, f1: best === null ? 0 : f1(best.text, [question.answer]), answered: best !== null });
      }
      if (values.show) process.stderr.write(`${readAs ?? question.named}\n   ${question.termed} -> ${question.answer}; ${answers.map(({ best }) => best?.text.slice(0, 50) ?? '-').join(' | ')}\n`);
    }
    for (const [k, name] of parties.names.entries()) {
      const question = `Who is ${articleOf(text, parties.terms[k] ?? '')}${parties.terms[k] ?? ''}?`;
      for (const way of ['completed', 'as it is'] as const) {
        const { best } = await ask(context, question, { completed: way === 'completed' });
        const right = best !== null && (best.text.toLowerCase().includes(name.toLowerCase()) || f1(best.text, [name]) > 0.5);
        who.push({ way, right, answered: best !== null });
        if (values.show) process.stderr.write(`${question} (${way}) ${name}: ${best?.text.slice(0, 60) ?? '-'}\n`);
      }
    }
    process.stderr.write(`${at + 1} of ${chosen.length} contracts\n`);
  }
});
const rows = ways.flatMap((way) => (['together', 'apart'] as const).map((kind) => {
  const all = outcomes.filter((one) => one.way === way && one.kind === kind);
  return { way, kind, questions: all.length, right: all.filter((one) => one.f1 > 0.5).length, f1: all.reduce((sum, one) => sum + one.f1, 0) / all.length, answered: all.filter((one) => one.answered).length };
}));
for (const { way, kind, questions, right, f1: mean, answered } of rows) process.stdout.write(`${way.padEnd(24)} ${kind.padEnd(9)} ${`${right}/${questions}`.padStart(7)}  ${((100 * right) / questions).toFixed(1).padStart(5)} %  F1 ${(100 * mean).toFixed(1)}  answered ${answered}\n`);
process.stdout.write(`questions that were completed: ${completions} of ${outcomes.length / ways.length}\n`);
const whoRows = (['completed', 'as it is'] as const).map((way) => {
  const all = who.filter((one) => one.way === way);
  return { way, questions: all.length, right: all.filter((one) => one.right).length, answered: all.filter((one) => one.answered).length };
});
for (const { way, questions, right, answered } of whoRows) process.stdout.write(`who is it? ${way.padEnd(24)} ${`${right}/${questions}`.padStart(7)}  answered ${answered}\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'other-names', rows, completions, who: whoRows, machine: machine() })}\n`);
