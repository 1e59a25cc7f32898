import { resolve } from 'node:path';
import { z } from 'zod';
import type { ReadingProgress } from '../../contract/document.ts';
import type { Engine } from '../engine.ts';
import type { DocumentRecord } from '../library/index.ts';
import type { Emit } from './emit.ts';
import { takenUpAgain } from './limits.ts';

export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadingProgress) => void;
  readonly password?: string;
}

/** The readings of this process: who wants which file, and which were going on when an earlier process was killed. */
export interface Readings {
  open(path: string, options: OpenOptions): Promise<DocumentRecord>;
  /** Stops whatever reads the file, for everybody, and waits until it has stopped. */
  stop(path: string): Promise<void>;
  /** Files whose reading never ended: their process did. Those that ended their process time and again are left out. */
  interrupted(): string[];
}

/** Where the library keeps the files that are being read, each with how often its reading was begun: what ends takes its own out. */
const settingsKey = 'hosting.readings';
const keptSchema = z.record(z.string(), z.number());

interface Going {
  readonly controller: AbortController;
  readonly opens: Set<Promise<DocumentRecord>>;
  document: string | null;
}

export function readingsOf(engine: Engine, emit: Emit): Readings {
  const { documents, settings } = engine.library;
  const going = new Map<string, Going>();

  const kept = (): Record<string, number> => keptSchema.safeParse(settings.get(settingsKey)).data ?? {};
  /** Notes how often a file's reading was begun; null takes it out. */
  const note = (path: string, begun: ((before: number) => number) | null): void => {
    try {
      const { [path]: before = 0, ...others } = kept();
      settings.set(settingsKey, begun === null ? others : { ...others, [path]: begun(before) });
    } catch {
      // A full disk or a locked library: the reading itself will tell. Without a note it is not taken up by itself.
    }
  };

  const begin = (path: string): Going => {
    const fresh: Going = { controller: new AbortController(), opens: new Set(), document: null };
    going.set(path, fresh);
    note(path, (before) => before + 1);
    if (documents.findByPath(path)?.state !== 'ready') emit('reading', { path, document: null, progress: null, ended: false });
    return fresh;
  };
  const end = (path: string, ended: Going): void => {
    if (ended.opens.size > 0 || going.get(path) !== ended) return;
    going.delete(path);
    note(path, null);
    emit('reading', { path, document: ended.document ?? documents.findByPath(path)?.id ?? null, progress: null, ended: true });
    emit('library.changed', {});
  };

  return {
    async open(path, { signal, onProgress, password }) {
      const file = resolve(path);
      const known = going.get(file);
      const mine = known === undefined || known.controller.signal.aborted ? begin(file) : known;
      const opening = engine.open(file, {
        signal: AbortSignal.any([signal, mine.controller.signal]),
        ...(password === undefined ? {} : { password }),
        onProgress: (progress, document) => {
          onProgress(progress);
          const isNew = mine.document === null;
          mine.document = document;
          if (isNew) emit('library.changed', {});
          emit('reading', { path: file, document, progress, ended: false });
        },
      });
      mine.opens.add(opening);
      try {
        return await opening;
      } finally {
        mine.opens.delete(opening);
        end(file, mine);
      }
    },
    async stop(path) {
      const found = going.get(resolve(path));
      found?.controller.abort();
      await Promise.allSettled([...(found?.opens ?? [])]);
    },
    interrupted: () => Object.entries(kept()).flatMap(([path, times]) => (times < takenUpAgain ? [path] : [])),
  };
}
