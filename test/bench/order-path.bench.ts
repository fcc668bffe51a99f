/**
 * The order path in the core: command received → validated, risk-checked, journalled (synced) → handed to the exchange. One order
 * at a time, as a trader's clicks come, with the replay running; beside it the disk's own write + fsync in the same folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerFactory } from '#electron/brokers/broker.ts';
import { simulatedExchange } from '#electron/core/broker-registry.ts';
import { createCore } from '#electron/core/composition.ts';
import { commands } from '#shared/contract/commands.ts';
import { diskSyncIn } from './disk-sync.ts';
import { quantile, report } from './report.ts';

const ORDERS = 2000;
const WARM_UP = 200;

const folder = mkdtempSync(join(tmpdir(), 'pankou-bench-'));
const exchange = simulatedExchange(1);
if (!exchange.ok) throw new Error(exchange.fault.code);
let handedOver = 0;
const timed: BrokerFactory = (context) => {
  const broker = exchange.value.make(context);
  const place = broker.place.bind(broker);
  broker.place = (intent) => {
    handedOver = performance.now();
    return place(intent);
  };
  return broker;
};
const opened = await createCore({ dataFolder: folder, connections: [{ ...exchange.value, make: timed }], risk: { ordersPerSecond: 1_000_000 } });
if (!opened.ok) throw new Error(opened.fault.code);
const session = opened.value.open();
session.market.watch(['CFFEX.IF2101'], [], []);
await new Promise((resolve) => setTimeout(resolve, 500));
const maximum = await session.handle('order.maximum', { account: 'SIM-1', instrument: 'CFFEX.IF2101', price: null });
if (!maximum.ok) throw new Error(maximum.fault.code);
const market = Math.round((maximum.value.marginPerUnit ?? NaN) / 10_000 / 0.12 / 300 / 0.2);

const diskSync = diskSyncIn(folder);

const path: number[] = [];
const answered: number[] = [];
const syncs: number[] = [];
for (let i = 0; i < ORDERS + WARM_UP; i++) {
  const ask = { account: 'SIM-1', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price: market - 200 - (i % 50), quantity: 1, timeInForce: 'day', source: 'ladder' };
  const begun = performance.now();
  const answer = await session.handle('order.place', commands['order.place'].ask.parse(ask));
  const end = performance.now();
  if (!answer.ok) throw new Error(`${answer.fault.code} after ${i} orders`);
  await session.handle('order.cancel', { order: answer.value.orders[0].id });
  if (i >= WARM_UP) {
    path.push(handedOver - begun);
    answered.push(end - begun);
    if (i % 4 === 0) syncs.push(diskSync());
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
report('order-path', {
  p50_ms: quantile(path, 0.5),
  p99_ms: quantile(path, 0.99),
  answered_p50_ms: quantile(answered, 0.5),
  answered_p99_ms: quantile(answered, 0.99),
  fsync_p50_ms: quantile(syncs, 0.5),
  fsync_p99_ms: quantile(syncs, 0.99),
  orders: ORDERS,
});
session.close();
await opened.value.close();
rmSync(folder, { recursive: true, force: true });
