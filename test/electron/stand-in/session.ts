import { EventEmitter } from 'node:events';
import type { Route } from 'playwright-core';

type PermissionHandler = (contents: object, permission: string, callback: (granted: boolean) => void, details: object) => void;
type BeforeRequest = (details: { readonly url: string; readonly method: string; readonly resourceType: string }, callback: (response: { readonly cancel?: boolean }) => void) => void;

/** Chromium has no `app:` here: what the app calls app://infolio/ is this address inside the browser. */
const inside = 'https://infolio.invalid/';
const outside = 'app://infolio/';

/** An address of the app as the browser knows it. */
export const toBrowser = (address: string): string => (address.startsWith(outside) ? inside + address.slice(outside.length) : address);
/** An address of the browser as the app knows it. */
export const toApp = (address: string): string => (address.startsWith(inside) ? outside + address.slice(inside.length) : address);

class Session extends EventEmitter {
  permissionRequest: PermissionHandler | null = null;
  permissionCheck: ((contents: object | null, permission: string) => boolean) | null = null;
  devicePermission: ((details: object) => boolean) | null = null;
  beforeRequest: BeforeRequest | null = null;
  spellChecker = true;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: (contents: object | null, permission: string) => boolean): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: (details: object) => boolean): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(): void {
    // Headless Chromium has no screen to give.
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
}

export const session = { defaultSession: new Session() };

let handler: ((request: Request) => Promise<Response>) | null = null;
let privileged: readonly { readonly scheme: string; readonly privileges: object }[] = [];

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof privileged) => {
    privileged = schemes;
  },
  handle: (scheme: string, handle: (request: Request) => Promise<Response>) => {
    if (!privileged.some((known) => known.scheme === scheme)) throw new Error(`${scheme} was not registered as privileged.`);
    handler = handle;
  },
};

/** Answers a request of a page as Electron would: the app's own filter first, then its protocol; there is no network. */
export async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = toApp(request.url());
  const cancelled = await new Promise<boolean>((decide) => {
    const filter = session.defaultSession.beforeRequest;
    if (filter === null) decide(false);
    else
      filter({ url, method: request.method(), resourceType: request.resourceType() }, ({ cancel }) => {
        decide(cancel === true);
      });
  });
  if (cancelled) return route.abort('blockedbyclient');
  if (!url.startsWith(outside) || handler === null) return route.abort('internetdisconnected');
  const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
