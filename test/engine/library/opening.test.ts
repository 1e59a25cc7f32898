import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { openLibrary } from '../../../src/engine/library/index.ts';
import { given, page, temporaryFolder } from './given.ts';

let place: ReturnType<typeof temporaryFolder>;
let folder: string;
let file: string;

beforeEach(() => {
  place = temporaryFolder();
  folder = join(place.path, 'deep', 'library');
  file = join(folder, 'library.db');
});
afterEach(() => { place[Symbol.dispose](); });

function makeLibrary(documents = 1): void {
  const library = openLibrary(folder);
  for (let i = 0; i < documents; i++) {
    const lines = Array.from({ length: 40 }, (_, k) => `line ${k} of document ${i} has the words ${Math.sin(k + i)}`);
    given(library, { hash: String(i).padStart(64, '0'), pages: [page(1, lines)] });
  }
  library.close();
}

/** The file's bytes, as a hash. */
function bytes(): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The code of the error, and that its message names the file and says what to do. */
function refused(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(InfolioError);
    expect((error as Error).message).toContain(file);
    expect((error as Error).message).not.toContain('\n');
    return (error as InfolioError).code;
  }
  return 'opened';
}

function raw(work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  work(database);
  database.close();
}

describe('Opening a library', () => {
  it('makes the folder, and leaves one file when it is closed', () => {
    makeLibrary();
    expect(statSync(file).size).toBeGreaterThan(0);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const library = openLibrary(folder);
    expect(library.documents.list()).toHaveLength(1);
    expect(library.check()).toEqual([]);
    library.close();
  });

  it('keeps a log beside the file while it is open, so that others can read on', () => {
    const library = openLibrary(folder);
    library.settings.set('language', 'en');
    raw((database) => {
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(database.prepare("SELECT value FROM settings WHERE key = 'language'").get()).toEqual({ value: '"en"' });
    });
    library.close();
  });

  it('in memory leaves nothing', () => {
    const library = openLibrary(':memory:');
    const record = given(library, { pages: [page(1, ['Only here.'])] });
    expect(library.open(record.id).text()).toBe('Only here.');
    library.close();
    expect(existsSync(':memory:')).toBe(false);
  });

  it('refuses one of a later version, and leaves it as it is', () => {
    makeLibrary();
    raw((database) => { database.exec('PRAGMA user_version = 999'); });
    const before = bytes();
    expect(refused(() => openLibrary(folder))).toBe('library_too_new');
    expect(bytes()).toBe(before);
  });

  it('refuses the database of another program, and leaves it as it is', () => {
    mkdirSync(folder, { recursive: true });
    raw((database) => { database.exec("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')"); });
    const before = bytes();
    expect(refused(() => openLibrary(folder))).toBe('library_damaged');
    expect(bytes()).toBe(before);
  });

  it.each([
    ['that is no database', () => { writeFileSync(file, 'This was a shopping list once. '.repeat(400)); }],
    ['whose header is overwritten', () => { overwrite(0, Buffer.alloc(100, 0x5a)); }],
    ['that was cut in half', () => { truncate(0.5); }],
    ['that was cut behind its header', () => { truncate(0.01); }],
    ['with a page of noise in the middle', () => { overwrite(8192 * Math.floor(statSync(file).size / 8192 / 2), Buffer.from(Array.from({ length: 8192 }, (_, i) => (i * 7919) % 251))); }],
    ['whose schema is noise', () => { overwrite(100, Buffer.alloc(8000, 0x41)); }],
  ])('refuses a file %s, and leaves it as it is', (_, damage) => {
    makeLibrary(8);
    damage();
    const before = bytes();
    expect(refused(() => openLibrary(folder))).toBe('library_damaged');
    expect(bytes()).toBe(before);
  });

  it('tells a damaged row from a sound one when it is read', () => {
    makeLibrary(2);
    raw((database) => {
      database.function('inflated', () => '');
      database.exec("UPDATE passages SET text = x'0102030405' WHERE id = (SELECT min(id) FROM passages); UPDATE memories SET snapshot = zeroblob(500) WHERE document = (SELECT min(document) FROM memories)");
    });
    const library = openLibrary(folder);
    const [sound, broken] = library.documents.list();
    expect(library.open(sound?.id ?? '').text()).toContain('document 1');
    expect(refused(() => library.open(broken?.id ?? '').text())).toBe('library_damaged');
    expect(() => library.open(broken?.id ?? '').memory()).toThrow(expect.objectContaining({ code: 'library_damaged' }) as Error);
    library.close();
  });

  it('refuses a folder that is a file, and a file that is a folder', () => {
    writeFileSync(join(place.path, 'deep'), '');
    expect(refused(() => openLibrary(folder))).toBe('unreadable');
    folder = join(place.path, 'other');
    file = join(folder, 'library.db');
    mkdirSync(file, { recursive: true });
    expect(refused(() => openLibrary(folder))).toBe('unreadable');
  });

  it('serves several processes that open it at once for the first time', { timeout: 120_000 }, async () => {
    const program = fileURLToPath(new URL('opening-process.ts', import.meta.url));
    const codes = await Promise.all(Array.from({ length: 5 }, () => new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
      child.on('error', reject);
      child.on('close', () => { resolve(output.trim()); });
    })));
    expect(codes).toEqual(Array(5).fill('opened'));
    const library = openLibrary(folder);
    expect(Object.keys(library.settings.all())).toHaveLength(5);
    expect(library.check()).toEqual([]);
    library.close();
  });
});

describe('A library that another process is writing', () => {
  it('is read all the same, and written once the other is done, or library_locked after the wait', () => {
    makeLibrary();
    const library = openLibrary(folder, { busyMs: 50 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    expect(library.documents.list()).toHaveLength(1);
    expect(refused(() => { library.settings.set('language', 'en'); })).toBe('library_locked');
    other.exec('COMMIT');
    library.settings.set('language', 'en');
    expect(library.settings.get('language')).toBe('en');
    other.close();
    library.close();
  });

  it('is refused with library_locked while it is held whole', () => {
    makeLibrary();
    const other = new DatabaseSync(file);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(refused(() => openLibrary(folder, { busyMs: 50 }))).toBe('library_locked');
    other.close();
    expect(refused(() => { openLibrary(folder).close(); })).toBe('opened');
  });
});

describe('A library without space', () => {
  it('says disk_full, and keeps what it had to the last byte', () => {
    makeLibrary(3);
    const library = openLibrary(folder, { maxBytes: statSync(file).size + 3 * 8192 });
    const before = library.documents.list();
    // Sines do not compress.
    const lines = Array.from({ length: 3000 }, (_, i) => `${Math.sin(i)} ${Math.cos(i)} ${Math.tan(i)}`);
    expect(refused(() => given(library, { hash: 'ff'.repeat(32), pages: [page(1, lines)] }))).toBe('disk_full');
    expect(library.documents.list().filter((record) => record.segments > 0)).toEqual(before);
    expect(library.check()).toEqual([]);
    // What was freed can be used again.
    const [first] = library.documents.list();
    library.documents.remove(first?.id ?? '');
    library.settings.set('language', 'zh');
    expect(library.settings.get('language')).toBe('zh');
    library.close();
  });
});

function overwrite(at: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

function truncate(share: number): void {
  const handle = openSync(file, 'r+');
  ftruncateSync(handle, Math.max(200, Math.floor(statSync(file).size * share)));
  closeSync(handle);
}
