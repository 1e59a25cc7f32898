import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { serving } from '../cli/serving.ts';
import { launchChromium } from './chromium.ts';
import type { Running } from './running.ts';

/** `infolio serve`, and a real browser at the address that it printed. */
export async function openInBrowser(home: string): Promise<Running> {
  const [server, browser] = await Promise.all([serving(home), launchChromium()]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'en-GB' });
  const page = await context.newPage();
  // Choosers are caught from the start: begun with the key that opens one, a busy page may hear the key first, and the dialog is nobody's.
  page.on('filechooser', () => undefined);
  await page.goto(server.url);
  return {
    page,
    context,
    origin: server.origin,
    async choose(files, act) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()]);
      await chooser.setFiles([...files]);
    },
    async save(path, act) {
      const [download] = await Promise.all([page.waitForEvent('download', { timeout: 180_000 }), act()]);
      if (download.suggestedFilename() !== basename(path)) throw new Error(`The download is called ${download.suggestedFilename()}.`);
      return download.path();
    },
    enginePid: () => Promise.resolve(childOf(server.pid, 'host.ts')),
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/** The child process whose command names a file; null if there is none. */
function childOf(parent: number, file: string): number | null {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).split('\n');
  const row = rows.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line)).find((found) => Number(found?.[2]) === parent && found?.[3]?.includes(file) === true);
  return row === undefined || row === null ? null : Number(row[1]);
}
