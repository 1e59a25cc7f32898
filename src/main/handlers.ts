import { app, dialog, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { extname } from 'node:path';
import type { RequestOptions } from '../contract/client.ts';
import { InfolioError } from '../contract/errors.ts';
import type { ParamsOf, ResultOf } from '../contract/protocol.ts';
import { readableExtensions } from '../contract/formats.ts';
import { exportName } from '../engine/hosting/index.ts';
import type { OwnHandlers } from '../engine/hosting/index.ts';
import { outsideAddress } from './addresses.ts';
import type { MessageTexts } from './message-texts.ts';

export interface HandlerOptions {
  /** The window that asks; null if it was closed meanwhile. */
  readonly window: () => BrowserWindow | null;
  readonly texts: () => MessageTexts;
  readonly fileOf: (document: string) => Promise<string>;
  /** Asks the engine for `export.write`. */
  readonly writeExport: (params: ParamsOf<'export.write'>, options: RequestOptions<'export.write'>) => Promise<ResultOf<'export.write'>>;
}

/** Characters of an address that a dialog shows. */
const shownAddress = 400;

/** What the desktop answers in its own way. */
export function desktopHandlers({ window, texts, fileOf, writeExport }: HandlerOptions): OwnHandlers {
  const asking = (): BrowserWindow => {
    const open = window();
    if (open === null) throw new InfolioError('cancelled', 'The window was closed.');
    return open;
  };
  return {
    'app.info': () => ({ shell: 'desktop', platform: process.platform, version: app.getVersion() }),
    'app.pickFiles': async ({ folders }) => {
      const { pickFiles, pickFolders, documents, allFiles } = texts();
      const options: OpenDialogOptions = folders
        ? { title: pickFolders, properties: ['openDirectory', 'multiSelections'] }
        : {
            title: pickFiles,
            properties: ['openFile', 'multiSelections'],
            filters: [
              { name: documents, extensions: readableExtensions.map((extension) => extension.slice(1)) },
              { name: allFiles, extensions: ['*'] },
            ],
          };
      const { canceled, filePaths } = await dialog.showOpenDialog(asking(), options);
      return { paths: canceled ? [] : filePaths };
    },
    'app.showInFolder': async ({ document }) => {
      shell.showItemInFolder(await fileOf(document));
      return {};
    },
    'app.openExternal': async ({ url }) => {
      const address = outsideAddress(url);
      if (address === null) throw new InfolioError('not_allowed', `${url.slice(0, shownAddress)} is not opened: only http, https and mailto addresses are.`);
      const { openOutside, open, cancel } = texts();
      const shown = address.href.length > shownAddress ? `${address.href.slice(0, shownAddress)}…` : address.href;
      const { response } = await dialog.showMessageBox(asking(), { type: 'question', ...openOutside(shown), buttons: [open, cancel], defaultId: 1, cancelId: 1, noLink: true });
      if (response !== 0) throw new InfolioError('cancelled', 'The address was not opened.');
      await shell.openExternal(address.href);
      return {};
    },
    'app.export': async ({ request, name }, { signal, onProgress }) => {
      const { exportTo, formats } = texts();
      const { canceled, filePath } = await dialog.showSaveDialog(asking(), {
        title: exportTo,
        defaultPath: exportName(name, request.format),
        filters: [{ name: formats[request.format], extensions: [request.format] }],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      if (canceled || filePath === '') return { path: null, url: null, entries: 0, warnings: [] };
      const path = extname(filePath) === '' ? `${filePath}.${request.format}` : filePath;
      // The dialog has asked whether its own file may be written over; of another one it knows nothing.
      const { entries, warnings } = await writeExport({ request, path, replace: path === filePath }, { signal, onProgress });
      return { path, url: null, entries, warnings };
    },
    'app.print': async () => {
      const { webContents } = asking();
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      webContents.print({ printBackground: true }, (printed, reason) => {
        // Electron's words for a dialog that was cancelled: nobody needs to be told.
        if (printed || /cancel/iu.test(reason)) resolve(undefined);
        else reject(new InfolioError('not_available', `Printing failed (${reason}); check that a printer is set up.`));
      });
      await promise;
      return {};
    },
  };
}
