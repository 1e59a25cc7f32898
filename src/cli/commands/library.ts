import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';

/** `list`: the documents of the library, a line each. */
export async function listCommand(engine: Engine, options: CommonOptions): Promise<number> {
  const documents = await engine.list();
  if (options.json === true) {
    printJson({ documents: documents.map((document) => ({ ...documentInfo(document), file: document.path, state: document.state })) });
  } else if (documents.length === 0) {
    process.stdout.write('The library is empty; `infolio open FILE` reads a document into it.\n');
  } else {
    for (const document of documents) {
      const state = document.state === 'ready' ? 'ready' : `${document.state}, ${document.pagesRead} of ${document.pageCount} pages`;
      process.stdout.write(`${document.id}  ${document.title}  (${document.pageCount} pages, ${state})  ${document.path}\n`);
    }
  }
  return 0;
}

/** `info FILE`: what the library knows about a document; with `text` its text, which all offsets refer to. */
export async function infoCommand(engine: Engine, file: string, options: CommonOptions & { readonly text?: boolean }, signal: AbortSignal): Promise<number> {
  const document = await engine.find(file, { signal, ...(options.password === undefined ? {} : { password: options.password }) });
  if (options.text === true) {
    const text = await engine.text(document.id);
    if (options.json === true) printJson({ file, document: documentInfo(document), text });
    else process.stdout.write(text);
    return 0;
  }
  const outline = document.outline;
  if (options.json === true) {
    printJson({ file: document.path, document: documentInfo(document), state: document.state, kind: document.kind, outline });
    return 0;
  }
  const info = documentInfo(document);
  process.stdout.write(
    [
      info.title,
      `  id        ${info.id}`,
      `  file      ${document.path}`,
      `  read      ${info.pagesRead} of ${info.pages} pages (${document.state})`,
      ...info.failedPages.map((page) => `  failed    p. ${page.label}: ${page.message}`),
      `  words     ${info.words.toLocaleString('en')}`,
      `  tokens    ${info.tokens.toLocaleString('en')} in ${info.segments} segments`,
      ...outline.map((entry) => `  outline   ${entry.title}${entry.page === null ? '' : ` (p. ${entry.page})`}`),
      '',
    ].join('\n'),
  );
  return 0;
}

/** `remove FILE`: takes a document out of the library; the file itself stays. */
export async function removeCommand(engine: Engine, file: string, options: CommonOptions): Promise<number> {
  const document = await engine.remove(file);
  if (options.json === true) printJson({ removed: documentInfo(document) });
  else process.stdout.write(`Removed ${document.title} from the library; the file stays where it is.\n`);
  return 0;
}

/** `search QUERY [--in FILE]`: full-text search, best passages first. */
export async function searchCommand(engine: Engine, query: string, options: CommonOptions & { readonly in?: string; readonly top?: number }, signal: AbortSignal): Promise<number> {
  const hits = await engine.search(query, {
    signal,
    limit: options.top ?? 10,
    ...(options.in === undefined ? {} : { in: options.in }),
  });
  if (options.json === true) {
    printJson({ query, hits });
  } else if (hits.length === 0) {
    process.stdout.write('Nothing found.\n');
  } else {
    for (const hit of hits) process.stdout.write(`${hit.title}, p. ${hit.place.pageLabel}: ${hit.place.sentence.replaceAll(/\s+/g, ' ').trim()}\n`);
  }
  return 0;
}
