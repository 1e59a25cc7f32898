import { InfolioError, toInfolioError } from '../../contract/errors.ts';
import { clientMessageSchema, methods } from '../../contract/protocol.ts';
import type { ClientMessage, ServerMessage } from '../../contract/protocol.ts';
import type { ScreenConnection } from '../../engine/hosting/shell-server.ts';
import type { ScreenSocket } from './sockets.ts';

/** What a page may make the engine do with files of this machine. */
export interface FileRules {
  /** Throws `not_allowed` unless each of the files was uploaded, comes with Infolio or is in the library already. */
  mayOpen(paths: readonly string[]): Promise<void>;
  /** Told before a document is removed; what it gives is called once it has been. */
  removing(document: string): Promise<() => Promise<void>>;
}

/**
 * A socket as the shell server wants it, with the rules for files in between. A request that they must look at is held
 * back meanwhile; all others pass in order.
 */
export function gated(socket: ScreenSocket, rules: FileRules): ScreenConnection {
  const held = new Set<number>();
  const removals = new Map<number, () => Promise<void>>();

  const hold = (id: number, look: () => Promise<void>, pass: () => void): void => {
    held.add(id);
    look().then(
      () => {
        if (held.delete(id)) pass();
      },
      (error: unknown) => {
        const { code, message } = toInfolioError(error);
        if (held.delete(id)) socket.send({ kind: 'error', id, error: { code, message } } satisfies ServerMessage);
      },
    );
  };

  return {
    send(message) {
      if (message.kind === 'result' || message.kind === 'error') {
        const removed = removals.get(message.id);
        removals.delete(message.id);
        if (message.kind === 'result') void removed?.().catch(() => undefined);
      }
      socket.send(message);
    },
    onMessage(listener) {
      let listening = true;
      socket.onMessage((raw) => {
        if (!listening) return;
        const pass = (): void => {
          if (listening) listener(raw);
        };
        const message = clientMessageSchema.safeParse(raw).data;
        if (message?.kind === 'cancel' && held.delete(message.id)) {
          const stopped = new InfolioError('cancelled', 'Stopped on request; nothing was done.');
          socket.send({ kind: 'error', id: message.id, error: { code: stopped.code, message: stopped.message } } satisfies ServerMessage);
          return;
        }
        if (message?.kind !== 'request') {
          pass();
          return;
        }
        const { id } = message;
        const files = filesOf(message);
        const removing = message.method === 'documents.remove' ? methods['documents.remove'].params.safeParse(message.params).data : undefined;
        if (files !== undefined) {
          hold(id, () => rules.mayOpen(files), pass);
        } else if (removing !== undefined) {
          hold(id, async () => void removals.set(id, await rules.removing(removing.document)), pass);
        } else if (message.method === 'settings.set' && methods['settings.set'].params.safeParse(message.params).data?.libraryFolder !== undefined) {
          // A page must not choose where on this machine files are written.
          const refused = new InfolioError('not_available', 'The library’s folder is chosen with `infolio serve --library`, not from the page.');
          hold(id, () => Promise.reject(refused), pass);
        } else {
          // What is not understood is the shell server's to refuse.
          pass();
        }
      });
      return () => {
        listening = false;
      };
    },
  };
}

/** The files of this machine that a request names. */
function filesOf({ method, params }: Extract<ClientMessage, { kind: 'request' }>): readonly string[] | undefined {
  if (method === 'documents.open') {
    const path = methods[method].params.safeParse(params).data?.path;
    return path === undefined ? undefined : [path];
  }
  return method === 'app.expand' ? methods[method].params.safeParse(params).data?.paths : undefined;
}
