import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may be answered at all; null, or what is wrong with it. A page of another site can make a browser
 * send requests here: `Host` tells when a foreign name was pointed at this machine (DNS rebinding), `Origin` and
 * `Sec-Fetch-Site` tell who asks. Another port of this machine is another program, and foreign too.
 */
export function foreign(request: IncomingMessage, port: number): string | null {
  const { host, origin } = request.headers;
  if (host === undefined || !ownHosts(port).includes(host.toLowerCase())) return 'This address is not served here.';
  const upgrade = request.headers.upgrade !== undefined;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (origin === undefined && (upgrade || !reads)) return 'The request does not say where it comes from.';
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return 'Requests from other origins are refused.';
  // Browsers differ in what they say of a WebSocket; its Origin has been checked above.
  const site = request.headers['sec-fetch-site'];
  if (!upgrade && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'Links from other sites are refused; paste the address into the address bar.';
  }
  return null;
}

function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}
