import { join, resolve } from 'node:path';

/** Where the app's own files lie. */
export interface Resources {
  readonly renderer: string;
  readonly preload: string;
  readonly host: string;
  readonly model: string;
  readonly samples: string;
}

/**
 * The built files lie beside this one, in a packed app and in the source tree; the model and the sample documents are
 * resources of a packed app, outside its archive.
 *
 * @param packed the folder of a packed app's resources, or null
 */
export function resources(packed: string | null): Resources {
  const built = resolve(import.meta.dirname, '..');
  const root = resolve(built, '..');
  return {
    renderer: join(built, 'renderer'),
    preload: join(built, 'preload', 'preload.cjs'),
    host: join(built, 'engine', 'host.js'),
    model: packed === null ? join(root, 'models', 'infolio-1') : join(packed, 'models', 'infolio-1'),
    samples: packed === null ? join(root, 'test', 'fixtures', 'documents') : join(packed, 'samples'),
  };
}
