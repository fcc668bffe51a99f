/** What the disk itself takes, so that an order's time can be told from its journal's. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds that a synced write of one page into a folder takes, each time it is called. */
export function diskSyncIn(folder: string): () => number {
  return () => {
    const file = openSync(join(folder, 'sync-probe'), 'a');
    const begun = performance.now();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    const took = performance.now() - begun;
    closeSync(file);
    return took;
  };
}
