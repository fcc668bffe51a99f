/** Opens the database file: refuses what is newer, keeps aside what is damaged, brings up to date what is older. */
import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '#shared/result.ts';
import { APPLICATION_ID, migrate, STORE_VERSION } from './migrations.ts';
import { isDamage, reasonOf } from './sqlite-error.ts';

export const DATABASE_FILE = 'pankou.db';

/** A sound-looking file up to this size is checked through on every start (about 3 ms a MB), a larger one only after an unclean end. */
const CHECKED_BYTES = 128 * 1024 * 1024;

/** Left to itself SQLite would checkpoint inside a commit; write-ahead-log.ts does it between them. This is the backstop, in pages. */
const BACKSTOP_PAGES = 16_000;

/**
 * Opens (or makes) the database of a folder that is locked for us.
 *
 * A damaged file is renamed, with its write-ahead log, to a name that says when: nothing is deleted, this start is refused
 * so that the user learns of it, and the next start begins afresh.
 * @returns `store-too-new` (untouched), `store-corrupt` (kept aside), `store-unwritable`
 */
export function openDatabase(folder: string): Result<DatabaseSync> {
  const file = join(folder, DATABASE_FILE);
  let database: DatabaseSync | null = null;
  try {
    const version = inspect(file);
    if (version > STORE_VERSION) return fail('store-too-new', { file, found: version, known: STORE_VERSION });
    // Made by us first, so that others on the machine can't read it; the log beside it takes the same mode.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    database = new DatabaseSync(file, { timeout: 1000 });
    if (database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode !== 'wal') throw new Error('write-ahead log not available');
    // fullfsync: on macOS a plain fsync stops at the drive's cache.
    database.exec(`
      PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;
      PRAGMA wal_autocheckpoint = ${BACKSTOP_PAGES}; PRAGMA journal_size_limit = ${16 * 1024 * 1024}`);
    migrate(database, version);
    database.exec('PRAGMA synchronous = NORMAL');
    return ok(database);
  } catch (error) {
    database?.close();
    if (error instanceof Damage || isDamage(error)) return keepAside(folder, file);
    return fail('store-unwritable', { folder, reason: reasonOf(error) });
  }
}

class Damage extends Error {}

/** The version of the file, without changing it; 0 for none. Throws `Damage`, or what SQLite throws. */
function inspect(file: string): number {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size === 0) {
    // SQLite would delete the log of a database that is gone. A log only ever comes after a first page, so this is damage.
    if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) throw new Damage();
    return 0;
  }
  // Straight from the header first (file format, 1.3: user version at byte 60): a newer file isn't even opened.
  const written = headerVersion(file);
  if (written > STORE_VERSION) return written;
  // A clean end takes the write-ahead log away.
  const unclean = existsSync(`${file}-wal`);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > STORE_VERSION) return version;
    if ((size <= CHECKED_BYTES || unclean) && database.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw new Damage();
    if (version > 0 && database.prepare('PRAGMA application_id').get()?.application_id !== APPLICATION_ID) throw new Damage();
    if (version === 0 && database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()) throw new Damage();
    return version;
  } finally {
    database.close();
  }
}

function headerVersion(file: string): number {
  const header = Buffer.alloc(100);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, header, 0, 100, 0) < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 0;
    return header.readUInt32BE(60);
  } finally {
    closeSync(handle);
  }
}

function keepAside(folder: string, file: string): Result<never> {
  const backup = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    for (const part of ['-wal', '-shm', '']) if (existsSync(file + part)) renameSync(file + part, backup + part);
  } catch (error) {
    return fail('store-unwritable', { folder, reason: reasonOf(error) });
  }
  return fail('store-corrupt', { file, backup });
}
