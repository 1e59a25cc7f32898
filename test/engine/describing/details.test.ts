import { join } from 'node:path';
import { afterAll, beforeAll, describe as suite, expect, test } from 'vitest';
import { detailsSchema, entityMapSchema } from '../../../src/contract/details.ts';
import type { Details } from '../../../src/contract/details.ts';
import { describe, keptDetails, keptMap, mapOf } from '../../../src/engine/describing/index.ts';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { DocumentReader } from '../../../src/engine/library/index.ts';
import { temporaryFolder } from '../reading/given.ts';
import { given, page } from '../library/given.ts';
import { fixtures, read, readText } from './given.ts';

const patience = 240_000;
const place = temporaryFolder();
afterAll(() => {
  place[Symbol.dispose]();
});

/** Every place is the document's own words, where it says, on the page it names, with boxes to light up. */
function expectExact(document: DocumentReader, details: Details): void {
  const text = document.text();
  for (const mention of Object.values(details).flat()) {
    expect(mention.places.length, mention.text).toBeGreaterThan(0);
    expect(mention.places.length).toBeLessThanOrEqual(20);
    expect(mention.count).toBeGreaterThanOrEqual(mention.places.length);
    for (const one of mention.places) {
      expect(text.slice(one.start, one.end)).toBe(one.text);
      expect(one.sentence).toContain(one.text);
      expect(document.pageAt(one.start)).toMatchObject({ page: one.page, label: one.pageLabel });
      // Looking up the boxes of each again takes ten times as long as making them.
      if (one.start % 7 === 0) expect(one.boxes).toEqual(document.boxes(one.start, one.end));
      expect(one.boxes.length, one.text).toBeGreaterThan(0);
    }
    const starts = mention.places.slice(mention.kind === 'definition' ? 1 : 0).map((one) => one.start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  }
  expect(detailsSchema.parse(details)).toEqual(details);
}

const texts = (list: readonly { readonly text: string }[]): string[] => list.map((one) => one.text);

suite('the sample lease', () => {
  let document: DocumentReader;
  let details: Details;
  const steps: string[] = [];

  beforeAll(async () => {
    ({ document } = await read(join(fixtures, 'lease.pdf')));
    details = await describe(document, { onProgress: (done, of) => steps.push(`${done}/${of}`) });
  }, patience);

  test('every place is exact', () => {
    expectExact(document, details);
  });

  test('it defines its terms, each with the sentence that defines it first', () => {
    const terms = texts(details.definitions);
    expect(terms).toEqual(expect.arrayContaining(['Lessor', 'Lessee', 'Base Rent', 'Premises', 'Security Deposit', 'Commencement Date', 'Business Day', 'Common Areas']));
    expect(details.definitions.find((one) => one.text === 'Security Deposit')?.places[0]?.text).toContain('means the sum of fifty-five thousand two hundred dollars');
    expect(details.definitions.find((one) => one.text === 'Lessee')?.places[0]?.sentence).toContain('Tidewater Bindery, Inc.');
  });

  test('its parties and places are names, its terms are none', () => {
    expect(texts(details.organisations)).toEqual(expect.arrayContaining(['Harrow Mill Holdings LLC', 'Tidewater Bindery, Inc.', 'Port Ellery Savings Bank', 'Eastern Seaboard Trust Company']));
    expect(texts(details.people)).toEqual(['Rosalind Thackeray', 'Josiah Averill']);
    expect(texts(details.locations)).toEqual(expect.arrayContaining(['Maine', 'Port Ellery', 'Canal Street', 'Delaware']));
    const names = texts([...details.organisations, ...details.people, ...details.locations]);
    for (const term of texts(details.definitions)) expect(names).not.toContain(term);
  });

  test('its dates come in the order of time, its sums with their currency', () => {
    const dates = details.dates.map((one) => one.value);
    expect(dates).toEqual(expect.arrayContaining(['2021-06-09', '2021-09-01', '2024-06-14', '2031-08-31']));
    expect(dates).toEqual(dates.toSorted());
    expect(details.amounts.map((one) => one.value)).toEqual(expect.arrayContaining(['18400 USD', '21250 USD', '55200 USD', '31.6 %', '12 %']));
  });

  test('its key terms are what a lease is about', () => {
    expect(texts(details.terms).slice(0, 12)).toEqual(expect.arrayContaining(['Lessee', 'Lessor', 'Base Rent', 'Premises']));
    expect(details.terms[0]?.weight).toBe(1);
  });

  test('progress comes to its end', () => {
    expect(steps.at(-1)).toBe(`${2 * document.passageCount}/${2 * document.passageCount}`);
  });

  test('in the map, what is named together is tied by the sentences that name both', async () => {
    const map = await mapOf(document, details);
    expect(entityMapSchema.parse(map)).toEqual(map);
    const id = (label: string) => map.nodes.find((node) => node.label === label)?.id ?? '';
    const edge = map.edges.find((one) => [one.from, one.to].includes(id('Lessor')) && [one.from, one.to].includes(id('Lessee')));
    expect(edge?.count).toBeGreaterThan(10);
    expect(edge?.places).toHaveLength(8);
    const text = document.text();
    for (const { places } of map.edges) for (const one of places) expect(text.slice(one.start, one.end)).toBe(one.sentence);
    for (const one of edge?.places ?? []) {
      expect(one.text).toContain('Lessor');
      expect(one.text).toContain('Lessee');
    }
    expect(map.nodes.length).toBeLessThanOrEqual(40);
    const ids = new Set(map.nodes.map((node) => node.id));
    expect(ids.size).toBe(map.nodes.length);
    for (const { from, to } of map.edges) expect(ids.has(from) && ids.has(to) && from !== to).toBe(true);
  });
});

test('a paper has authors, abbreviations with their long forms, and what it measured', { timeout: patience }, async () => {
  const { document } = await read(join(fixtures, 'paper.pdf'));
  const details = await describe(document);
  expectExact(document, details);
  expect(texts(details.people)).toEqual(expect.arrayContaining(['Ingrid Fennimore', 'Tomasz Wielgosz', 'Aoife Brannigan', 'Samuel Okonjo-Reyes']));
  expect(details.definitions.map((one) => [one.text, one.value])).toEqual(
    expect.arrayContaining([['NECB', 'net ecosystem carbon balance'], ['DOC', 'dissolved organic carbon'], ['NEE', 'Net ecosystem exchange of carbon dioxide']]),
  );
  expect(texts(details.terms)).toEqual(expect.arrayContaining(['water table', 'carbon dioxide', 'methane', 'peat', 'raised bog']));
  expect(texts(details.organisations)).toEqual(expect.arrayContaining(['Institute for Upland Ecology', 'University of Strathbrae']));
  expect(details.dates.map((one) => one.value)).toEqual(expect.arrayContaining(['1846', '2023-02-03', '2023-06-19']));
  expect(details.amounts.map((one) => one.value)).toContain('1940 EUR');
});

test('a story has characters under all of their names, and places', { timeout: patience }, async () => {
  const { document } = await read(join(fixtures, 'story.pdf'));
  const details = await describe(document);
  expectExact(document, details);
  const [first, ...others] = texts(details.people);
  expect(first).toBe('Hester Quayle');
  expect(others.slice(0, 14)).toEqual(expect.arrayContaining(['Simon Tull', 'Josiah Venn', 'Kate Nance', 'Tam Rusk', 'Winifred Carrow']));
  const named = new Set(details.people[0]?.places.map((one) => one.text));
  expect(named).toContain('Hester');
  expect(named).toContain('Miss Quayle');
  expect(texts(details.locations)).toEqual(expect.arrayContaining(['Skerrin', 'Aldmouth', 'Gannet Sound', 'Staithe Hill']));
  expect(details.dates.map((one) => one.value)).toContain('1893-04-03');
});

test('it can be stopped at once, and nothing is kept then', { timeout: patience }, async () => {
  const { library, id } = await read(join(fixtures, 'lease.pdf'));
  const controller = new AbortController();
  const steps: number[] = [];
  const stopped = keptDetails(library, id, {
    signal: controller.signal,
    onProgress: (done) => {
      steps.push(done);
      controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toHaveLength(1);
  expect(library.made.get(id, 'details')).toBeUndefined();
});

test('what was made is kept: the second time nothing is gone through, another way of making makes anew', { timeout: patience }, async () => {
  const { library, id } = await readText(place.path, 'John Smith of Acme Corporation met Mary Jones in London on 4 May 2021. Mr. Smith paid Acme Corporation $5,000. Mary Jones said nothing.');
  const details = await keptDetails(library, id);
  expect(texts(details.people)).toEqual(['John Smith', 'Mary Jones']);
  const steps: number[] = [];
  expect(await keptDetails(library, id, { onProgress: (done) => steps.push(done) })).toEqual(details);
  expect(steps).toEqual([]);
  const map = await keptMap(library, id);
  expect(map.edges.length).toBeGreaterThan(0);
  expect(await keptMap(library, id)).toEqual(map);
  library.made.keep(id, 'details', 'made by an earlier version', { terms: [] });
  expect(await keptDetails(library, id, { onProgress: (done) => steps.push(done) })).toEqual(details);
  expect(steps.length).toBeGreaterThan(0);
});

suite('whatever the text is', () => {
  test('Chinese: words without spaces are told apart, dates are read, and nobody is invented', { timeout: patience }, async () => {
    const sentence = '泥炭地的地下水位在2021年6月9日上升。地下水位决定了二氧化碳的排放，泥炭地因此失去碳。';
    const { document } = await readText(place.path, `${sentence}\n\n${sentence}\n\n研究人员测量了泥炭地的甲烷排放。`);
    const details = await describe(document);
    expectExact(document, details);
    expect(details.dates.map((one) => one.value)).toEqual(['2021-06-09']);
    expect(details.people).toEqual([]);
    expect(details.organisations).toEqual([]);
  });

  test('a page without text has nothing', { timeout: patience }, async () => {
    const library = openLibrary(':memory:');
    const { id } = given(library, { pages: [page(1, [''])] });
    const details = await describe(library.open(id));
    expect(Object.values(details).flat()).toEqual([]);
    expect(await mapOf(library.open(id), details)).toEqual({ nodes: [], edges: [] });
  });

  test('tables: their sums are read, their rows and heads name nobody', { timeout: patience }, async () => {
    const rows = Array.from({ length: 40 }, (_, k) => `Item ${k + 1} | Steel Bolt M${k} | $${k + 1}.50 | Delivered`);
    const { document } = await readText(place.path, ['No. | Description Of Goods | Unit Price | State', ...rows].join('\n\n'));
    const details = await describe(document);
    expectExact(document, details);
    expect(details.amounts).toHaveLength(40);
    expect(details.people).toEqual([]);
    expect(details.definitions).toEqual([]);
  });
});
