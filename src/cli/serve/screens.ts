import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The folder of the built screens. In a source tree they are built when they are missing; throws `not_available`. */
export async function builtScreens(): Promise<string> {
  const folder = join(root, 'dist/renderer');
  const index = join(folder, 'index.html');
  if (existsSync(index)) return folder;
  const builder = join(root, 'build/build.ts');
  if (existsSync(builder)) {
    process.stderr.write('Building the screens, once.\n');
    const code = await new Promise<number | null>((done) => {
      const child = spawn(process.execPath, [builder, '--renderer'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
      child.on('error', () => { done(null); });
      child.on('close', done);
    });
    if (code === 0 && existsSync(index)) return folder;
  }
  throw new InfolioError('not_available', `The screens are not in ${folder}; run \`npm ci && npm run build\` in ${root}, or install Infolio again.`);
}
