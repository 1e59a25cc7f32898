/*
 * The two halves of `contextBridge`, as source that runs in the page. Electron's preload scripts and the page share the
 * document but no objects; here they are two worlds of Chromium, which share no objects either. Events of the window
 * reach both, synchronously, and their details are cloned on the way.
 */

/** Runs in the page's own world, first: puts in place what the preload script exposes. */
export function pageHalf(secret: string): void {
  interface Call {
    readonly listeners: ReadonlyMap<number, (...args: unknown[]) => void>;
  }
  const calls: Call = { listeners: new Map() };
  const listeners = calls.listeners as Map<number, (...args: unknown[]) => void>;
  let nextId = 1;
  let answer: { value?: unknown; stop?: number; error?: string } = {};
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'function') return { value };
    const id = nextId++;
    listeners.set(id, value as (...args: unknown[]) => void);
    return { listener: id };
  };
  const ask = (detail: unknown): unknown => {
    answer = {};
    window.dispatchEvent(new CustomEvent(`${secret}:call`, { detail }));
    const { value, stop, error } = answer;
    if (error !== undefined) throw new Error(error);
    return stop === undefined ? value : () => void ask({ stop });
  };
  window.addEventListener(`${secret}:answer`, (event) => {
    answer = (event as CustomEvent<typeof answer>).detail;
  });
  window.addEventListener(`${secret}:listener`, (event) => {
    const { id, args } = (event as CustomEvent<{ id: number; args: unknown[] }>).detail;
    listeners.get(id)?.(...args);
  });
  window.addEventListener(`${secret}:expose`, (event) => {
    const { key, names } = (event as CustomEvent<{ key: string; names: string[] }>).detail;
    const api = Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => ask({ key, name, args: args.map(wrap) })]));
    Object.defineProperty(window, key, { value: Object.freeze(api), enumerable: true });
  });
}

/** Runs in the isolated world, with the preload script in it. `binding` is the one way out to main. */
export function isolatedHalf(secret: string, binding: string, preload: (require: (name: string) => unknown) => void): void {
  type Listener = (event: object, ...args: unknown[]) => void;
  const inbox = new Map<string, Listener[]>();
  const exposed = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
  const stops = new Map<number, () => void>();
  const paths = new Map<string, string>();
  let nextStop = 1;
  const post = (message: unknown): void => {
    (globalThis as unknown as Record<string, (text: string) => void>)[binding]?.(JSON.stringify(message));
  };
  const emit = (name: string, detail: unknown): void => {
    window.dispatchEvent(new CustomEvent(`${secret}:${name}`, { detail }));
  };
  window.addEventListener(`${secret}:call`, (event) => {
    const call = (event as CustomEvent<{ stop?: number; key?: string; name?: string; args?: { value?: unknown; listener?: number }[] }>).detail;
    try {
      if (call.stop !== undefined) {
        stops.get(call.stop)?.();
        stops.delete(call.stop);
        emit('answer', {});
        return;
      }
      const args = (call.args ?? []).map(({ value, listener }) => (listener === undefined ? value : (...given: unknown[]) => { emit('listener', { id: listener, args: given }); }));
      const value = exposed.get(call.key ?? '')?.[call.name ?? '']?.(...args);
      if (typeof value === 'function') {
        const stop = nextStop++;
        stops.set(stop, value as () => void);
        emit('answer', { stop });
      } else {
        emit('answer', { value });
      }
    } catch (error) {
      emit('answer', { error: String(error) });
    }
  });
  const electron = {
    contextBridge: {
      exposeInMainWorld: (key: string, api: Record<string, (...args: unknown[]) => unknown>) => {
        exposed.set(key, api);
        emit('expose', { key, names: Object.keys(api) });
      },
    },
    ipcRenderer: {
      send: (channel: string, ...args: unknown[]) => {
        post({ channel, args });
      },
      on: (channel: string, listener: Listener) => {
        inbox.set(channel, [...(inbox.get(channel) ?? []), listener]);
      },
      off: (channel: string, listener: Listener) => {
        inbox.set(channel, (inbox.get(channel) ?? []).filter((other) => other !== listener));
      },
    },
    webUtils: { getPathForFile: (file: File) => paths.get(`${file.name}:${file.size}`) ?? '' },
  };
  Object.assign(globalThis, {
    [`${secret}:deliver`]: (channel: string, args: unknown[]) => {
      for (const listener of inbox.get(channel) ?? []) listener({}, ...args);
    },
    [`${secret}:paths`]: (known: Record<string, string>) => {
      for (const [file, path] of Object.entries(known)) paths.set(file, path);
    },
  });
  preload((name) => {
    if (name === 'electron') return electron;
    throw new Error(`A sandboxed preload script cannot load ${name}.`);
  });
}
