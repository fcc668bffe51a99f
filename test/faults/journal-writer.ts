/** Writes the journal as fast as it can until it is killed. Prints each id once its append has resolved. argv: folder, first number. */
import { writeSync } from 'node:fs';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { sampleFill, sampleOrder } from '#test/unit/store-samples.ts';

const [folder, first] = process.argv.slice(2);
const opened = openStore({ folder });
if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
const store = opened.value;
const broker = store.broker('sim');

for (let n = Number(first); ; ) {
  const group = Array.from({ length: 1 + (n % 7) }, () => {
    const number = n++;
    const id = `order-${number}`;
    // In this order: what a broker wrote, then a fill, then the entry.
    broker.append([String(number)]);
    store.fills.add(sampleFill(String(number), { order: id }));
    return store.journal
      .append({ kind: 'place', account: 'sim', order: id, detail: { number, text: 'x'.repeat(number % 3000) }, time: number }, sampleOrder(id, { createdAt: number }))
      .then((result) => result.ok && writeSync(1, `${number}\n`));
  });
  await Promise.all(group);
}
