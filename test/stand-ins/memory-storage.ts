/** A broker's durable space in memory, and one that a test can fill up. */
import type { BrokerStorage } from '#electron/brokers/broker.ts';

export interface MemoryStorage extends BrokerStorage {
  snapshot: string | null;
  entries: string[];
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
    refuses: null,
    writes: 0,
    readSnapshot: () => storage.snapshot,
    readEntries: () => [...storage.entries],
    append(entries) {
      check();
      storage.entries.push(...entries);
    },
    writeSnapshot(snapshot) {
      check();
      storage.snapshot = snapshot;
      storage.entries = [];
    },
  };
  return storage;
}
