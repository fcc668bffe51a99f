/** A broker's durable space in memory, and one that a test can fill up. */
import type { BrokerStorage } from '#electron/brokers/broker.ts';

export interface MemoryStorage extends BrokerStorage {
  snapshot: string | null;
  entries: string[];
  readonly documents: Map<string, string>;
  /** Set: every write is refused with this reason. */
  refuses: string | null;
  /** Writes so far. */
  writes: number;
}

export function createMemoryStorage(): MemoryStorage {
  const check = (): void => {
    if (storage.refuses !== null) throw new Error(storage.refuses);
    storage.writes += 1;
  };
  const storage: MemoryStorage = {
    snapshot: null,
    entries: [],
    documents: new Map(),
    refuses: null,
    writes: 0,
    readSnapshot: () => storage.snapshot,
    readEntries: () => [...storage.entries],
    append(entries, documents = []) {
      check();
      storage.entries.push(...entries);
      for (const { key, text } of documents) storage.documents.set(key, text);
    },
    writeSnapshot(snapshot) {
      check();
      storage.snapshot = snapshot;
      storage.entries = [];
    },
    readDocument: (key) => storage.documents.get(key) ?? null,
    documentKeys: (prefix) => [...storage.documents.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
  return storage;
}
