import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { InfolioError } from '../../contract/errors.ts';
import { inflated } from './deflated.ts';
import { damaged, libraryFailure } from './failures.ts';
import { checkedAtOpenBytes, logBytes, pageBytes } from './limits.ts';
import { applicationId, migrations } from './schema.ts';

export type Row = Record<string, SQLOutputValue>;

/** An open SQLite file whose every failure is an InfolioError that names it. */
export class Database {
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #closed = false;

  constructor(file: string, connection: DatabaseSync) {
    this.file = file;
    this.#connection = connection;
  }

  all(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#guard(() => this.#prepared(sql).all(...values));
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#prepared(sql).get(...values));
  }

  /** How many rows were changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.#guard(() => Number(this.#prepared(sql).run(...values).changes));
  }

  exec(sql: string): void {
    this.#guard(() => { this.#connection.exec(sql); });
  }

  /** The first column of the first row. */
  value(sql: string, ...values: readonly SQLInputValue[]): SQLOutputValue | undefined {
    const row = this.get(sql, ...values);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** All of `work` or nothing of it. Writers wait for one another at the beginning, never in the middle. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has ended the transaction already.
      if (this.#connection.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#guard(() => { this.#connection.close(); });
  }

  #prepared(sql: string): StatementSync {
    if (this.#closed) throw new InfolioError('bad_argument', `The library ${this.file} was closed; open it again.`);
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#connection.prepare(sql)));
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw libraryFailure(error, this.file);
    }
  }
}

export interface DatabaseOptions {
  readonly busyMs: number;
  readonly maxBytes?: number;
}

/** Opens `library.db` in a folder, or ':memory:', ready for use. What is not ours or too new is left untouched. */
export function openDatabase(folder: string, { busyMs, maxBytes }: DatabaseOptions): Database {
  const file = folder === ':memory:' ? folder : join(folder, 'library.db');
  let connection: DatabaseSync;
  try {
    if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
    connection = new DatabaseSync(file, { timeout: busyMs, enableForeignKeyConstraints: true, enableDoubleQuotedStringLiterals: false });
    // The schema's triggers use it.
    connection.function('inflated', { deterministic: true }, (bytes) => inflated(bytes));
  } catch (error) {
    throw libraryFailure(error, file);
  }
  const database = new Database(file, connection);
  try {
    prepare(database, busyMs, maxBytes);
    return database;
  } catch (error) {
    try {
      database.close();
    } catch {
      // What went wrong first is what matters.
    }
    throw error;
  }
}

function prepare(database: Database, busyMs: number, maxBytes: number | undefined): void {
  const { file } = database;
  const version = Number(database.value('PRAGMA user_version'));
  const ours = Number(database.value('PRAGMA application_id')) === applicationId;
  const empty = Number(database.value('SELECT count(*) FROM sqlite_schema')) === 0;
  if (!ours && !empty) throw damaged(file, 'it is the database of another program');
  if (version > migrations.length) {
    throw new InfolioError('library_too_new', `The library ${file} has version ${version}, this Infolio knows versions up to ${migrations.length}; update Infolio.`);
  }
  if (database.value("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'") !== 1) {
    throw new InfolioError('internal', 'This SQLite has no full-text search (FTS5); run Infolio with the Node.js it came with.');
  }
  if (empty) database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA auto_vacuum = INCREMENTAL;`);
  useLog(database, busyMs);
  // FULL: what was shown as read or saved survives a power cut; a sync a batch is nothing beside the network's run.
  // secure_delete: a removed contract's words are gone from the file.
  database.exec(`PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = ${logBytes};`);
  if (maxBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
  if (!empty && existsSync(file) && statSync(file).size <= checkedAtOpenBytes) {
    const [problem = 'ok'] = problems(database, 'quick_check(1)');
    if (problem !== 'ok') throw damaged(file, problem);
  }
  if (version < migrations.length) migrate(database);
}

/**
 * Switches a new file to the write-ahead log. SQLite does not wait for another process that is doing the same, so we do.
 */
function useLog(database: Database, busyMs: number): void {
  const until = Date.now() + busyMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!(error instanceof InfolioError) || error.code !== 'library_locked' || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function migrate(database: Database): void {
  database.transaction(() => {
    // Another process may have been first.
    const version = Number(database.value('PRAGMA user_version'));
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${Math.max(version, migrations.length)}; PRAGMA application_id = ${applicationId};`);
  });
}

/** What one of SQLite's checks says: 'ok' or one line a problem. */
export function problems(database: Database, check: 'quick_check(1)' | 'integrity_check(20)'): string[] {
  return database.all(`PRAGMA ${check}`).map((row) => String(Object.values(row)[0]));
}
