import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { InfolioError } from '../../contract/errors.ts';
import { documentFile } from '../../engine/hosting/index.ts';
import type { Shell } from '../../engine/hosting/index.ts';
import type { FileRules } from './gate.ts';
import type { Uploads } from './uploads.ts';

/** The rules for files that a page names; see FileRules. */
export function fileRules(shell: Shell, uploads: () => Uploads): FileRules {
  const known = async (): Promise<ReadonlySet<string>> => {
    const [samples, documents] = await Promise.all([shell.client.request('app.samples', {}), shell.client.request('documents.list', {})]);
    const paths = [...samples.paths, ...documents.map(({ file }) => file)];
    return new Set(await Promise.all(paths.map(real)));
  };
  return {
    async mayOpen(paths) {
      for (const path of paths) {
        // The library is asked last: while it reads it may take a moment to answer.
        if ((await uploads().has(path)) || (await known()).has(await real(path))) continue;
        throw new InfolioError('not_allowed', `${path} cannot be opened from a browser by its path; choose the file with Open, or drop it on the page.`);
      }
    },
    async removing(document) {
      const file = await shell.fileOf(document).catch(() => null);
      return async () => {
        if (file === null || !(await uploads().has(file))) return;
        const others = await shell.client.request('documents.list', {});
        if (!others.some((other) => other.file === file)) await uploads().remove(file);
      };
    },
  };
}

/** Answers a request for a document's bytes, a range of them if that was asked for. Throws `not_found`. */
export function documentSender(shell: Shell): (id: string, request: IncomingMessage, response: ServerResponse) => Promise<void> {
  // Pages come in many ranges, and the engine that knows the file may be busy reading.
  const files = new Map<string, string>();
  shell.client.on('library.changed', () => {
    files.clear();
  });
  return async (id, request, response) => {
    const file = files.get(id) ?? (await shell.fileOf(id));
    files.set(id, file);
    const { status, headers, stream } = await documentFile(file, { method: request.method === 'HEAD' ? 'HEAD' : 'GET', range: request.headers.range ?? null });
    response.writeHead(status, headers);
    if (stream === null) response.end();
    // A reader that went away has what it wanted.
    else await pipeline(stream, response).catch(() => undefined);
  };
}

async function real(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
