import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '#electron/store/store.ts';
import type { LogEntry } from '#shared/model/log.ts';
import { logEntryOf } from './row-shapes.ts';
import type { Writer } from './writer.ts';

export const LOG_KEPT = 10_000;
/** Old lines go in lots of this many. */
const TRIM_EVERY = 500;

/** The newest lines of the log. Ids rise for ever, also across restarts, as the newest line is never trimmed. */
export function createLog(database: DatabaseSync, writer: Writer): Store['log'] {
  const insert = database.prepare('INSERT INTO log (id, time, level, subject, fault, text) VALUES (?, ?, ?, ?, ?, ?)');
  const trim = database.prepare('DELETE FROM log WHERE id <= ?');
  const newest = database.prepare('SELECT id, time, level, subject, fault, text FROM log ORDER BY id DESC LIMIT ?');
  let last = Number(database.prepare('SELECT max(id) AS last FROM log').get()?.last ?? 0);

  return {
    add(line) {
      last += 1;
      const entry: LogEntry = { ...line, id: last };
      writer.write({
        of: 'log',
        row: entry,
        run: () => {
          insert.run(entry.id, entry.time, entry.level, entry.subject, entry.fault && JSON.stringify(entry.fault), entry.text);
          if (entry.id % TRIM_EVERY === 0) trim.run(entry.id - LOG_KEPT);
        },
      });
      return entry;
    },

    newest(limit) {
      const waiting = writer.waiting().flatMap((write) => (write.of === 'log' ? [write.row] : []));
      const stored = newest.all(limit).flatMap((row) => logEntryOf(row) ?? []);
      return [...waiting.toReversed(), ...stored].slice(0, limit);
    },
  };
}
