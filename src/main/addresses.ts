/** Where the screens live: a scheme of our own, so that no page has a file's address or a file's rights. */
export const scheme = 'app';
export const host = 'infolio';
export const startAddress = `${scheme}://${host}/index.html`;

/** Whether an address belongs to the screens. */
export function isOwnAddress(address: string): boolean {
  return URL.canParse(address) && isOwn(new URL(address));
}

/** Custom schemes have no origin that `URL` knows, so scheme and host are compared themselves. */
export function isOwn(url: URL): boolean {
  return url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '';
}

/** Schemes of requests that never leave the machine. Chromium asks for developer tools only where they are open. */
const localSchemes = new Set([`${scheme}:`, 'blob:', 'data:']);

/** Whether a request may go out: to our own files and to what a page holds itself; to no network. */
export function isLetThrough(address: string, development: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return localSchemes.has(protocol) || (development && protocol === 'devtools:');
}

/** Addresses that may be handed to the system's browser or mail program, once the user agreed; null for any other. */
export function outsideAddress(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : null;
}
