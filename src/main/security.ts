import type { App, Session, WebContents } from 'electron';
import { isLetThrough } from './addresses.ts';

/** Switches of Chromium that must be set before the app is ready: it may neither look up a name nor call home. */
export function forbidNetwork(app: App): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('no-pings');
}

/** Everything that a page could ask the session for is refused: permissions, devices, downloads, the network. */
export function hardenSession(session: Session, development: boolean): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(isGranted(permission, contents));
  });
  session.setPermissionCheckHandler((contents, permission) => isGranted(permission, contents));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    callback(null);
  });
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isLetThrough(details.url, development) });
  });
}

/** Copying a quotation to the clipboard is all that the screens may do beyond drawing themselves. */
function isGranted(permission: string, contents: WebContents | null): boolean {
  return permission === 'clipboard-sanitized-write' && contents !== null;
}

/** Whatever shows a page: it stays where it is, opens nothing and embeds nothing. */
export function hardenContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
