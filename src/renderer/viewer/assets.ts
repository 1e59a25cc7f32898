import { createReadStream, existsSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { assetFolders } from './asset-folders.ts';

const sources: Readonly<Record<keyof typeof assetFolders, string>> = { cmaps: 'cmaps', fonts: 'standard_fonts', wasm: 'wasm', icc: 'iccs' };

const types: Readonly<Record<string, string>> = { wasm: 'application/wasm', js: 'text/javascript' };

/**
 * A Vite plugin that puts pdf.js' character maps, standard fonts, image decoders and colour profiles beside the built
 * screens, and serves them while developing. Nothing of it comes over the network at run time.
 */
export function pdfAssets(): Plugin {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const folders = (Object.keys(assetFolders) as (keyof typeof assetFolders)[]).map((key) => ({ from: join(root, sources[key]), to: assetFolders[key] }));
  let out = '';
  return {
    name: 'infolio-pdf-assets',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    async writeBundle() {
      for (const { from, to } of folders) await cp(from, join(out, to), { recursive: true });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = normalize(decodeURIComponent((request.url ?? '').split('?', 1)[0] ?? '')).replaceAll('\\', '/');
        const folder = folders.find(({ to }) => path.startsWith(`/${to}/`));
        const file = folder === undefined ? '' : join(folder.from, path.slice(folder.to.length + 2));
        if (folder === undefined || !file.startsWith(folder.from) || !existsSync(file) || !statSync(file).isFile()) {
          next();
          return;
        }
        response.setHeader('Content-Type', types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
        createReadStream(file).pipe(response);
      });
    },
  };
}
