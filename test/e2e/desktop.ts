import { launchApp } from '../electron/launch.ts';
import type { Running } from './running.ts';

/** The built desktop app: on Electron where it is installed, else on the stand-in. */
export async function openOnDesktop(home: string): Promise<Running> {
  const app = await launchApp({ userData: home });
  await app.page.setViewportSize({ width: 1280, height: 800 });
  await app.page.emulateMedia({ colorScheme: 'light' });
  const address = await app.page.evaluate(() => location.href);
  return {
    page: app.page,
    context: app.page.context(),
    origin: new URL('/', address).href.replace(/\/$/u, ''),
    async choose(files, act) {
      await app.control.answerOpenDialog([...files]);
      await act();
    },
    async save(path, act) {
      await app.control.answerSaveDialog(path);
      await act();
      return path;
    },
    enginePid: () => app.control.enginePid(),
    close: () => app.close(),
  };
}
