/** The shell's side of the engine's process: what Electron's main process and `serve` share. Loads no part of the engine. */
export { documentFile } from './document-file.ts';
export type { FileAnswer, FileRequest } from './document-file.ts';
export { exportName, safeName } from './file-names.ts';
export { expandPaths, samplesIn } from './files.ts';
export { forkEngine } from './fork.ts';
export { hostArguments } from './messages.ts';
export type { EngineProcess, FromHost, HostOptions, ToHost } from './messages.ts';
export { openSettings } from './settings-file.ts';
export type { SettingsFile } from './settings-file.ts';
export { createShell } from './shell.ts';
export type { OwnHandlers, Shell, ShellOptions } from './shell.ts';
export { createShellServer } from './shell-server.ts';
export type { ScreenConnection, ShellCall, ShellHandlers, ShellServer } from './shell-server.ts';
export { createSupervisor } from './supervisor.ts';
export type { Supervisor } from './supervisor.ts';
