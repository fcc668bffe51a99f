/**
 * The one way to write, besides the journal: in transactions, in order.
 *
 * When the disk refuses (full, failing), a write isn't lost and doesn't throw: facts such as fills keep coming from the
 * market and can't be declined. It waits here, with all that come after it, and is tried again before the next write, before
 * the next journal entry, and every second. While something waits the journal takes nothing, so no order leaves on a disk
 * that can't keep it. What throws is a bug in the caller (a missing or impossible value): its whole transaction is undone.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Fill } from '#shared/model/fill.ts';
import type { LogEntry } from '#shared/model/log.ts';
import type { Order } from '#shared/model/order.ts';
import { isInputOutput, isRefusal, reasonOf } from './sqlite-error.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** A write and what it is about, so that reads can see it while it waits. */
export type Write = { readonly run: () => void } & (
  | { readonly of: 'orders'; readonly rows: readonly Order[] }
  | { readonly of: 'fills'; readonly row: Fill }
  | { readonly of: 'log'; readonly row: LogEntry }
  | { readonly of: 'candles' }
  | { readonly of: 'rest' }
);

export interface Writer {
  write(write: Write): void;
  /**
   * As one transaction; throws where the disk refuses, and nothing of it was written.
   * @param sync `now`: on the disk, with all that was written before it, when the call returns. `later`: in order, but only in the operating system's hands
   * @returns milliseconds that the commit (with its sync) took
   */
  strict(run: () => void, sync: 'now' | 'later'): number;
  /** All writes of `work` or none. `work` must not be asynchronous. */
  transaction<T>(work: () => T): T;
  /** Tries what waits. @returns why the disk still refuses, or null when nothing waits any more */
  drain(): string | null;
  /** What waits, oldest first. */
  waiting(): readonly Write[];
  /** Something was undone: whatever was counted from it is void. */
  onUndone(listener: () => void): void;
  close(): void;
}

const RETRY_MS = 1000;
/** Log lines beyond this many waiting writes are let go, and bars always: they can be had again. */
const PATIENCE = 10_000;

export function createWriter(database: DatabaseSync, wal: WriteAheadLog): Writer {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const backlog: Write[][] = [];
  const undone: (() => void)[] = [];
  /** Writes of the running transaction; null outside one. */
  let unit: Write[] | null = null;
  /** The running transaction goes to the backlog: the disk refused, or something waits already. */
  let deferred = false;
  let retry: NodeJS.Timeout | null = null;

  const rollback = (): void => {
    if (database.isTransaction) database.exec('ROLLBACK');
    for (const listener of undone) listener();
  };

  /** Runs `attempt`; a refusal of the disk is returned, with the transaction undone; a bug is thrown and is the caller's to undo. */
  const refused = (attempt: () => void): Error | null => {
    try {
      attempt();
      return null;
    } catch (error) {
      if (!(error instanceof Error) || !isRefusal(error)) throw error;
      if (isInputOutput(error)) wal.suspect();
      rollback();
      return error;
    }
  };

  const wait = (writes: readonly Write[]): void => {
    const kept = writes.filter((write) => write.of !== 'candles' && (write.of !== 'log' || backlog.length < PATIENCE));
    if (kept.length > 0) backlog.push(kept);
    if (backlog.length === 0) return;
    retry ??= setTimeout(() => {
      retry = null;
      writer.drain();
    }, RETRY_MS).unref();
  };

  const writer: Writer = {
    write(write) {
      if (!unit) {
        writer.transaction(() => writer.write(write));
        return;
      }
      if (!deferred && refused(write.run)) deferred = true;
      unit.push(write);
    },

    strict(run, sync) {
      if (unit) throw new Error('a strict write is a transaction of its own');
      const reason = writer.drain();
      if (reason !== null) throw new Error(reason);
      let commitMs = 0;
      if (sync === 'now') database.exec('PRAGMA synchronous = FULL');
      try {
        const refusal = refused(() => {
          if (sync === 'now') wal.heal();
          begin.run();
          run();
          const start = performance.now();
          commit.run();
          commitMs = performance.now() - start;
        });
        if (refusal) throw refusal;
        return commitMs;
      } catch (error) {
        rollback();
        throw error;
      } finally {
        if (sync === 'now') database.exec('PRAGMA synchronous = NORMAL');
        wal.touched();
      }
    },

    transaction(work) {
      if (unit) return nested(work);
      writer.drain();
      unit = [];
      deferred = backlog.length > 0 || refused(() => begin.run()) !== null;
      try {
        const result = work();
        if (result instanceof Promise) throw new Error('a transaction must not be asynchronous');
        if (!deferred) deferred = refused(() => commit.run()) !== null;
        if (deferred) wait(unit);
        return result;
      } catch (error) {
        rollback();
        throw error;
      } finally {
        unit = null;
        wal.touched();
      }
    },

    drain() {
      if (unit) return null;
      while (backlog.length > 0) {
        const [writes] = backlog;
        try {
          const refusal = refused(() => {
            wal.heal();
            begin.run();
            for (const write of writes) write.run();
            commit.run();
          });
          if (refusal) {
            wait([]);
            return reasonOf(refusal);
          }
        } catch (error) {
          rollback();
          // A bug that only shows now; its caller is long gone, and what follows must not wait for ever.
          process.emitWarning(`a write that waited for the disk was dropped: ${reasonOf(error)}`);
        }
        backlog.shift();
      }
      return null;
    },

    waiting: () => (unit && deferred ? [...backlog.flat(), ...unit] : backlog.flat()),

    onUndone(listener) {
      undone.push(listener);
    },

    close() {
      if (retry) clearTimeout(retry);
      retry = null;
    },
  };

  /** A transaction inside one: undone alone when it throws. */
  const nested = <T>(work: () => T): T => {
    const outer = unit as Write[];
    const mark = outer.length;
    if (!deferred && refused(() => database.exec('SAVEPOINT nested'))) deferred = true;
    try {
      const result = work();
      if (!deferred && refused(() => database.exec('RELEASE nested'))) deferred = true;
      return result;
    } catch (error) {
      outer.length = mark;
      if (!deferred && database.isTransaction) database.exec('ROLLBACK TO nested; RELEASE nested');
      for (const listener of undone) listener();
      throw error;
    }
  };

  return writer;
}
