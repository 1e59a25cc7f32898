/** Opens a library, writes one setting, and says how it went. */
import { openLibrary } from '../../../src/engine/library/index.ts';

try {
  const library = openLibrary(process.argv[2] ?? '');
  library.settings.set(`process ${process.pid}`, true);
  library.close();
  process.stdout.write('opened');
} catch (error) {
  process.stdout.write(String((error as { readonly code?: string }).code));
}
