import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documents, terminal } from './terminal.ts';

const boxSchema = z.strictObject({ page: z.number(), x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const placeSchema = z.strictObject({
  text: z.string().min(1),
  sentence: z.string().min(1),
  page: z.number().int().positive(),
  pageLabel: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  score: z.number().min(0).max(1),
  boxes: z.array(boxSchema).min(1),
});
const documentSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  pages: z.number(),
  pagesRead: z.number(),
  failedPages: z.array(z.unknown()),
  words: z.number(),
  tokens: z.number(),
  segments: z.number(),
});
const answerSchema = z.object({
  question: z.string(),
  found: z.boolean(),
  best: placeSchema.nullable(),
  others: z.array(placeSchema),
  everything: z.object({ passages: z.number(), hits: z.array(placeSchema), distinct: z.number() }).nullable(),
});
const askSchema = z.object({
  file: z.string(),
  document: documentSchema,
  answers: z.array(answerSchema),
  engine: z.strictObject({ model: z.string(), device: z.string(), precision: z.string(), threads: z.number() }),
  timing: z.strictObject({ openMs: z.number(), readMs: z.number(), askMs: z.array(z.number()) }),
});
const errorSchema = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });

const paper = join(documents, 'paper.pdf');
const lease = join(documents, 'lease.pdf');

describe('infolio ask', () => {
  const { infolio } = terminal();

  test('answers from a PDF with page, exact words and boxes; the library keeps it', async () => {
    const asked = await infolio('ask', paper, 'When were the drains first cut?', 'How deep is the peat on average?', '--json');
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    const result = askSchema.parse(JSON.parse(asked.stdout));
    expect(result.document).toMatchObject({ pagesRead: result.document.pages, failedPages: [] });
    expect(result.timing.askMs).toHaveLength(2);
    expect(result.answers[0]?.best).toMatchObject({ text: '1846', page: 2 });

    const told = await infolio('info', paper, '--text');
    for (const { best, others } of result.answers) {
      for (const place of [...(best === null ? [] : [best]), ...others]) {
        expect(told.stdout.slice(place.start, place.end)).toBe(place.text);
        expect(place.sentence).toContain(place.text);
        expect(place.boxes[0]?.page).toBe(place.page);
      }
    }

    const again = askSchema.parse(JSON.parse((await infolio('ask', paper, 'When were the drains first cut?', '--json')).stdout));
    expect(again.document.id).toBe(result.document.id);
    expect(again.answers[0]?.best).toEqual(result.answers[0]?.best);
    expect(again.timing.readMs).toBeLessThan(Math.max(200, result.timing.readMs));
  });

  test('--everything reads every passage and gives hits in the order of the document', async () => {
    const asked = await infolio('ask', lease, 'What is the monthly Base Rent?', '--everything', '--json');
    const { document, answers } = askSchema.parse(JSON.parse(asked.stdout));
    const everything = answers[0]?.everything;
    expect(everything?.passages).toBe(document.segments);
    const starts = everything?.hits.map((hit) => hit.start) ?? [];
    expect(starts.length).toBeGreaterThan(0);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(everything?.distinct).toBeLessThanOrEqual(starts.length);
  });

  test('people get the words, the sentence and the page', async () => {
    const { stdout, code } = await infolio('ask', paper, 'When were the drains first cut?');
    expect(code).toBe(0);
    expect(stdout).toMatch(/When were the drains first cut\?\n {2}1846 {2}\(p\. \S+, \d+ % sure\)\n {4}"Drains were first cut in 1846\."/);
  });
});

describe('the library from a terminal', () => {
  const { infolio } = terminal();

  test('open, list, search, info and remove', async () => {
    const opened = await infolio('open', paper, lease);
    expect(opened.code).toBe(0);
    expect(opened.stdout.trim().split('\n')).toHaveLength(2);

    const listed = z
      .object({ documents: z.array(z.object({ id: z.string(), title: z.string(), state: z.string(), file: z.string() })) })
      .parse(JSON.parse((await infolio('list', '--json')).stdout));
    expect(listed.documents.map((document) => document.state)).toEqual(['ready', 'ready']);

    const found = await infolio('search', 'Port Ellery Savings Bank', '--in', lease, '--json');
    const { hits } = z.object({ hits: z.array(z.object({ place: placeSchema })) }).parse(JSON.parse(found.stdout));
    expect(hits[0]?.place.sentence).toContain('Port Ellery Savings Bank');

    const told = await infolio('info', lease);
    expect(told.stdout).toMatch(/read +20 of 20 pages/);

    expect((await infolio('remove', lease)).code).toBe(0);
    const left = await infolio('list');
    expect(left.stdout).toContain('paper.pdf');
    expect(left.stdout).not.toContain('lease.pdf');
    expect((await infolio('search', 'Port Ellery Savings Bank')).stdout).not.toContain('Port Ellery');
  });

  test('--no-save leaves nothing behind', async () => {
    const { infolio: fresh } = terminal();
    expect((await fresh('open', paper, '--no-save')).code).toBe(0);
    expect((await fresh('list')).stdout).toContain('empty');
  });
});

describe('infolio batch', () => {
  const { infolio, home } = terminal();

  test('gives a line for each line, in order; a bad line or file is an error on its own line', async () => {
    const requests = join(home, 'requests.jsonl');
    writeFileSync(join(home, 'broken.pdf'), '%PDF-1.4 nothing else');
    writeFileSync(
      requests,
      [
        JSON.stringify({ id: 'a', file: paper, ask: ['When were the drains first cut?'] }),
        'this is not JSON',
        JSON.stringify({ id: 'b', file: 'absent.pdf', ask: ['?'] }),
        JSON.stringify({ id: 'c', file: 'broken.pdf' }),
        JSON.stringify({ id: 'd', ask: ['no file'] }),
        JSON.stringify({ id: 'e', file: paper, ask: ['How deep is the peat on average?'], everything: true }),
      ].join('\n'),
    );
    const { stdout, stderr, code } = await infolio('batch', requests);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) =>
        z
          .strictObject({
            id: z.string().nullable(),
            file: z.string().nullable(),
            document: documentSchema.nullable(),
            answers: z.array(answerSchema),
            summary: z.null(),
            review: z.null(),
            error: z.object({ code: z.string(), message: z.string() }).nullable(),
            timing: z.object({ openMs: z.number(), readMs: z.number(), askMs: z.array(z.number()) }),
          })
          .parse(JSON.parse(line)),
      );
    expect(lines.map((line) => [line.id, line.error?.code ?? null])).toEqual([
      ['a', null],
      [null, 'bad_request'],
      ['b', 'not_found'],
      ['c', expect.stringMatching(/^(?:damaged_pdf|not_a_pdf)$/)],
      ['d', 'bad_request'],
      ['e', null],
    ]);
    expect(lines[0]?.answers[0]?.best?.text).toBe('1846');
    expect(lines[5]?.answers[0]?.everything).not.toBeNull();
  });
});

describe('wrong use and bad input', () => {
  const { infolio, home } = terminal();

  test.each([
    ['no command', [], 2, 'bad_argument'],
    ['an unknown command', ['frobnicate'], 2, 'bad_argument'],
    ['a missing question', ['ask', 'x.pdf'], 2, 'bad_argument'],
    ['an unknown device', ['doctor', '--device', 'abacus'], 2, 'bad_argument'],
    ['threads that are no number', ['doctor', '--threads', 'many'], 2, 'bad_argument'],
    ['a summary of so many words and sentences', ['summarize', 'x.pdf', '--words', '50', '--sentences', '2'], 2, 'bad_argument'],
    ['a file that is not there', ['ask', 'absent.pdf', 'Who?'], 1, 'not_found'],
    ['a model that is not there', ['ask', paper, 'Who?', '--model', 'absent'], 1, 'model_missing'],
  ])('%s: one line on stderr and the exit code', async (_, args, code, error) => {
    const outcome = await infolio(...args, '--json');
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(new RegExp(`^infolio: ${error}: [^\\n]+\\n$`));
    expect(errorSchema.parse(JSON.parse(outcome.stdout)).error.code).toBe(error);
  });

  test('an empty file, a folder and a text that only pretends to be a PDF are refused by name', async () => {
    writeFileSync(join(home, 'empty.pdf'), '');
    writeFileSync(join(home, 'pretend.pdf'), 'This is not a PDF at all, whatever its name says.\n'.repeat(20));
    for (const file of ['empty.pdf', 'pretend.pdf', '.']) {
      const { code, stderr } = await infolio('open', join(home, file));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^infolio: (?:not_a_pdf|not_a_file|no_text|damaged_pdf): [^\n]+\n$/);
    }
  });

  test('help is not an error', async () => {
    const { code, stdout } = await infolio('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('ask');
  });
});

describe('the library that the app was told to use', () => {
  const { home, infolio } = terminal((place) => ({ INFOLIO_HOME: place, INFOLIO_LIBRARY: '' }));
  const chosen = join(home, 'on a stick');
  const note = join(home, 'note.txt');

  test('is the terminal\'s, too, unless --library names another', async () => {
    mkdirSync(join(home, 'config'));
    writeFileSync(join(home, 'config', 'settings.json'), JSON.stringify({ libraryFolder: chosen }));
    writeFileSync(note, 'The ferry leaves at nine.');
    expect(await infolio('open', note)).toMatchObject({ code: 0 });
    expect(existsSync(chosen)).toBe(true);
    expect(existsSync(join(home, 'library'))).toBe(false);
    expect((await infolio('list')).stdout).toContain('note');
    expect((await infolio('list', '--library', join(home, 'other'))).stdout).not.toContain('note');
  });

  test('settings that are damaged give the usual one', async () => {
    writeFileSync(join(home, 'config', 'settings.json'), '{"libraryFolder": ');
    expect(await infolio('open', note)).toMatchObject({ code: 0 });
    expect(existsSync(join(home, 'library'))).toBe(true);
  });
});
