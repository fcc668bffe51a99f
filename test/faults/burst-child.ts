/** Run by kill-in-burst.test.ts in a process of its own: places orders as fast as it can on a data folder and prints the id of each that was answered. */
import { createCore } from '#electron/core/composition.ts';
import type { ScreenSession } from '#electron/core/core.ts';

const opened = await createCore({ dataFolder: process.argv[2], speed: 20, risk: { ordersPerSecond: 100_000 } });
if (!opened.ok) throw new Error(opened.fault.code);
const session: ScreenSession = opened.value.open();

/** Resolves when the account takes orders and the instrument has a price. */
async function ready(): Promise<number> {
  session.market.watch(['CFFEX.IF2101'], [], []);
  for (;;) {
    const account = session.snapshots().find((change) => change.topic === 'accounts')?.items.at(0) as { state: string } | undefined;
    const maximum = await session.handle('order.maximum', { account: 'SIM-1', instrument: 'CFFEX.IF2101', price: null });
    if (account?.state === 'ready' && maximum.ok && maximum.value.marginPerUnit) {
      // Price of a tick-exact limit order near the market: margin per contract is 12 % of price × 300.
      return Math.round(maximum.value.marginPerUnit / 10_000 / 0.12 / 300 / 0.2);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function place(id: string, side: 'buy' | 'sell', i: number): Promise<void> {
  const answer = await session.handle('order.place', {
    id,
    account: 'SIM-1',
    instrument: 'CFFEX.IF2101',
    side,
    offset: i % 4 < 2 ? 'open' : 'close',
    type: 'limit',
    price: price + (side === 'buy' ? 20 : -20),
    quantity: 1,
    timeInForce: i % 3 === 0 ? 'ioc' : 'day',
    source: 'script',
  });
  if (answer.ok) process.stdout.write(`${id}\n`);
}

const price = await ready();
process.stdout.write('ready\n');
for (let i = 0; ; i++) {
  const side = i % 2 === 0 ? 'buy' : 'sell';
  const id = `burst-${process.pid}-${String(i).padStart(6, '0')}`;
  void place(id, side, i);
  if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
}
