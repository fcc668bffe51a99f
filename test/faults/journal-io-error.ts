/** Journals until the system refuses to let its files grow (EFBIG: SQLite's I/O error), then goes on without the limit. Prints what it saw. argv: folder. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { sampleOrder } from '#test/unit/store-samples.ts';

// The signal that comes with EFBIG would end the process.
process.on('SIGXFSZ', () => {});

const opened = openStore({ folder: process.argv[2] });
if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
const store = opened.value;

/** Largest size a file of this process may grow to. */
const limitFiles = (bytes: number | 'unlimited'): void => {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
};

const promised: string[] = [];
const refused: string[] = [];
let next = 0;
const append = async (): Promise<boolean> => {
  const id = `order-${next++}`;
  const result = await store.journal.append({ kind: 'place', account: 'sim', order: id, detail: { text: 'x'.repeat(3000) }, time: next }, sampleOrder(id));
  (result.ok ? promised : refused).push(id);
  return result.ok;
};

for (let n = 0; n < 50; n++) await append();
// Neither the log nor the database may grow by another page.
limitFiles(Math.min(statSync(`${store.folder}/pankou.db-wal`).size, statSync(`${store.folder}/pankou.db`).size));
for (let n = 0; n < 3; n++) await append();
store.orders.put([sampleOrder('put-meanwhile')]);
const waited = store.waitingWrites;
limitFiles('unlimited');
await append();
console.log(JSON.stringify({ promised, refused, waited, waiting: store.waitingWrites }));
process.kill(process.pid, 'SIGKILL');
