import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAll } from '../../build/build.ts';
import { electronBinary } from '../../build/electron-binary.ts';
import type { LaunchedApp } from './control.ts';
import { launchElectron } from './real.ts';
import { launchStandIn } from './stand-in.ts';

export type { Bounds, Control, LaunchedApp, MenuEntry, SystemCall } from './control.ts';

export interface LaunchOptions {
  /** Settings, library, caches and the browser's profile: an empty folder, or one used before. */
  readonly userData: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Another main script than dist/main/main.js. */
  readonly main?: string;
  /** Says that the app is packed, and where its resources are. */
  readonly resources?: string;
}

const root = resolve(import.meta.dirname, '../..');

/** Starts the built app, on Electron where its binary is, else on the stand-in. Builds it first if it was never built. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const main = options.main ?? join(root, 'dist', 'main', 'main.js');
  if (!existsSync(main)) await buildAll();
  // Built graphs are the same for every test, and take a while.
  const environment = { INFOLIO_CACHE: join(tmpdir(), 'infolio-test-cache', 'infolio'), ...options.environment, INFOLIO_HOME: options.userData };
  const binary = electronBinary();
  if (binary !== null && options.resources === undefined) return launchElectron({ binary, root, args: options.args ?? [], environment });
  return launchStandIn({ main, userData: options.userData, args: options.args ?? [], environment, resources: options.resources ?? null });
}
