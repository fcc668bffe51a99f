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
  const keep = database.prepare('INSERT OR REPLACE INTO broker_documents (connection, key, text) VALUES (?, ?, ?)');
  const document = database.prepare('SELECT text FROM broker_documents WHERE connection = ? AND key = ?');
  const keys = database.prepare('SELECT key FROM broker_documents WHERE connection = ? AND substr(key, 1, length(?)) = ? ORDER BY key');

  return (connection) => ({
    readSnapshot: () => (snapshot.get(connection)?.snapshot as string | undefined) ?? null,
    readEntries: () => entries.all(connection).map((row) => row.entry as string),
    append(added, documents = []) {
      if (added.length === 0 && documents.length === 0) return;
      writer.strict(() => {
        for (const entry of added) insert.run(connection, entry);
        for (const { key, text } of documents) keep.run(connection, key, text);
      }, 'later');
    },
    writeSnapshot(written) {
      writer.strict(() => {
        replace.run(connection, written);
        drop.run(connection);
      }, 'later');
    },
    readDocument: (key) => (document.get(connection, key)?.text as string | undefined) ?? null,
    documentKeys: (prefix) => keys.all(connection, prefix, prefix).map((row) => row.key as string),
  });
}
