/**
 * The audit trail, and the promise that nothing goes to the wire before it is on the disk.
 *
 * Group commit: entries of one turn of the loop are written and synced together, in a check phase of that turn. The sync
 * covers the whole write-ahead log up to there. SQLite replays that log only up to the first frame that is missing or
 * damaged (each frame's checksum takes in those before it: file format, 4.2), and everything of the store is in this one
 * file; therefore nothing written later can survive a power cut that something written earlier did not.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Journal, JournalEntry } from '#electron/store/store.ts';
import type { Order } from '#shared/model/order.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { OrderTable } from './orders.ts';
import { journalEntryOf } from './row-shapes.ts';
import { isRefusal, reasonOf } from './sqlite-error.ts';
import type { Writer } from './writer.ts';

interface Waiting {
  readonly entry: JournalEntry;
  readonly detail: string;
  /** Null when there is none, or when a newer state of it has been put since. */
  order: Order | null;
  readonly resolve: (result: Result<null>) => void;
}

export interface JournalTable extends Journal {
  /** An order's newer state was put while an older one still waits for the sync: the older must not be written over it. */
  supersede(order: string): void;
  /** Writes what waits, and takes nothing more. */
  close(): void;
}

export function createJournal(database: DatabaseSync, writer: Writer, orders: () => OrderTable): JournalTable {
  const insert = database.prepare('INSERT INTO journal (kind, account, order_id, detail, time) VALUES (?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT seq, kind, account, order_id, detail, time FROM journal ORDER BY seq DESC LIMIT ? OFFSET ?');
  const lastKill = database.prepare("SELECT seq, kind, account, order_id, detail, time FROM journal WHERE kind = 'kill' ORDER BY seq DESC LIMIT 1");
  let group: Waiting[] = [];
  let lastSyncMs = 0;
  let closed = false;

  const write = (items: readonly Waiting[]): void => {
    lastSyncMs = writer.strict(() => {
      for (const { entry, detail, order } of items) {
        insert.run(entry.kind, entry.account, entry.order, detail, entry.time);
        if (order) orders().write(order);
      }
    }, 'now');
  };

  const settle = (items: readonly Waiting[]): void => {
    let result: Result<null> = ok(null);
    try {
      write(items);
    } catch (error) {
      // One impossible entry must not refuse its neighbours' orders.
      if (!isRefusal(error) && items.length > 1 && writer.waiting().length === 0) {
        for (const item of items) settle([item]);
        return;
      }
      result = fail('journal-failed', { reason: reasonOf(error) });
    }
    for (const { resolve } of items) resolve(result);
  };

  const flush = (): void => {
    const items = group;
    group = [];
    if (items.length > 0) settle(items);
  };

  return {
    append(entry, order) {
      if (closed) return Promise.resolve(fail('journal-failed', { reason: 'the store is closed' }));
      let detail: string;
      try {
        detail = JSON.stringify(entry.detail);
      } catch (error) {
        return Promise.resolve(fail('journal-failed', { reason: reasonOf(error) }));
      }
      return new Promise((resolve) => {
        if (group.length === 0) setImmediate(flush);
        group.push({ entry, detail, order, resolve });
      });
    },

    page(offset, limit) {
      return select.all(limit, offset).map(journalEntryOf);
    },

    leftKilled() {
      const row = lastKill.get();
      return row !== undefined && journalEntryOf(row).detail['on'] === true;
    },

    get lastSyncMs() {
      return lastSyncMs;
    },

    supersede(order) {
      for (const item of group) if (item.order?.id === order) item.order = null;
    },

    close() {
      flush();
      closed = true;
    },
  };
}
