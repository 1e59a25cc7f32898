/** The one channel between a window and Electron's main process, in both directions. */
export const bridgeChannel = 'infolio';

/** What the preload script gives a window, as `window.infolio`. Nothing else of Electron reaches the screens. */
export interface Bridge {
  /** To the shell; it checks every message against the contract's schema. */
  send(message: unknown): void;
  /** Messages of the shell, unchecked. Gives back a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Where a file lies that the user dropped or picked; empty for one that is on no disk. */
  pathForFile(file: File): string;
}
