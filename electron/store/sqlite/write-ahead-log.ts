/**
 * The write-ahead log's upkeep: brought home into the database between turns, never inside an order's commit, and healed
 * after a failed sync.
 */
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Checkpoint when the log has grown to this. Small portions, so that one never holds the loop for long. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;
const EVERY_MS = 1000;

export interface WriteAheadLog {
  /** Something was written: look at the log's size soon. */
  touched(): void;
  /** An I/O error happened: what the log holds may not be on the disk. */
  suspect(): void;
  /**
   * After an I/O error, carries the whole log into the database and syncs it before anything is called durable again: an
   * operating system may forget pages whose sync failed and call the next sync a success. Throws while that can't be done.
   */
  heal(): void;
  close(): void;
}

export function createWriteAheadLog(database: DatabaseSync, file: string): WriteAheadLog {
  let timer: NodeJS.Timeout | null = null;
  let suspected = false;
  let closed = false;

  const checkpoint = (mode: 'PASSIVE' | 'TRUNCATE'): boolean => database.prepare(`PRAGMA wal_checkpoint(${mode})`).get()?.busy === 0;

  const look = (): void => {
    timer = null;
    try {
      const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes >= CHECKPOINT_BYTES) checkpoint('PASSIVE');
    } catch {
      // The log just stays; the journal finds out when it needs the disk.
      suspected = true;
    }
  };

  return {
    touched() {
      if (timer !== null || closed) return;
      timer = setTimeout(look, EVERY_MS);
      timer.unref();
    },
    suspect() {
      suspected = true;
    },
    heal() {
      if (!suspected) return;
      if (!checkpoint('TRUNCATE')) throw new Error('the database is held by another program');
      suspected = false;
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
