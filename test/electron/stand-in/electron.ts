/** What `electron` means to the main script on the stand-in. A name that is missing here fails when main is loaded. */
export { app } from './app.ts';
export { ipcMain } from './ipc.ts';
export { protocol, session } from './session.ts';
export { dialog, Menu, nativeTheme, screen, shell } from './system.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './window.ts';
