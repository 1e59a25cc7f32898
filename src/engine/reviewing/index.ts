/** Reviews: playbooks of questions, put to documents one item after the other, with the clause, its page and its value. */
export { checkPlaybook, readPlaybook } from './playbook.ts';
export type { CheckedPlaybook } from './playbook.ts';
export { playbooksIn } from './playbooks.ts';
export type { ChosenPlaybook, Playbooks } from './playbooks.ts';
export { reviewDocument } from './review.ts';
export type { ReviewOptions } from './review.ts';
export { lastPlaybook, lastReviews, readyRecord, reviewDocuments } from './several.ts';
export type { ReviewTools, SeveralOptions } from './several.ts';
export { listPlaybooks, loadPlaybook } from './shelf.ts';
export type { ShelvedPlaybook } from './shelf.ts';
export { amountsWithin, datesWithin, givesValue } from './values/index.ts';
export type { Written } from './values/index.ts';
export { partsOf } from './headings.ts';
export type { Part } from './headings.ts';
