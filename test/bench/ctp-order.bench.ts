/**
 * An order on its way to a CTP counter: command received → validated, risk-checked, journalled (synced) → ReqOrderInsert called and back in the
 * counter's own process. One at a time, as a trader's clicks come; beside it the disk's own write + fsync in the same folder. The counter is
 * the stand-in library; the call's own answer marks the time, so that the way back is in the figure too; `sent` is when it was handed to the process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildLauncher } from '#electron/brokers/ctp/process/counter-process.ts';
import { createCtpBroker } from '#electron/brokers/ctp/ctp-broker.ts';
import { createCore } from '#electron/core/composition.ts';
import { commands } from '#shared/contract/commands.ts';
import { ACCOUNT, CounterSite, launchCounter, until, WHO } from '#test/stand-ins/counter/counter-desk.ts';
import { diskSyncIn } from './disk-sync.ts';
import { quantile, report } from './report.ts';

const ORDERS = 1000;
const WARM_UP = 200;

const folder = mkdtempSync(join(tmpdir(), 'pankou-bench-'));
const site = await new CounterSite().begin();
const inserts = new Set<number>();
let called = 0;
let sent = 0;
const stamped: ChildLauncher = (environment) => {
  const child = launchCounter(environment);
  return {
    ...child,
    send: (message) => {
      if (message.type === 'call' && message.method === 'ReqOrderInsert') {
        inserts.add(message.id);
        sent = performance.now();
      }
      child.send(message);
    },
    onMessage: (listener) => child.onMessage((message) => {
      if (message.type === 'result' && inserts.delete(message.id)) called = performance.now();
      listener(message);
    }),
  };
};
const make = createCtpBroker({ connection: 'ctp-9999', investorIds: [], launch: stamped, folder: site.folder, flow: join(site.root, 'flow'), traderFront: site.front.address, marketFront: site.front.address, who: WHO, environment: 'simulated', preventSelfTrade: true, keepSecrets: () => ({ ok: true, value: null }), pace: { apartMs: 40 } });
const opened = await createCore({ dataFolder: folder, connections: [{ id: 'ctp', kind: 'ctp', environment: 'simulated', name: 'CTP', make }], systems: [], risk: { ordersPerSecond: 1_000_000 } });
if (!opened.ok) throw new Error(opened.fault.code);
const session = opened.value.open();
session.market.watch(['SHFE.rb2105'], [], []);
const confirmed = await session.handle('statement.confirm', { account: ACCOUNT, number: 20210104 });
if (!confirmed.ok) throw new Error(JSON.stringify(confirmed.fault));
await new Promise((resolve) => setTimeout(resolve, 3_000));

const diskSync = diskSyncIn(folder);

const path: number[] = [];
const handed: number[] = [];
const syncs: number[] = [];
for (let i = 0; i < ORDERS + WARM_UP; i++) {
  const ask = { account: ACCOUNT, instrument: 'SHFE.rb2105', side: 'buy', offset: 'open', type: 'limit', price: 4200 + (i % 5), quantity: 1, timeInForce: 'ioc', source: 'ladder' };
  called = 0;
  const begun = performance.now();
  const answer = await session.handle('order.place', commands['order.place'].ask.parse(ask));
  if (!answer.ok) throw new Error(`${JSON.stringify(answer.fault)} after ${i} orders`);
  await until(() => called > 0, `order ${i} called`);
  if (i >= WARM_UP) {
    path.push(called - begun);
    handed.push(sent - begun);
    if (i % 4 === 0) syncs.push(diskSync());
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
report('ctp-order', { p50_ms: quantile(path, 0.5), p99_ms: quantile(path, 0.99), sent_p50_ms: quantile(handed, 0.5), sent_p99_ms: quantile(handed, 0.99), fsync_p50_ms: quantile(syncs, 0.5), fsync_p99_ms: quantile(syncs, 0.99), orders: ORDERS });
session.close();
await opened.value.close();
await site.close();
rmSync(folder, { recursive: true, force: true });
