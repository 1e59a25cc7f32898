import type { Client } from '../../contract/client.ts';
import type { ParamsOf } from '../../contract/protocol.ts';

type Value = ParamsOf<'state.set'>['value'];

/** Small things that the screens remember from one start to the next, kept in the library. */
export interface Remembered {
  /** Null where nothing fits is kept. */
  read<T>(key: string, isFit: (value: unknown) => value is T): Promise<T | null>;
  /** Best effort: what cannot be kept is forgotten. */
  write(key: string, value: Value): void;
}

export function createRemembered(client: Client): Remembered {
  return {
    async read(key, isFit) {
      try {
        const { value } = await client.request('state.get', { key: `screens.${key}` });
        return isFit(value) ? value : null;
      } catch {
        return null;
      }
    },
    write(key, value) {
      client.request('state.set', { key: `screens.${key}`, value }).catch(() => undefined);
    },
  };
}
