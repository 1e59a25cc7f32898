import type { Entry, Report, Statement } from '../../../src/contract/report.ts';

export const statement = (over: Partial<Statement> = {}): Statement => ({
  text: '9 June 2021',
  quote: 'This lease is made on 9 June 2021 between the parties.',
  page: 3,
  label: 'iii',
  start: 10,
  end: 21,
  score: 0.53,
  note: null,
  ...over,
});

export const entry = (over: Partial<Entry> = {}): Entry => ({
  heading: 'Date of the lease',
  group: null,
  found: true,
  show: 'date',
  value: { kind: 'date', text: '9 June 2021', iso: '2021-06-09', ambiguous: false },
  statements: [statement()],
  notes: [],
  ...over,
});

const lease = { id: 'a1', title: 'Lease', file: '../leases/my lease.pdf', kind: 'pdf', pages: 20, pagesRead: 20, failedPages: [{ page: 7, label: '7', message: 'damaged' }], words: 900 };
const other = { ...lease, id: 'b2', title: 'Other lease', file: 'other.pdf', failedPages: [] };
const absent = entry({ heading: 'Escrow', show: 'clause', found: false, value: null, statements: [], notes: ['11 of 42 passages were read.'] });

/** A report of two documents that says something unkind to every format. */
export const report: Report = {
  format: 'infolio-report',
  version: 1,
  title: 'Lease & <script>alert(1)</script>',
  madeAt: '2026-05-12T14:05:00.000Z',
  model: 'infolio-1',
  documents: [lease, other],
  sections: [
    { kind: 'review', title: 'Review: Short', document: 'a1', about: null, entries: [entry(), absent] },
    { kind: 'review', title: 'Review: Short', document: 'b2', about: null, entries: [entry({ statements: [statement({ page: 1, label: '1' })] }), absent] },
    {
      kind: 'answers',
      title: 'Questions and answers',
      document: 'a1',
      about: null,
      entries: [
        entry({ heading: '=HYPERLINK("http://evil.example")', show: null, value: null, statements: [statement({ text: '+1', quote: '+1 <b>bold</b> *stars* [link](x) | pipe' })] }),
        entry({ heading: 'Wer zahlt? Ελλάδα, Москва', show: null, value: null, statements: [statement({ text: '@cmd', quote: '@cmd "quoted", and\na line' })] }),
      ],
    },
    { kind: 'notes', title: 'Notes', document: 'a1', about: null, entries: [entry({ heading: null, show: null, value: null, statements: [statement({ score: null, start: null, end: null, note: 'Ask about -this-' })] })] },
  ],
};
