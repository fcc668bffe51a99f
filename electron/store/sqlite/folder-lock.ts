/**
 * One Pankou a folder. The lock is an exclusive SQLite transaction on a database of its own, held as long as the store is
 * open: the operating system drops it with the process however that ends, so a kill leaves nothing stale behind. The pid
 * beside it is only for the sentence; it is a file of its own because closing any handle of a POSIX-locked file in the same
 * process would drop the lock (sqlite.org/howtocorrupt.html, section 2.2).
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '#shared/result.ts';
import { isBusy, reasonOf } from './sqlite-error.ts';

export interface FolderLock {
  release(): void;
}

/** @returns `store-in-use` with the holder's pid, or `store-unwritable` */
export function lockFolder(folder: string): Result<FolderLock> {
  const pidFile = join(folder, 'pankou.pid');
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(folder, 'pankou.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
    const held = database;
    return ok({
      release() {
        rmSync(pidFile, { force: true });
        held.close();
      },
    });
  } catch (error) {
    database?.close();
    return isBusy(error) ? fail('store-in-use', { folder, pid: holderOf(pidFile) }) : fail('store-unwritable', { folder, reason: reasonOf(error) });
  }
}

function holderOf(pidFile: string): string {
  try {
    return /^\d+$/m.exec(readFileSync(pidFile, 'utf8'))?.[0] ?? '?';
  } catch {
    return '?';
  }
}
