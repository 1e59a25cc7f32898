/** "INFO": says that an SQLite file is a library of ours. */
export const applicationId = 0x494e464f;

/**
 * The steps from one version of the file to the next; `user_version` counts those that were made. A step once released
 * is never changed. Times are milliseconds since 1970, offsets UTF-16 units of the document's text.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the numbers of passages and pages begin with it
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    model TEXT NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    page_count INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'failed')),
    failure TEXT,                          -- JSON {code, message}
    pages_read INTEGER NOT NULL DEFAULT 0,
    failed_pages TEXT NOT NULL DEFAULT '[]', -- JSON FailedPage[]
    outline TEXT NOT NULL,                 -- JSON OutlineEntry[]
    words INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    segments INTEGER NOT NULL DEFAULT 0,
    text_length INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    read_at INTEGER,
    opened_at INTEGER NOT NULL,
    UNIQUE (hash, model)
  ) STRICT;
  CREATE INDEX documents_by_path ON documents (path);

  -- Where a reading goes on; gone when it is done.
  CREATE TABLE readings (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    next_page INTEGER NOT NULL,
    joiner TEXT NOT NULL,                  -- what stands before the next page's text
    pending TEXT NOT NULL                  -- text taken in that is in no passage yet
  ) STRICT;

  CREATE TABLE passages (
    id INTEGER PRIMARY KEY,                -- document << 24 | index
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    gate REAL NOT NULL,
    sentences BLOB NOT NULL,               -- sentences.ts
    vector BLOB NOT NULL,                  -- vectors.ts
    text BLOB NOT NULL                     -- UTF-8, deflated; all of a document's, one after the other, are its text
  ) STRICT;
  CREATE INDEX passages_by_start ON passages (document, start);

  -- The words of the passages. It keeps no copy of the text; what is taken out must be told it again.
  CREATE VIRTUAL TABLE passages_fts USING fts5 (text, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
  -- Removed words leave the index at once, not at some later merge.
  INSERT INTO passages_fts (passages_fts, rank) VALUES ('secure-delete', 1);
  -- Two parts of the index are merged where the default waits for four.
  INSERT INTO passages_fts (passages_fts, rank) VALUES ('usermerge', 2);
  CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passages_fts (passages_fts, rowid, text) VALUES ('delete', old.id, inflated(old.text));
  END;

  CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    page INTEGER NOT NULL,
    label TEXT NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    continues INTEGER NOT NULL,
    layout BLOB NOT NULL,                  -- layout.ts
    PRIMARY KEY (document, page)
  ) STRICT;
  CREATE INDEX pages_by_start ON pages (document, start, end);

  CREATE TABLE memories (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    segments INTEGER NOT NULL,
    page INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    PRIMARY KEY (document, segments)
  ) STRICT;

  CREATE TABLE questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER REFERENCES documents ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,                  -- JSON
    asked_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX questions_by_document ON questions (document);

  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
  ) STRICT;
  CREATE TABLE collected (
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (collection, document)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX collected_by_document ON collected (document);

  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL                    -- JSON
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- A question's answers as the contract has them (DocumentAnswer[]); where scope is NULL, in rows of the first version, one answer.
  ALTER TABLE questions ADD COLUMN scope TEXT;                            -- JSON Scope
  ALTER TABLE questions ADD COLUMN everything INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE questions ADD COLUMN up_to_page INTEGER;

  CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    page INTEGER NOT NULL,
    boxes TEXT NOT NULL,                   -- JSON Box[]
    quote TEXT NOT NULL,
    comment TEXT NOT NULL,
    colour TEXT NOT NULL,
    made_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notes_by_document ON notes (document, page);

  -- A picture of the first page, as a data URL.
  CREATE TABLE thumbnails (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    image TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What was made of a document last: a summary, a review by a playbook, its details. Made anew if the way of making changes.
  CREATE TABLE made (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,                     -- which of its kind, a playbook's id for example
    recipe TEXT NOT NULL,                  -- what it was made with: the request, the model, a version
    value TEXT NOT NULL,                   -- JSON
    made_at INTEGER NOT NULL,
    PRIMARY KEY (document, kind, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- CRC-32 of start, sentences and text (deflated.ts); NULL in rows of earlier versions, which are not checked.
  ALTER TABLE passages ADD COLUMN checksum INTEGER;
  `,
];
