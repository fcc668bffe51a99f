import type { DatabaseSync } from 'node:sqlite';
import type { BrokerStorage } from '#electron/brokers/broker.ts';
import type { Writer } from './writer.ts';

/** The durable space of each connection. In the same file as the journal, and so in the same order. */
export function createBrokerStorage(database: DatabaseSync, writer: Writer): (connection: string) => BrokerStorage {
  const snapshot = database.prepare('SELECT snapshot FROM broker_snapshots WHERE connection = ?');
  const entries = database.prepare('SELECT entry FROM broker_entries WHERE connection = ? ORDER BY seq');
  const insert = database.prepare('INSERT INTO broker_entries (connection, entry) VALUES (?, ?)');
  const replace = database.prepare('INSERT OR REPLACE INTO broker_snapshots (connection, snapshot) VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM broker_entries WHERE connection = ?');

  return (connection) => ({
    readSnapshot: () => (snapshot.get(connection)?.snapshot as string | undefined) ?? null,
    readEntries: () => entries.all(connection).map((row) => row.entry as string),
    append(added) {
      if (added.length === 0) return;
      writer.strict(() => added.forEach((entry) => insert.run(connection, entry)), 'later');
    },
    writeSnapshot(written) {
      writer.strict(() => {
        replace.run(connection, written);
        drop.run(connection);
      }, 'later');
    },
  });
}
