import { toInfolioError } from '../../contract/errors.ts';

export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'success' | 'warning' | 'error';
  readonly text: string;
  /** Of an error: its code, which the screen turns into a remedy. */
  readonly code: string | null;
  /** What it was about, such as a file's name. */
  readonly about: string | null;
}

/** Milliseconds that a notice stays; errors stay until they are dismissed. */
const stays = 5_000;
const mostAtOnce = 4;

/** Messages that come and go in the corner. */
export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 1;

  show(kind: Notice['kind'], text: string, details: { readonly code?: string; readonly about?: string } = {}): void {
    const notice: Notice = { id: this.#next++, kind, text, code: details.code ?? null, about: details.about ?? null };
    this.list = [...this.list.filter((other) => other.text !== text), notice].slice(-mostAtOnce);
    if (kind !== 'error') {
      setTimeout(() => {
        this.dismiss(notice.id);
      }, stays);
    }
  }

  /** Shows an error, unless it is only that the user stopped something. */
  fail(error: unknown, about?: string): void {
    const { code, message } = toInfolioError(error);
    if (code !== 'cancelled') this.show('error', message, { code, ...(about === undefined ? {} : { about }) });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
