import type { Server } from 'node:http';
import { InfolioError } from '../../contract/errors.ts';
import { firstPort, portsTried } from './limits.ts';

/** This machine only, whatever networks it is in. */
const loopback = '127.0.0.1';

/**
 * Binds the server to a port of the loopback address and gives the port: exactly the one asked for (0: any free one), or,
 * for null, one at or after the usual one. Throws `bad_argument` if the port asked for cannot be had.
 */
export async function listen(server: Server, asked: number | null): Promise<number> {
  if (asked !== null) {
    return bind(server, asked).catch((error: unknown) => {
      const reason = (error as { readonly code?: unknown }).code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error instanceof Error ? error.message : String(error)})`;
      throw new InfolioError('bad_argument', `Port ${asked} ${reason}; give another with --port, or none.`, { cause: error });
    });
  }
  for (let port = firstPort; port < firstPort + portsTried; port++) {
    try {
      return await bind(server, port);
    } catch {
      continue; // taken, or kept by the system: the next one
    }
  }
  return bind(server, 0);
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
