import type { BrowserContext, Page } from 'playwright-core';

/** One running app, as a shell gives it. */
export interface Running {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What every address of the app's own begins with. */
  readonly origin: string;
  /** Does something that asks for files, and chooses these. */
  choose(files: readonly string[], act: () => Promise<void>): Promise<void>;
  /** Does something that writes a file, under this name or in this place, and gives where the file is. */
  save(path: string, act: () => Promise<void>): Promise<string>;
  /** Process id of the engine; null if none runs. */
  enginePid(): Promise<number | null>;
  close(): Promise<void>;
}
