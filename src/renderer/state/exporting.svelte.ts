import type { Client } from '../../contract/client.ts';
import type { ParamsOf, ResultOf } from '../../contract/protocol.ts';
import { t } from '../i18n/index.svelte.ts';
import { Making } from './making.svelte.ts';
import type { Work } from './making.svelte.ts';
import type { Notices } from './notices.svelte.ts';

const key = 'export';

/** Exports: to where the desktop's dialog says, or as a download of the browser. */
export class ExportingState {
  readonly #making = new Making<ResultOf<'app.export'>>();
  readonly #client: Client;
  readonly #notices: Notices;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  get work(): Work<ResultOf<'app.export'>> {
    return this.#making.of(key);
  }

  /** True once there is a file; false where it failed, was stopped or called off. `name` has its ending. */
  async export(request: ParamsOf<'app.export'>['request'], name: string): Promise<boolean> {
    const made = await this.#making.make(key, (options) => this.#client.request('app.export', { request, name }, options));
    if (made === null || (made.path === null && made.url === null)) return false;
    if (made.url !== null) download(made.url, name);
    const said = made.path === null ? t().exporting.downloaded(name) : t().exporting.done(made.path);
    this.#notices.show('success', `${said} (${t().exporting.entries(made.entries)})`);
    for (const warning of made.warnings) this.#notices.show('warning', warning);
    return true;
  }

  stop(): void {
    this.#making.stop(key);
  }
}

function download(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = new URL(url, location.href).href;
  link.download = name;
  link.click();
}
