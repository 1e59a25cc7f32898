import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RequestOptions } from '../../contract/client.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { CheckedParamsOf, ExportRequest, ParamsOf, ResultOf } from '../../contract/protocol.ts';
import { exportName } from '../../engine/hosting/index.ts';
import { exportMs, exportsWaiting } from './limits.ts';
import { privateFolder } from './private-folder.ts';

/** Exports on their way to the browser: written into a private folder, fetched once, and gone a while later in any case. */
export interface Exports {
  /** Makes one; `url` is where it can be fetched. Errors: those of `export.write`. */
  make(params: CheckedParamsOf<'app.export'>, options: RequestOptions<'export.write'>): Promise<ResultOf<'app.export'>>;
  /** Answers GET exports/<id>/<name>. Throws `not_found` for one that was fetched already, has expired or never was. */
  send(id: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Removes what nobody fetched. */
  close(): Promise<void>;
}

/** Asks the engine for `export.write`. */
export type WriteExport = (params: ParamsOf<'export.write'>, options: RequestOptions<'export.write'>) => Promise<ResultOf<'export.write'>>;

interface Waiting {
  readonly folder: string;
  readonly name: string;
  readonly format: ExportRequest['format'];
  readonly expiry: NodeJS.Timeout;
}

const types: Readonly<Record<ExportRequest['format'], string>> = {
  md: 'text/markdown; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function createExports(write: WriteExport, lifeMs = exportMs): Exports {
  const waiting = new Map<string, Waiting>();
  let home: Promise<string> | null = null;

  const take = (id: string): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.expiry);
    return found;
  };
  const drop = async (id: string): Promise<void> => {
    const found = take(id);
    if (found !== undefined) await rm(found.folder, { recursive: true, force: true });
  };

  return {
    async make({ request, name: given }, options) {
      home ??= privateFolder('exports');
      const id = randomBytes(32).toString('base64url');
      const folder = join(await home, id);
      await mkdir(folder, { mode: 0o700 });
      const name = exportName(given, request.format);
      try {
        const { entries, warnings } = await write({ request, path: join(folder, name), moved: true }, options);
        const expiry = setTimeout(() => void drop(id).catch(() => undefined), lifeMs);
        expiry.unref();
        waiting.set(id, { folder, name, format: request.format, expiry });
        const [oldest] = waiting.keys();
        if (waiting.size > exportsWaiting && oldest !== undefined) await drop(oldest);
        return { path: null, url: `exports/${id}/${encodeURIComponent(name)}`, entries, warnings };
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    },
    async send(id, request, response) {
      const found = request.method === 'HEAD' ? waiting.get(id) : take(id);
      if (found === undefined) throw new InfolioError('not_found', 'This export was fetched already or has expired; export it again.');
      const file = join(found.folder, found.name);
      try {
        response.writeHead(200, {
          'Content-Type': types[found.format],
          'Content-Length': (await stat(file)).size,
          'Content-Disposition': attachment(found.name),
          // Should a browser show it after all, it may do nothing.
          'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        });
        if (request.method === 'HEAD') response.end();
        // A reader that went away asks for the export again.
        else await pipeline(createReadStream(file), response).catch(() => undefined);
      } finally {
        if (request.method !== 'HEAD') await rm(found.folder, { recursive: true, force: true });
      }
    },
    async close() {
      for (const id of [...waiting.keys()]) clearTimeout(take(id)?.expiry);
      if (home !== null) await rm(await home, { recursive: true, force: true });
    },
  };
}

/** The name twice, as RFC 6266 has it: in ASCII for whoever knows no better, and in full. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_');
  const whole = encodeURIComponent(name).replaceAll(/['()*]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
