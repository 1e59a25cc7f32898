/** A place in a document: the page and how far down it, as a share of its height. */
export interface Position {
  readonly page: number;
  readonly top: number;
}

/** Where one has been before jumps, and after going back. */
export interface History {
  readonly before: readonly Position[];
  readonly after: readonly Position[];
}

export const noHistory: History = { before: [], after: [] };

/** Places kept to go back to. */
const kept = 100;

/** Remembers where a jump began. What had been gone back from is forgotten, as a browser does. */
export function jumpedFrom(history: History, from: Position): History {
  const last = history.before.at(-1);
  const same = last !== undefined && last.page === from.page && Math.abs(last.top - from.top) < 0.02;
  return { before: same ? history.before : [...history.before.slice(1 - kept), from], after: [] };
}

/** The place to go back to, and the history then; null where there is none. */
export function goBack(history: History, from: Position): { readonly to: Position; readonly history: History } | null {
  const to = history.before.at(-1);
  return to === undefined ? null : { to, history: { before: history.before.slice(0, -1), after: [...history.after, from] } };
}

/** The place that was gone back from. */
export function goForward(history: History, from: Position): { readonly to: Position; readonly history: History } | null {
  const to = history.after.at(-1);
  return to === undefined ? null : { to, history: { before: [...history.before, from], after: history.after.slice(0, -1) } };
}
