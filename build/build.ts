import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';
import type { InlineConfig, Plugin } from 'vite';

/*
 * Turns src/ into dist/: the screens, Electron's main process, its preload script, and the engine's own process.
 * Neither the terminal nor `infolio serve` needs more than the screens.
 */

const root = resolve(import.meta.dirname, '..');
const source = (path: string): string => join(root, 'src', path);
const output = (path: string): string => join(root, 'dist', path);

/** Packages that stay in node_modules: those with binaries, and those that look for files in their own folder. */
const packagesLeftOutside = [/^pdfkit($|\/)/u, /^onnxruntime-node($|\/)/u, /^tokenizers($|\/)/u, /^@napi-rs\/canvas($|\/)/u, /^pdfjs-dist($|\/)/u, /^tesseract\.js($|\/)/u];
const builtins = [...builtinModules, /^node:/u];

/** A build that takes its time is no warning: standard output belongs to the command that builds. */
const quiet = { bundlerTimings: false } as const;

/** A part of dist/, and the file without which it cannot be built. */
interface Part {
  readonly name: string;
  readonly entry: string;
  readonly config: () => InlineConfig;
}

/** `new URL('./worker.ts', import.meta.url)` means the built file once it is built; both lie in one folder. */
const workersAreBuilt: Plugin = {
  name: 'infolio:workers-are-built',
  enforce: 'pre',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code) => code.replaceAll(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/gu, "new URL('./$1.js', import.meta.url)"),
  },
};

/** Files that a module reads from beside itself lie beside the bundle: the playbooks that come with Infolio. */
const shippedFiles: Plugin = {
  name: 'infolio:shipped-files',
  generateBundle() {
    const folder = source('engine/reviewing/playbooks');
    if (!existsSync(folder)) return;
    for (const file of readdirSync(folder)) this.emitFile({ type: 'asset', fileName: `playbooks/${file}`, source: readFileSync(join(folder, file)) });
  },
};

/** What runs in Node or Electron: one file an entry, everything else bundled. Chunks lie beside their entries. */
function nodeConfig(folder: string, input: Readonly<Record<string, string>>, format: 'es' | 'cjs', plugins: readonly Plugin[] = []): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [workersAreBuilt, ...plugins],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: output(folder),
      emptyOutDir: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: quiet,
        input: { ...input },
        external: [...builtins, 'electron', ...packagesLeftOutside],
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
}

const screens: Part = {
  name: 'the screens',
  entry: source('renderer/index.html'),
  config: () => ({
    root: source('renderer'),
    configFile: source('renderer/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: output('renderer'), emptyOutDir: true, reportCompressedSize: false, rolldownOptions: { checks: quiet } },
  }),
};

const shells: readonly Part[] = [
  { name: "Electron's main process", entry: source('main/main.ts'), config: () => nodeConfig('main', { main: source('main/main.ts') }, 'es') },
  { name: 'the preload script', entry: source('preload/preload.ts'), config: () => nodeConfig('preload', { preload: source('preload/preload.ts') }, 'cjs') },
  {
    name: "the engine's process",
    entry: source('engine/host.ts'),
    config: () => nodeConfig('engine', { host: source('engine/host.ts'), worker: source('engine/pdf/worker.ts'), 'rich-worker': source('engine/pdf/rich-worker.ts'), 'lower-worker': source('engine/model/lower-worker.ts') }, 'es', [shippedFiles]),
  },
];

/** Builds dist/renderer; `serve` calls it where that folder is missing. Throws what Vite throws. */
export async function buildScreens(): Promise<void> {
  await build(screens.config());
}

/** Builds every part whose entry is there, and gives back those that are not. Throws what Vite throws. */
export async function buildAll(): Promise<readonly { readonly name: string; readonly entry: string }[]> {
  const parts = [screens, ...shells];
  const missing = parts.filter((part) => !existsSync(part.entry));
  await Promise.all(parts.filter((part) => !missing.includes(part)).map((part) => build(part.config())));
  return missing.map(({ name, entry }) => ({ name, entry: relative(root, entry) }));
}

if (import.meta.main) {
  // Vite otherwise builds for development wherever NODE_ENV says so.
  process.env['NODE_ENV'] = 'production';
  if (process.argv.includes('--renderer')) await buildScreens();
  else for (const { name, entry } of await buildAll()) process.stdout.write(`Left out ${name}: ${entry} is not there.\n`);
}
