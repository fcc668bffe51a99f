/** A counter that falls, crashes, hangs, falls silent or talks nonsense in the middle of trading: nothing is sent twice, and what was sent is found again. */
import { afterEach, expect, test } from 'vitest';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { CounterFront } from '#test/stand-ins/counter/counter-front.ts';
import { ACCOUNT, CounterSite, intent, until, type CounterDesk } from '#test/stand-ins/counter/counter-desk.ts';

const sites: CounterSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
const begin = async (): Promise<CounterSite> => {
  const site = new CounterSite();
  sites.push(site);
  return site.begin();
};
const last = ({ seen }: CounterDesk): string | undefined => seen.states.at(-1)?.state;
const ordersOf = async ({ broker }: CounterDesk): Promise<readonly { readonly clientOrderId: string | null; readonly state: string }[]> => {
  const orders = await broker.queryOrders(ACCOUNT);
  if (!orders.ok) throw new Error(JSON.stringify(orders.fault));
  return orders.value.map(({ clientOrderId, state }) => ({ clientOrderId, state }));
};

test('a line that is cut is red at once, comes back in a new session, and an order of the old one can be cancelled', { timeout: 60_000 }, async () => {
  const site = await begin();
  const desk = await site.up();
  const before = intent();
  desk.broker.place(before);
  await until(() => desk.seen.orders.some(({ clientOrderId }) => clientOrderId === before.id), 'working');
  site.front.cut();
  await until(() => last(desk) === 'down', 'down');
  expect(desk.seen.states.at(-1)?.fault).toMatchObject({ code: 'counter-disconnected', params: { reason: 'network read' } });
  expect(desk.broker.place(intent())).toMatchObject({ ok: false, fault: { code: 'account-offline' } });
  await until(() => last(desk) === 'up', 'up again');
  expect(await ordersOf(desk)).toEqual([{ clientOrderId: before.id, state: 'working' }]);
  const after = intent({ price: 4291 });
  expect(desk.broker.place(after).ok).toBe(true);
  expect(desk.broker.cancel(ACCOUNT, before.id, null).ok).toBe(true);
  await until(() => desk.seen.orders.some(({ clientOrderId, state }) => clientOrderId === before.id && state === 'cancelled'), 'cancelled');
  expect(await ordersOf(desk)).toEqual([{ clientOrderId: before.id, state: 'cancelled' }, { clientOrderId: after.id, state: 'working' }]);
});

test('a crash of the library with orders out: started again, found again, sent once', { timeout: 60_000 }, async () => {
  const site = await begin();
  const storage = createMemoryStorage();
  const desk = await site.up({}, storage);
  const first = intent();
  desk.broker.place(first);
  await until(() => desk.seen.orders.length > 0, 'working');
  // Silent from here on: what is ordered is taken and not answered.
  site.front.say('mute', 'trader');
  const unanswered = intent({ price: 4289 });
  expect(desk.broker.place(unanswered).ok).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  site.front.say('crash', 'trader');
  await until(() => last(desk) === 'down', 'down');
  expect(desk.seen.states.at(-1)?.fault).toEqual({ code: 'counter-crashed', params: { reason: 'SIGSEGV' } });
  await until(() => last(desk) === 'up', 'up again');
  expect(await ordersOf(desk)).toEqual([{ clientOrderId: first.id, state: 'working' }, { clientOrderId: unanswered.id, state: 'working' }]);
  await desk.close();

  // Another run of the terminal, from what was kept.
  const next = await site.up({}, storage);
  expect(await ordersOf(next)).toEqual([{ clientOrderId: first.id, state: 'working' }, { clientOrderId: unanswered.id, state: 'working' }]);
  next.broker.cancel(ACCOUNT, unanswered.id, null);
  await until(() => next.seen.orders.some(({ clientOrderId, state }) => clientOrderId === unanswered.id && state === 'cancelled'), 'cancelled');
});

test('an order placed elsewhere is told without an id of ours, and so is its trade', { timeout: 60_000 }, async () => {
  const site = await begin();
  const elsewhere = await site.up();
  elsewhere.broker.place(intent({ price: 4310, quantity: 1 }));
  await until(() => elsewhere.seen.fills.length === 1, 'a fill');
  await elsewhere.close();
  const desk = await site.up();
  const fills = await desk.broker.queryFills(ACCOUNT);
  expect(fills).toMatchObject({ ok: true, value: [{ clientOrderId: null, quantity: 1, price: 4301, brokerFillId: '2021-01-05:SHFE:1:buy' }] });
  expect(await ordersOf(desk)).toEqual([{ clientOrderId: null, state: 'filled' }]);
});

test('quotes that crash leave trading alone and come back', { timeout: 60_000 }, async () => {
  const site = await begin();
  const desk = await site.up();
  desk.broker.subscribe(['CFFEX.IF2103']);
  await until(() => desk.seen.quotes.length > 0, 'a quote');
  site.front.say('crash', 'md');
  await until(() => desk.seen.quotes.at(-1)?.record.at(20) === 1, 'stale');
  expect(last(desk)).toBe('up');
  expect(desk.seen.states.at(-1)?.fault).toEqual({ code: 'counter-quotes-down' });
  expect(desk.broker.place(intent()).ok).toBe(true);
  await until(() => desk.seen.quotes.at(-1)?.record.at(20) === 0, 'quotes again');
  expect(desk.seen.states.at(-1)).toEqual({ state: 'up', fault: null });
});

test('quotes that are down stay so when trading falls and comes back; a front of quotes that never was is told', { timeout: 60_000 }, async () => {
  const site = await begin();
  const apart = await new CounterFront().open();
  const desk = await site.up({ marketFront: apart.address });
  desk.broker.subscribe(['CFFEX.IF2103']);
  await until(() => desk.seen.quotes.length > 0, 'a quote');
  await apart.close();
  await until(() => desk.seen.states.at(-1)?.fault?.code === 'counter-quotes-down', 'told');
  const before = desk.seen.quotes.length;
  site.front.cut();
  await until(() => last(desk) === 'down', 'down');
  await until(() => last(desk) === 'up', 'up again');
  expect(desk.seen.states.at(-1)?.fault).toEqual({ code: 'counter-quotes-down' });
  expect(desk.seen.quotes.slice(before).map(({ record }) => record.at(20))).toEqual([1]);
  await desk.close();

  const never = await site.up({ marketFront: 'tcp://127.0.0.1:9', pace: { apartMs: 40, connectMs: 1_000 } });
  await until(() => never.seen.states.at(-1)?.fault?.code === 'counter-quotes-down', 'told');
  expect(last(never)).toBe('up');
});

test('nonsense from the library is left aside', { timeout: 60_000 }, async () => {
  const site = await begin();
  const desk = await site.up();
  desk.broker.subscribe(['CFFEX.IF2103']);
  await until(() => desk.seen.quotes.length > 0, 'a quote');
  site.front.say('garbage');
  const order = intent();
  desk.broker.place(order);
  await until(() => desk.seen.orders.some(({ clientOrderId }) => clientOrderId === order.id), 'working');
  site.front.say('price IF2103 5210', 'md');
  await until(() => desk.seen.quotes.length > 1, 'a quote that makes sense again');
  expect(desk.seen.quotes.map(({ record }) => record[0])).toEqual([26_000, 26_050]);
  expect(desk.seen.fills).toEqual([]);
  expect(last(desk)).toBe('up');
  for (const { clientOrderId } of desk.seen.orders) expect(clientOrderId).toBe(order.id);
});

test('a counter that hangs is ended and started again', { timeout: 90_000 }, async () => {
  const site = await begin();
  const desk = await site.up();
  site.front.say('hang', 'trader');
  await new Promise((resolve) => setTimeout(resolve, 200));
  void desk.broker.queryFunds(ACCOUNT);
  await until(() => last(desk) === 'down', 'down', 30_000);
  expect(desk.seen.states.at(-1)?.fault?.code).toBe('counter-silent');
  await until(() => last(desk) === 'up', 'up again', 30_000);
  expect((await desk.broker.queryFunds(ACCOUNT)).ok).toBe(true);
});
