import { describe, expect, test } from 'vitest';
import { partyIn, termAsked } from '../../../src/engine/asking/who-is.ts';

describe('whom a question asks for', () => {
  test.each([
    ['Who is the Lessee?', 'Lessee'],
    ['who is the lessee', 'lessee'],
    ["Who's the landlord?", 'landlord'],
    ['Which company is the Service Provider?', 'Service Provider'],
    ['Who is the “Agent” in this contract?', 'Agent'],
    ['What is the name of the Lender?', 'Lender'],
    ['Who wrote the report?', null],
    ['Who pays the rent to the Lessor?', null],
    ['What is the rent?', null],
    ['Who may enter the mill when the Lessee is away from it?', null],
  ])('%s', (question, term) => {
    expect(termAsked(question)).toBe(term);
  });
});

describe('the name for which a passage defines a term', () => {
  const agreement =
    'LEASE AGREEMENT This Lease Agreement is made on May 3, 2021 by and between Oak & Birch Holdings, Inc., a Delaware corporation with its principal office at 12 Mill Street, Portland, Oregon (the “Lessor”), and JANE A. ROE, residing in Salem (hereinafter referred to as the "Lessee"). Harrow Bank, N.A. ("Agent") holds the deposit.';
  const named = (text: string, term: string) => {
    const found = partyIn({ text, start: 100 }, term);
    return found === null ? null : text.slice(found.start - 100, found.end - 100);
  };

  test.each([
    ['Lessor', 'Oak & Birch Holdings, Inc.'],
    ['lessee', 'JANE A. ROE'],
    ['Agent', 'Harrow Bank, N.A.'],
    ['Guarantor', null],
  ])('%s', (term, name) => {
    expect(named(agreement, term)).toBe(name);
  });

  test.each([
    ['what a party is or where it sits is nobody', 'It was bought by a Delaware corporation ("Buyer").', 'Buyer'],
    ['nor is a title', 'This Amendment No. 2 (the "Amendment") is made today.', 'Amendment'],
    ['nor somebody who does something', 'Oak Inc. shall pay a fee (the "Fee").', 'Fee'],
    ['nor one of two', 'Oak Inc. and Elm Corp. ("Elm") agree.', 'Oak'],
  ])('%s', (_, text, term) => {
    expect(named(text, term)).toBe(null);
  });

  test.each([
    ['“the Lessee” means Tidewater Bindery, Inc. and every person to whom this Lease is transferred.', 'lessee', 'Tidewater Bindery, Inc.'],
    ['“the Lessor” means the Harrow Mill Company and every later owner.', 'Lessor', 'Harrow Mill Company'],
    ['Summary\nLandlord: Oak & Elm LLC\nTenant: Jane Roe', 'Tenant', 'Jane Roe'],
    ['“Guarantor” means any person who guarantees.', 'Guarantor', null],
    ['“Lender” means a bank in Maine.', 'Lender', null],
    ['The duties of the Tenant: Every tenant keeps the yard clean.', 'Tenant', null],
  ])('said in other words: %s', (text, term, name) => {
    expect(named(text, term)).toBe(name);
  });

  test('a term with signs of its own', () => {
    expect(named('between Elm Corp. ("A+B (old)") and others', 'A+B (old)')).toBe('Elm Corp.');
    expect(named('between Elm Corp. ("AAB") and others', 'A+B')).toBe(null);
    expect(named('between Elm Corp. ("A+B") and others', 'A+B')).toBe('Elm Corp.');
  });
});
