/** A price that OpenD may move onto its tick, on the wire. */
import { afterEach, expect, it } from 'vitest';
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { ModifyOrder, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { openFutu, type FutuDesk } from '#test/stand-ins/futu-desk.ts';
import { SIMULATED } from '#test/stand-ins/opend-market.ts';

let desk: FutuDesk;
afterEach(() => desk.close());

const intent: OrderIntent = { id: 'order-1', account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 100, timeInForce: 'day' };

it('goes out with how far it may be moved, to the better side alone; a market order has no price to move', async () => {
  const acknowledged: string[] = [];
  desk = await openFutu({ order: ({ brokerOrderId, state }) => void (state === 'working' && acknowledged.push(brokerOrderId)) }, { adjustWithin: 0.0015 });
  expect(desk.broker.place(intent).ok).toBe(true);
  expect(desk.broker.place({ ...intent, id: 'order-2', side: 'sell' }).ok).toBe(true);
  expect(desk.broker.place({ ...intent, id: 'order-3', type: 'market', price: null }).ok).toBe(true);
  expect((await desk.server.asked(PlaceOrder, 1)).c2s).toMatchObject({ adjustPrice: true, adjustSideAndLimit: -0.0015 });
  expect((await desk.server.asked(PlaceOrder, 2)).c2s).toMatchObject({ adjustPrice: true, adjustSideAndLimit: 0.0015 });
  expect((await desk.server.asked(PlaceOrder, 3)).c2s).not.toHaveProperty('adjustPrice');
  await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(2);
  const [number] = desk.market.orders.keys();
  expect(desk.broker.modify(SIMULATED, 'order-1', number, 380_000, 100).ok).toBe(true);
  expect((await desk.server.asked(ModifyOrder)).c2s).toMatchObject({ price: 380, adjustPrice: true, adjustSideAndLimit: -0.0015 });
});

it('goes out as it is where nothing was allowed', async () => {
  desk = await openFutu();
  expect(desk.broker.place(intent).ok).toBe(true);
  expect((await desk.server.asked(PlaceOrder)).c2s).not.toHaveProperty('adjustSideAndLimit');
});
