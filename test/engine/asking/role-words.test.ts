import { expect, test } from 'vitest';
import { roleNames } from '../../../src/engine/asking/role-words.ts';
import { documentOf } from './document-of.ts';

const lease = ['This Lease is made between Anna Berg (“the Lessor”) and Birch Ltd. (“the Lessee”).', 'The Lessee shall insure the Premises.', 'The Lessor shall keep the roof.', 'The Lessee pays the Lessor.'];
const words = (texts: readonly string[], question: string) => roleNames(documentOf(texts), question).map(({ name, other, end }) => [name, other, question.slice(0, end)]);

test('everyday words for a party are read as the one that the document defines', () => {
  expect(words(lease, 'What must the tenant insure?')).toEqual([['tenant', 'Lessee', 'What must the tenant']]);
  expect(words(lease, "What is the Tenant's duty to the landlord?")).toEqual([
    ['Tenant', 'Lessee', 'What is the Tenant'],
    ['landlord', 'Lessor', "What is the Tenant's duty to the landlord"],
  ]);
});

test('the place is where the document defines it', () => {
  const [found] = roleNames(documentOf(lease), 'Who is the tenant?');
  expect(found?.place.text).toBe('Lessee');
});

test('and stay where the document defines them too, defines no other, speaks of both, or several would do', () => {
  expect(words([...lease, '“Tenant” means who lives there.'], 'What must the tenant insure?')).toEqual([]);
  expect(words(['A tenant is whoever rents.', 'The tenant pays.'], 'What must the tenant pay?')).toEqual([]);
  expect(words([lease[0] ?? '', 'The tenant pays.', 'The tenant leaves.', 'A tenant came. The Lessee left.'], 'What must the tenant pay?')).toEqual([]);
  expect(words(['Oak Inc. (the "Supplier") and Elm Inc. (the "Seller").', 'The Supplier and the Seller deliver.', 'Supplier, Seller'], 'What does the vendor deliver?')).toEqual([]);
  expect(words(lease, 'Is the tenant the Lessee?')).toEqual([]);
  expect(words(lease, 'Who are the subtenants?')).toEqual([]);
});
