import { EventEmitter } from 'node:events';

/** Messages of pages arrive here, as `(event, ...args)` under their channel. */
export const ipcMain = new EventEmitter();

/** A frame as messages show it: who sent them. */
export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}
