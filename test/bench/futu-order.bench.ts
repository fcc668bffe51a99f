/**
 * An order on its way to OpenD: command received → validated, risk-checked, journalled (synced) → its frame handed to the socket. One at
 * a time, as a trader's clicks come; beside it the disk's own write + fsync in the same folder. The OpenD is a stand-in on 127.0.0.1 in this
 * process, which answers after the measured part. The broker's clock is moved on between orders, so that OpenD's rate limit is kept.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerFactory } from '#electron/brokers/broker.ts';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import { commands } from '#shared/contract/commands.ts';
import { startOpend } from '#test/stand-ins/opend.ts';
import { openMarket, SIMULATED } from '#test/stand-ins/opend-market.ts';
import { diskSyncIn } from './disk-sync.ts';
import { quantile, report } from './report.ts';

const ORDERS = 1000;
const WARM_UP = 200;
/** 15 orders in 30 s. */
const APART_MS = 2_500;

const folder = mkdtempSync(join(tmpdir(), 'pankou-bench-'));
const server = await startOpend();
const market = openMarket(server);
const make = createFutuBroker({ address: { host: '127.0.0.1', port: server.port, key: null }, securities: ['HK.00700'] });
let moved = 0;
const timed: BrokerFactory = (context) => make({ ...context, now: () => context.now() + moved });

let written = 0;
const write = Reflect.get(Socket.prototype, 'write') as (...sent: unknown[]) => boolean;
Socket.prototype.write = function stamped(this: Socket, ...sent: unknown[]): boolean {
  const [frame] = sent;
  if (frame instanceof Uint8Array && frame.length > 44 && frame[0] === 0x46 && frame[2] + frame[3] * 256 === PlaceOrder.id && this.remotePort === server.port) written = performance.now();
  return Reflect.apply(write, this, sent);
};

const opened = await createCore({ dataFolder: folder, connections: [{ id: 'futu', kind: 'futu', environment: 'simulated', name: 'OpenD', make: timed }], risk: { ordersPerSecond: 1_000_000 } });
if (!opened.ok) throw new Error(opened.fault.code);
const session = opened.value.open();
session.market.watch(['HKEX.00700'], [], []);
await new Promise((resolve) => setTimeout(resolve, 1_000));

const diskSync = diskSyncIn(folder);

const path: number[] = [];
const syncs: number[] = [];
for (let i = 0; i < ORDERS + WARM_UP; i++) {
  const ask = { account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_000 + 200 * (i % 5), quantity: 100, timeInForce: 'day', source: 'ladder' };
  moved += APART_MS;
  const begun = performance.now();
  const answer = await session.handle('order.place', commands['order.place'].ask.parse(ask));
  if (!answer.ok) throw new Error(`${answer.fault.code} ${JSON.stringify(answer.fault)} after ${i} orders`);
  if (written < begun) throw new Error(`order ${i} left no frame`);
  if (i >= WARM_UP) {
    path.push(written - begun);
    if (i % 4 === 0) syncs.push(diskSync());
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
if (market.orders.size !== ORDERS + WARM_UP) throw new Error(`OpenD has ${market.orders.size} orders`);
report('futu-order', { p50_ms: quantile(path, 0.5), p99_ms: quantile(path, 0.99), fsync_p50_ms: quantile(syncs, 0.5), fsync_p99_ms: quantile(syncs, 0.99), orders: ORDERS });
session.close();
await opened.value.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
