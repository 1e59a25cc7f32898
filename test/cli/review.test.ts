import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reportSchema } from '../../src/contract/report.ts';
import { findingSchema } from '../../src/contract/review.ts';
import { documents, terminal } from './terminal.ts';

const lease = join(documents, 'lease.pdf');
const paper = join(documents, 'paper.pdf');
const playbook = `
name: Short
items:
  - name: Governing law
    questions: [Which law governs the lease?]
  - name: Deposit
    questions: [How much is the security deposit?]
    show: amount
`;

const reviewSchema = z.object({
  playbook: z.string(),
  everything: z.boolean(),
  documents: z.array(z.object({ file: z.string(), findings: z.array(findingSchema), timing: z.object({ readMs: z.number(), reviewMs: z.number() }) })),
});

describe('infolio review and infolio export', { timeout: 900_000 }, () => {
  const { infolio, home } = terminal();
  const mine = join(home, 'short.yml');
  writeFileSync(mine, playbook);

  test('several documents make one table, as JSON and as CSV; findings are printed as they come', async () => {
    const told = await infolio('review', lease, paper, '--playbook', mine, '--json');
    expect(told).toMatchObject({ code: 0, stderr: '' });
    const { documents: reviewed } = reviewSchema.parse(JSON.parse(told.stdout));
    expect(reviewed.map((one) => one.findings.map((finding) => [finding.item, finding.found]))).toEqual([
      [['Governing law', true], ['Deposit', true]],
      [['Governing law', false], ['Deposit', false]],
    ]);
    expect(reviewed[0]?.findings[1]?.value).toMatchObject({ amount: 55_200, unit: 'USD' });

    const csv = await infolio('review', lease, paper, '--playbook', mine, '--csv');
    const lines = csv.stdout.trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^Deposit,,"USD 55,200\.00",.*,Not found,/);

    const plain = await infolio('review', lease, '--playbook', mine);
    expect(plain.stdout).toContain('Deposit: USD 55,200.00');
    expect(plain.stdout).toMatch(/p\. \d+ {2}".*State of Maine.*" \(\d+ % sure\)/);
  });

  test('a batch line asks for a review with its answers', async () => {
    const requests = join(home, 'requests.jsonl');
    writeFileSync(requests, `${JSON.stringify({ id: 1, file: lease, review: 'short.yml' })}\n${JSON.stringify({ id: 2, file: lease, review: 'no such' })}\n`);
    const told = await infolio('batch', requests);
    expect(told.code).toBe(1);
    const [first, second] = told.stdout.trimEnd().split('\n').map((line) => z.object({ review: z.object({ playbook: z.string(), findings: z.array(findingSchema) }).nullable(), error: z.object({ code: z.string() }).nullable() }).parse(JSON.parse(line)));
    expect(first).toMatchObject({ error: null, review: { playbook: 'Short' } });
    expect(first?.review?.findings).toHaveLength(2);
    expect(second).toMatchObject({ error: { code: 'not_found' }, review: null });
  });

  test('kept answers and a review become a file, which is not written over unless told', async () => {
    await infolio('ask', lease, 'Which law governs the lease?');
    const out = join(home, 'report.json');
    expect(await infolio('export', lease, '--as', 'json', '--out', out, '--playbook', mine)).toMatchObject({ code: 0, stderr: '' });
    const report = reportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(report.documents[0]).toMatchObject({ pages: 20, pagesRead: 20 });
    expect(report.sections.map((section) => [section.kind, section.entries.length])).toEqual([['summary', 1], ['review', 2], ['answers', 1], ['notes', 0]]);
    const text = (await infolio('info', lease, '--text')).stdout;
    for (const one of report.sections.flatMap((section) => section.entries.flatMap((entry) => entry.statements))) {
      expect(text.slice(one.start ?? 0, one.end ?? 0)).toBe(one.text);
    }

    const again = await infolio('export', lease, '--as', 'json', '--out', out, '--what', 'answers');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^infolio: exists: .*--force/);
    expect(await infolio('export', lease, '--as', 'json', '--out', out, '--what', 'answers', '--force')).toMatchObject({ code: 0 });
  });

  test.each([
    ['a format that is not there', ['export', lease, '--as', 'rtf', '--out', 'a.rtf'], 2, 'bad_argument'],
    ['no file to write to', ['export', lease, '--as', 'md'], 2, 'bad_argument'],
    ['a folder that is not there', ['export', lease, '--as', 'md', '--out', 'none/a.md'], 1, 'not_found'],
    ['a playbook that is not there', ['review', lease, '--playbook', 'none'], 1, 'not_found'],
  ])('refuses %s', async (_, args, code, error) => {
    const told = await infolio(...args);
    expect(told).toMatchObject({ code, stderr: expect.stringMatching(`^infolio: ${error}: .+\n$`) as unknown });
    expect(existsSync(join(home, 'a.md'))).toBe(false);
  });
});
