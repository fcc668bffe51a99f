import { describe, expect, test } from 'vitest';
import { ORDER_STATES, type Order } from '#shared/model/order.ts';
import { IF, PAB } from '#test/stand-ins/instruments.ts';
import { averageCell, exchangeTimeCell, faultCell, instrumentCell, placedCell, priceCell, priceRoom, sourceCell, stateCell, timeCell, widerRoom, triggerCell } from './order-cells.ts';
import { arrangeOrders, canModify, changeOf, conditionTyped, LINGER_MS, openElsewhere, orderActions, orderRows, switchesOf, wholeQuantity } from './orders-model.ts';

const NOW = Date.parse('2021-01-04T06:03:07.123Z');

function order(id: string, change: Partial<Order> = {}): Order {
  return {
    id, account: 'A', instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 26_000, quantity: 3, timeInForce: 'day', source: 'ticket', state: 'working', pending: null,
    filled: 0, filledValue: 0, overfilled: false, brokerOrderId: null, external: false, fault: null, createdAt: NOW, sentAt: NOW, acknowledgedAt: NOW, updatedAt: NOW, tradingDay: '2021-01-04', ...change,
  };
}

const ids = (orders: readonly Order[]): string[] => orders.map((o) => o.id);
const instruments = new Map([[IF.id, IF]]);

describe('which orders are shown', () => {
  test('open ones of the account, newest first', () => {
    const orders = [order('a', { createdAt: 1 }), order('b', { createdAt: 2 }), order('c', { account: 'B' }), order('d', { state: 'filled', updatedAt: NOW }), order('e', { state: 'unknown', createdAt: 3 })];
    expect(ids(arrangeOrders(orders, 'A', [], false, NOW))).toEqual(['e', 'b', 'a']);
    expect(openElsewhere(orders, 'A')).toBe(1);
  });

  test('one that ended stays a moment so that its end is seen', () => {
    const ended = order('a', { state: 'filled', updatedAt: NOW });
    expect(ids(arrangeOrders([ended], 'A', ['a'], false, NOW + LINGER_MS - 1))).toEqual(['a']);
    expect(ids(arrangeOrders([ended], 'A', ['a'], false, NOW + LINGER_MS))).toEqual([]);
  });

  test('under the pointer nothing moves and nothing leaves; new ones come after', () => {
    const orders = [order('a', { createdAt: 1, state: 'cancelled', updatedAt: 0 }), order('b', { createdAt: 2 }), order('new', { createdAt: 9 })];
    expect(ids(arrangeOrders(orders, 'A', ['a', 'b'], true, NOW))).toEqual(['a', 'b', 'new']);
    expect(ids(arrangeOrders(orders, 'A', ['a', 'b', 'new'], false, NOW))).toEqual(['new', 'b']);
  });

  test('a row keeps its identity while nothing in it changed', () => {
    const orders = [order('a'), order('b')];
    const first = orderRows(orders, instruments, new Map(), new Map());
    const known = new Map(first.map((row) => [row.id, row]));
    const second = orderRows([orders[0], { ...orders[1], filled: 1 }], instruments, new Map([['a', 'cancel' as const]]), known);
    expect(orderRows(orders, instruments, new Map(), known)).toEqual(first);
    expect(orderRows(orders, instruments, new Map(), known)[0]).toBe(first[0]);
    expect(second[0]).not.toBe(first[0]);
    expect(second[1].order.filled).toBe(1);
  });
});

describe('what can be done', () => {
  const row = (change: Partial<Order> = {}, pressed?: 'cancel' | 'change') => orderRows([order('a', change)], instruments, pressed ? new Map([['a', pressed]]) : new Map(), new Map())[0];

  test('cancel and change while working; neither while one is under way; nothing when over', () => {
    expect(orderActions(row(), true, 'en').map((a) => [a.id, a.enabled])).toEqual([['modify', true], ['cancel', true]]);
    expect(orderActions(row({}, 'cancel'), true, 'en').every((a) => !a.enabled)).toBe(true);
    expect(orderActions(row({ pending: { kind: 'changing', since: 1 } }), true, 'en').every((a) => !a.enabled)).toBe(true);
    expect(orderActions(row({ state: 'filled' }), true, 'en')).toEqual([]);
  });

  test('no change before the broker knows the order, nor where it cannot be carried; nothing while the link is down', () => {
    expect(orderActions(row({ state: 'submitting' }), true, 'en').find((a) => a.id === 'modify')?.enabled).toBe(false);
    expect(orderActions(row({ state: 'unknown' }), true, 'en').find((a) => a.id === 'cancel')?.enabled).toBe(true);
    expect(orderActions(row(), false, 'en').map((a) => a.id)).toEqual(['cancel']);
    expect(orderActions(row({ type: 'market', price: null }), true, 'en').map((a) => a.id)).toEqual(['cancel']);
    expect(orderActions(row(), true, 'en', 'no link').every((a) => !a.enabled && a.title === 'no link')).toBe(true);
  });

  test('out of the market and back, and off the list, where the market has it', () => {
    const all = ['disable', 'enable', 'delete'] as const;
    const offered = (change: Partial<Order>, switches: readonly (typeof all)[number][]) => orderActions(row(change), true, 'en', null, switches).map(({ id, enabled }) => [id, enabled]);
    expect(offered({}, all)).toEqual([['modify', true], ['disable', true], ['cancel', true]]);
    expect(offered({}, ['delete'])).toEqual([['modify', true], ['cancel', true]]);
    expect(offered({ state: 'submitting' }, all)).toEqual([['modify', false], ['disable', false], ['cancel', true]]);
    expect(offered({ state: 'disabled' }, all)).toEqual([['enable', true], ['delete', true]]);
    expect(offered({ state: 'disabled', filled: 1 }, all)).toEqual([['enable', true], ['delete', false]]);
    expect(offered({ state: 'disabled', pending: { kind: 'enabling', since: 1 } }, all)).toEqual([['enable', false], ['delete', false]]);
    const offers = { exchange: 'CFFEX', kinds: ['future'], orderTypes: [], timesInForce: [], offsets: [], modify: true, depth: 1 } as const;
    expect(switchesOf(row(), [{ ...offers, switches: ['delete'] }])).toEqual(['delete']);
    expect([switchesOf(row(), [offers]), switchesOf(row(), undefined)]).toEqual([[], []]);
  });

  test('capabilities are those of the instrument’s own market', () => {
    const market = { exchange: 'CFFEX', kinds: ['future'], orderTypes: ['limit'], timesInForce: ['day'], offsets: ['open'], modify: true, depth: 5 } as const;
    expect(canModify(row(), [market])).toBe(true);
    expect(canModify(row(), [{ ...market, exchange: 'SHFE' }])).toBe(false);
    expect(canModify(row(), [{ ...market, modify: false }])).toBe(false);
    expect(canModify(row(), undefined)).toBe(false);
  });

  test('a typed change is checked before it is sent', () => {
    const half = order('a', { filled: 2 });
    expect(changeOf(half, IF, '5200.2', '5')).toEqual({ ok: true, value: { price: 26_001, quantity: 5 } });
    const faults = [['5200.1', '5'], ['x', '5'], ['5200', '2'], ['5200', '0'], ['5200', '1.5'], ['5200', '21']].map(([p, q]) => {
      const change = changeOf(half, IF, p, q);
      return change.ok ? null : change.fault.code;
    });
    expect(faults).toEqual(['price-off-tick', 'price-not-a-number', 'quantity-below-filled', 'quantity-invalid', 'quantity-invalid', 'quantity-above-max']);
    expect(changeOf(order('s', { instrument: PAB.id, quantity: 200 }), PAB, '18.50', '250')).toMatchObject({ ok: false, fault: { code: 'quantity-off-lot' } });
    const star = { ...PAB, lot: 1, minOrderQuantity: 200 };
    expect(changeOf(order('s', { instrument: PAB.id, quantity: 300 }), star, '18.50', '150')).toMatchObject({ ok: false, fault: { code: 'quantity-below-min', params: { quantity: 150, min: 200 } } });
    expect(changeOf(order('s', { instrument: PAB.id, quantity: 300 }), star, '18.50', '201')).toMatchObject({ ok: true, value: { quantity: 201 } });
  });

  test('a waiting order can be given another trigger, a trailing one another distance', () => {
    const stop = order('s', { type: 'stop', price: null, condition: { trigger: 26_000, trail: null, limitOffset: null }, triggered: false, triggerPrice: 26_000 });
    const typed = conditionTyped(stop, IF);
    expect(typed.triggerText).toBe('5200.0');
    expect(changeOf(stop, IF, '', '3', typed)).toEqual({ ok: true, value: { price: null, quantity: 3 } });
    expect(changeOf(stop, IF, '', '3', { ...typed, triggerText: '5201' })).toMatchObject({ ok: true, value: { condition: { trigger: 26_005 } } });
    expect(changeOf(stop, IF, '', '3', { ...typed, triggerText: '' })).toMatchObject({ fault: { code: 'trigger-missing' } });
    expect(changeOf({ ...stop, triggered: true }, IF, '', '2', { ...typed, triggerText: '' })).toEqual({ ok: true, value: { price: null, quantity: 2 } });
    const trailing = order('t', { type: 'trailing-stop', price: null, condition: { trigger: null, trail: { ratio: 0.015 }, limitOffset: null }, triggered: false, triggerPrice: 25_900 });
    expect(conditionTyped(trailing, IF)).toMatchObject({ trailText: '1.5', trailUnit: 'ratio' });
    expect(changeOf(trailing, IF, '', '3', { ...conditionTyped(trailing, IF), trailText: '2' })).toMatchObject({ value: { condition: { trail: { ratio: 0.02 } } } });
    expect(stateCell(trailing, 'zh', IF).text).toBe('待触发 5180.0');
    expect(stateCell({ ...trailing, triggered: true }, 'zh', IF).text).toBe('已报');
    expect(triggerCell(trailing, IF, { price: 1, average: 1 }).title).toBe('↑1.5%');
    expect(triggerCell(order('l'), IF, { price: 1, average: 1 }).text).toBe('');
  });

  test('quantities are whole', () => {
    expect(wholeQuantity(' 1,200 ')).toBe(1200);
    for (const wrong of ['', '0', '-1', '1e3', '1.0', '99999999999']) expect(wholeQuantity(wrong)).toBeNull();
  });
});

describe('what the cells say', () => {
  test('where an order came from: of a script, which one', () => {
    expect(sourceCell(order('a'), 'en')).toEqual({ text: 'Ticket', tone: 'dim' });
    const scripted = order('b', { source: 'script', script: { connection: 'my strategy', remark: 'leg 1' } });
    expect(sourceCell(scripted, 'en')).toEqual({ text: 'my strategy', tone: 'dim', title: 'Script my strategy: leg 1' });
  });

  test('every state has its own words in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      const texts = ORDER_STATES.map((state) => stateCell(order('a', { state }), language).text);
      expect(new Set(texts).size).toBe(ORDER_STATES.length);
      expect(texts).not.toContain('');
    }
  });

  test('pressed, then under way, then what it was: four different texts', () => {
    const texts = [
      stateCell(order('a'), 'zh', IF),
      stateCell(order('a'), 'zh', IF, 'cancel'),
      stateCell(order('a', { pending: { kind: 'cancelling', since: 1 } }), 'zh', IF, 'cancel'),
      stateCell(order('a', { state: 'cancelled' }), 'zh', IF, 'cancel'),
    ].map((cell) => cell.text);
    expect(new Set(texts).size).toBe(4);
    expect(stateCell(order('a', { pending: { kind: 'changing', since: 1, price: 26_001, quantity: 9 } }), 'en', IF).text).toContain('5200.2 × 9');
  });

  test('prices and averages line up across instruments', () => {
    const room = priceRoom([IF, PAB, undefined]);
    expect(room).toEqual({ price: 2, average: 3 });
    expect(priceCell(order('a'), IF, room, 'en')).toEqual({ text: '5200.0', pad: '0' });
    expect(priceCell(order('a', { price: null }), IF, room, 'en').text).toBe('Market');
    expect(averageCell(order('a', { filled: 3, filledValue: 78_001 }), IF, room)).toEqual({ text: '5200.07', pad: '0' });
    expect(averageCell(order('a'), IF, room).text).toBe('–');
    expect(widerRoom(room, { price: 1, average: 4 })).toEqual({ price: 2, average: 4 });
    expect(widerRoom(room, { price: 1, average: 1 })).toBe(room);
  });

  test('times are the exchange’s, faults are sentences, an unknown instrument is its id', () => {
    expect(timeCell(NOW, IF).text).toBe('14:03:07.123');
    expect(timeCell(NOW, IF, true).text).toBe('01-04 14:03:07.123');
    // Placed by this machine's clock; what the broker says of it has its own.
    expect(placedCell({ createdAt: NOW }, IF, 'zh')).toMatchObject({ text: '14:03:07.123', title: '报出（本机时间） 01-04 14:03:07.123 Asia/Shanghai' });
    expect(placedCell({ createdAt: NOW, exchangeTime: NOW - 60_000 }, IF, 'en').title).toBe('Placed (this machine) 01-04 14:03:07.123 Asia/Shanghai\nBroker time 01-04 14:02:07.123 Asia/Shanghai');
    expect([exchangeTimeCell({}, IF).text, exchangeTimeCell({ exchangeTime: NOW }, IF).text]).toEqual(['–', '01-04 14:03:07.123']);
    expect(faultCell(order('a', { fault: { code: 'order-busy' } }), 'en').text).toMatch(/under way/);
    expect(faultCell(order('a'), 'en').text).toBe('');
    expect(instrumentCell(undefined, 'X.Y', 'en').text).toBe('X.Y');
    expect(instrumentCell(IF, IF.id, 'zh').note).toBe('测试');
  });
});
