/** One Pankou connected to another: the second one's Futu client on the first one's gateway, over real sockets. What one does, both show. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { commands } from '#shared/contract/commands.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { FRAME, FRAME_HEADER } from '#shared/contract/frame.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

interface Desk {
  readonly core: Core;
  readonly screen: ScreenSession;
  readonly shown: TopicMirror;
}

const folders: string[] = [];
let exchange: Desk;
let remote: Desk;

async function desk(options: Omit<Parameters<typeof createCore>[0], 'dataFolder'>): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-gateway-'));
  folders.push(folder);
  const made = await createCore({ dataFolder: folder, ...options });
  if (!made.ok) throw new Error(made.fault.code);
  const screen = made.value.open();
  const shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  return { core: made.value, screen, shown };
}

beforeEach(async () => {
  exchange = await desk({ speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null } });
  const { port } = exchange.shown.all('gateway')[0];
  const make = createFutuBroker({ address: { host: '127.0.0.1', port, key: null }, securities: ['HK.00700', 'US.AAPL', 'US.ES2103'] });
  remote = await desk({ connections: [{ id: 'futu', kind: 'futu', environment: 'real', name: 'OpenD', make }] });
  await until('accounts', () => remote.shown.all('accounts').length >= 4 && remote.shown.all('accounts').every(({ state }) => state === 'ready'));
});

afterEach(async () => {
  await remote.core.close();
  await exchange.core.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1500; i++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

it('quotes flow from the exchange to the other terminal, and an order back', async () => {
  const account = remote.shown.all('accounts').find(({ currencies }) => currencies.includes('HKD'))!;
  expect(account.environment).toBe('simulated');
  remote.screen.market.watch(['HKEX.00700'], ['HKEX.00700'], ['HKEX.00700']);
  let last = NaN;
  await until('a quote', () => {
    const frame = remote.screen.market.build();
    if (frame && frame[FRAME.quotes] > 0) last = frame[FRAME_HEADER + 1 + QUOTE.last];
    return last > 0;
  });

  const ask = commands['order.place'].ask.parse({
    account: account.id, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: Math.floor((last * 0.9) / 1000) * 1000, quantity: 200, timeInForce: 'day', source: 'ladder',
  });
  const placed = await remote.screen.handle('order.place', ask);
  if (!placed.ok) throw new Error(JSON.stringify(placed.fault));
  const { id } = placed.value.orders[0];
  const order = () => remote.shown.all('orders').find((each) => each.id === id);
  await until('working', () => order()?.state === 'working' && order()?.brokerOrderId !== null);
  const here = exchange.shown.all('orders').find(({ source }) => source === 'script');
  expect(here).toMatchObject({ instrument: 'HKEX.00700', quantity: 200, price: order()!.price, script: { connection: 'Pankou' }, state: 'working' });

  // Cancelled at the exchange's own screen: the other terminal sees it.
  await exchange.screen.handle('order.cancel', { order: here!.id });
  await until('cancelled', () => order()?.state === 'cancelled');

  const market = await remote.screen.handle('order.place', commands['order.place'].ask.parse({ ...ask, price: null, type: 'market' }));
  if (!market.ok) throw new Error(JSON.stringify(market.fault));
  await until('filled', () => remote.shown.all('orders').find((each) => each.id === market.value.orders[0].id)?.state === 'filled');
  await until('held', () => remote.shown.all('positions').some((position) => position.account === account.id && position.instrument === 'HKEX.00700' && position.today + position.yesterday === 200));
  const fills = remote.shown.all('fills').filter((fill) => fill.account === account.id);
  expect(fills.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(200);
  const theirs = exchange.shown.all('fills').filter(({ instrument }) => instrument === 'HKEX.00700');
  expect(theirs.reduce((sum, { quantity, price }) => sum + quantity * price, 0)).toBe(fills.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
});

it('a future is listed with its terms, bought, and held with a result and a margin that both sides tell alike', async () => {
  const listed = await remote.screen.handle('instruments.list', {});
  if (!listed.ok) throw new Error(listed.fault.code);
  expect(listed.value.find(({ instrument }) => instrument.id === 'CME.ES2103')?.instrument).toMatchObject({ kind: 'future', multiplier: 50, tickSize: 0.25, currency: 'USD', expiry: '2021-03-19', sessions: 'cme-globex' });
  const account = remote.shown.all('accounts').find(({ name }) => name.includes('Futures'))!;
  const most = await remote.screen.handle('order.maximum', commands['order.maximum'].ask.parse({ account: account.id, instrument: 'CME.ES2103', price: 15_000 }));
  expect(most).toMatchObject({ ok: true });
  if (!most.ok) return;
  // 6.5 % of 3,750 points of 50 USD.
  expect(most.value.marginPerUnit! / 10_000).toBeCloseTo(0.065 * 3_750 * 50, 1);
  expect(most.value.buyOpen).toBe(Math.floor(5_000_000_000 / most.value.marginPerUnit!));
  const placed = await remote.screen.handle('order.place', commands['order.place'].ask.parse({
    account: account.id, instrument: 'CME.ES2103', side: 'buy', offset: 'open', type: 'market', price: null, quantity: 2, timeInForce: 'day', source: 'ticket',
  }));
  if (!placed.ok) throw new Error(JSON.stringify(placed.fault));
  await until('filled', () => remote.shown.all('orders').find(({ id }) => id === placed.value.orders[0].id)?.state === 'filled');
  await until('held', () => remote.shown.all('positions').some((position) => position.account === account.id && position.instrument === 'CME.ES2103' && position.today + position.yesterday === 2));
  const theirs = (): { balance: number; margin: number; equity: number } => exchange.shown.all('funds').find(({ account: id, currency }) => id === 'SIM-1' && currency === 'USD')!;
  await until('the same funds', () => {
    const ours = remote.shown.all('funds').find((funds) => funds.account === account.id)!;
    // The result of the moment moves with the price; a few ticks of two contracts.
    return ours.balance === theirs().balance && ours.marketValue === 0 && ours.margin > 0 && Math.abs(ours.equity - theirs().equity) < 20 * 2 * 125_000;
  });
});
