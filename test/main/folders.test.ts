import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { userFolders } from '../../src/engine/hosting/folders.ts';

describe('the folders of the user', () => {
  const platform = userFolders({});

  test('are those of the platform, each a folder of its own', () => {
    expect(platform.library).toContain('infolio');
    expect(platform.config).not.toBe(platform.cache);
    expect(platform.windows).toBeNull();
  });

  test('INFOLIO_LIBRARY moves the library and nothing else, INFOLIO_CACHE the cache', () => {
    expect(userFolders({ INFOLIO_LIBRARY: 'elsewhere' })).toEqual({ ...platform, library: resolve('elsewhere') });
    expect(userFolders({ INFOLIO_CACHE: 'elsewhere' })).toEqual({ ...platform, cache: resolve('elsewhere') });
    expect(userFolders({ INFOLIO_LIBRARY: '' })).toEqual(platform);
  });

  test('INFOLIO_HOME holds everything, but for a library that is named itself', () => {
    const home = resolve('stick');
    expect(userFolders({ INFOLIO_HOME: 'stick' })).toEqual({
      library: join(home, 'library'),
      config: join(home, 'config'),
      cache: join(home, 'cache'),
      windows: join(home, 'windows'),
    });
    expect(userFolders({ INFOLIO_HOME: 'stick', INFOLIO_LIBRARY: 'elsewhere' }).library).toBe(resolve('elsewhere'));
  });
});
