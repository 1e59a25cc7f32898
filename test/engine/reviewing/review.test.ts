import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import type { Finding } from '../../../src/contract/review.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { readPlaybook, reviewDocument } from '../../../src/engine/reviewing/index.ts';

const documents = resolve(import.meta.dirname, '../../fixtures/documents');

const playbook = readPlaybook(
  `
name: Short
items:
  - name: Governing law
    group: Law
    questions: [Which law governs the lease?]
    hints: { headings: [general terms] }
    places: 2
  - name: Deposit
    questions: [How much is the security deposit?]
    show: amount
    risks:
      - { when: says, words: [means the sum], note: It is a defined term. }
      - { when: missing, note: There is none. }
  - name: Rent-free
    questions: [For how long is no rent payable?]
    hints: { headings: [rent], words: [free, rent] }
    show: period
  - name: Assignment
    questions: [May the tenant assign the lease or sublet the premises?]
    show: yesno
    denied: [shall not]
  - name: Escrow
    questions: [Is the source code held in escrow?]
    risks: [{ when: missing, note: No escrow. }]
`,
  'short.yml',
);

describe('a review of the sample lease, with the shipped model', () => {
  let engine: Engine;
  let id: string;
  let findings: readonly Finding[];
  const seen: string[] = [];
  const steps: string[] = [];

  beforeAll(async () => {
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: null, device: 'cpu' });
    id = (await engine.open(join(documents, 'lease.pdf'))).id;
    const review = await reviewDocument(await engine.context(id), playbook, {
      onFinding: (finding) => seen.push(finding.item),
      onProgress: (done, of) => steps.push(`${done}/${of}`),
    });
    findings = review.findings;
  }, 600_000);
  afterAll(() => engine.close());

  const finding = (item: string) => findings.find((one) => one.item === item);

  test('gives a finding for each item, in order, as it comes', () => {
    expect(findings.map((one) => one.item)).toEqual(playbook.items.map((item) => item.name));
    expect(seen).toEqual(findings.map((one) => one.item));
    expect(steps).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
  });

  test('every place is the document\'s own words on the page it names', async () => {
    const text = await engine.text(id);
    const reader = engine.library.open(id);
    const places = findings.flatMap((one) => [...one.places, ...(one.nearest === null ? [] : [one.nearest])]);
    expect(places.length).toBeGreaterThan(4);
    for (const place of places) {
      expect(text.slice(place.start, place.end)).toBe(place.text);
      expect(place.sentence).toContain(place.text);
      expect(reader.pageAt(place.start)?.page).toBe(place.page);
      expect(place.boxes.length).toBeGreaterThan(0);
    }
  });

  test('clauses are whole sentences, sums and lengths are values, evidence says yes or no', () => {
    expect(finding('Governing law')).toMatchObject({ found: true, group: 'Law', value: null });
    expect(finding('Governing law')?.places[0]?.text).toMatch(/^This Lease is governed by the laws of the State of Maine.*\.$/s);
    expect(finding('Deposit')).toMatchObject({ value: { amount: 55_200, unit: 'USD' }, notes: ['It is a defined term.'] });
    expect(finding('Rent-free')?.value).toMatchObject({ iso: 'P2M' });
    expect(finding('Assignment')?.value).toMatchObject({ yes: false });
  });

  test('what is not there is not found, and it says how much was read', () => {
    const escrow = finding('Escrow');
    expect(escrow).toMatchObject({ found: false, value: null, places: [], notes: ['No escrow.'] });
    expect(escrow?.passagesRead).toBeLessThan(escrow?.passages ?? 0);
    expect(escrow?.nearest?.score).toBeLessThan(0.4);
  });

  test('everything reads every passage, and stops when it is told to', { timeout: 600_000 }, async () => {
    const context = await engine.context(id);
    const one = { ...playbook, items: playbook.items.slice(0, 1) };
    const { everything, findings: all } = await reviewDocument(context, one, { everything: true });
    expect(everything).toBe(true);
    expect(all[0]).toMatchObject({ found: true, passagesRead: context.document.passageCount });
    const controller = new AbortController();
    const stopped = reviewDocument(context, playbook, {
      signal: controller.signal,
      onFinding: () => {
        controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });
});
