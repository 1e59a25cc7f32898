import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { bridgeChannel } from '../contract/bridge.ts';
import type { EventName, EventOf } from '../contract/protocol.ts';
import type { ScreenConnection, ShellServer } from '../engine/hosting/index.ts';
import { isOwnAddress } from './addresses.ts';

/** The way between one window's page and the shell server. */
export interface Screen {
  /** Tells the page once it listens: a page listens before it asks for anything. */
  readonly tell: <E extends EventName>(name: E, value: EventOf<E>) => void;
  /** The page is gone: what it asked for is cancelled. A new page begins anew. */
  readonly leave: () => void;
  readonly close: () => void;
}

/** One load of the window's page. */
interface Page {
  readonly receive: (message: unknown) => void;
  readonly detach: () => void;
}

/**
 * Whether a message comes from the window's own page: the top frame of our address, and no other frame, page or window.
 */
export function isOwnSender(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>, contents: WebContents): boolean {
  const { sender, senderFrame } = event;
  return sender === contents && senderFrame !== null && senderFrame.parent === null && isOwnAddress(senderFrame.url);
}

/** Connects a window's page to the server. Its messages are handed over unchecked: the server holds them to the schema. */
export function createScreen(ipcMain: IpcMain, contents: WebContents, server: Pick<ShellServer, 'attach'>): Screen {
  let page: Page | null = null;
  let waiting: (() => void)[] = [];

  const enter = (): Page => {
    const listeners = new Set<(message: unknown) => void>();
    const connection: ScreenConnection = {
      send: (message) => {
        if (!contents.isDestroyed()) contents.send(bridgeChannel, message);
      },
      onMessage: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    return {
      detach: server.attach(connection),
      receive: (message) => {
        for (const listener of [...listeners]) listener(message);
      },
    };
  };
  const receive = (event: IpcMainEvent, message: unknown): void => {
    if (!isOwnSender(event, contents)) return;
    page ??= enter();
    page.receive(message);
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
  };
  ipcMain.on(bridgeChannel, receive);

  const leave = (): void => {
    page?.detach();
    page = null;
  };
  return {
    tell: (name, value) => {
      const tell = (): void => {
        if (!contents.isDestroyed()) contents.send(bridgeChannel, { kind: 'event', name, value });
      };
      if (page === null) waiting.push(tell);
      else tell();
    },
    leave,
    close: () => {
      leave();
      ipcMain.off(bridgeChannel, receive);
    },
  };
}
