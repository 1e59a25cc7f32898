import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { bridgeChannel } from '../contract/bridge.ts';
import type { Bridge } from '../contract/bridge.ts';

const bridge: Bridge = {
  send(message) {
    ipcRenderer.send(bridgeChannel, message);
  },
  onMessage(listener) {
    // The event itself stays here: it would hand the window more of Electron than it needs.
    const receive = (_event: unknown, message: unknown): void => {
      listener(message);
    };
    ipcRenderer.on(bridgeChannel, receive);
    return () => {
      ipcRenderer.off(bridgeChannel, receive);
    };
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('infolio', bridge);
