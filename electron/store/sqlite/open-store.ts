/** The store on SQLite: one folder, one database file, one process. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '#electron/store/store.ts';
import { fail, type Result } from '#shared/result.ts';
import { createBrokerStorage } from './broker-storage.ts';
import { createCandles } from './candles.ts';
import { DATABASE_FILE, openDatabase } from './database.ts';
import { createProfiles, createReminders, createSettings, createWatchlists } from './documents.ts';
import { createFills } from './fills.ts';
import { lockFolder } from './folder-lock.ts';
import { createJournal } from './journal.ts';
import { createLog } from './log.ts';
import { createOrders, type OrderTable } from './orders.ts';
import { createPositions } from './positions.ts';
import { reasonOf } from './sqlite-error.ts';
import { createReadable } from './unreadable-rows.ts';
import { createWriteAheadLog } from './write-ahead-log.ts';
import { createWriter } from './writer.ts';

/**
 * Opens the store of a folder, making both where they are missing.
 * @returns `store-unwritable`, `store-in-use` (with the other's pid), `store-too-new` (left untouched) or `store-corrupt` (the file
 * was renamed, nothing deleted; opening again starts afresh)
 */
export function openStore({ folder }: { readonly folder: string }): Result<Store> {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    return fail('store-unwritable', { folder: path, reason: reasonOf(error) });
  }
  const lock = lockFolder(path);
  if (!lock.ok) return lock;
  const opened = openDatabase(path);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  return { ok: true, value: createStore(path, opened.value, () => lock.value.release()) };
}

/** The store over an open database. @param closed called once the database is closed */
export function createStore(folder: string, database: DatabaseSync, closed: () => void): Store {
  const wal = createWriteAheadLog(database, join(folder, DATABASE_FILE));
  const writer = createWriter(database, wal);
  const log = createLog(database, writer);
  const readable = createReadable((table, row) => {
    log.add({ time: Date.now(), level: 'error', subject: 'store', fault: { code: 'store-row-unreadable', params: { table, row } }, text: '' });
  });
  // The journal writes orders, and an order that is put overtakes its journalled state: each needs the other.
  const journal = createJournal(database, writer, (): OrderTable => orders);
  const orders = createOrders(database, writer, readable, (id) => journal.supersede(id));
  let isOpen = true;

  return {
    folder,
    journal,
    orders,
    fills: createFills(database, writer, readable),
    positions: createPositions(database, writer, readable),
    reminders: createReminders(database, writer, readable),
    watchlists: createWatchlists(database, writer, readable),
    profiles: createProfiles(database, writer, readable),
    settings: createSettings(database, writer),
    log,
    candles: createCandles(database, writer, readable),
    broker: createBrokerStorage(database, writer),
    transaction: (work) => writer.transaction(work),
    get waitingWrites() {
      return writer.waiting().length;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      journal.close();
      writer.drain();
      writer.close();
      wal.close();
      database.close();
      closed();
    },
  };
}
