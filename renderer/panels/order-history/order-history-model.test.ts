import { expect, test } from 'vitest';
import type { Order } from '#shared/model/order.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { belongs, fileName, filterAsk, isDeletable, ordersFile } from './order-history-model.ts';

const order: Order = {
  id: 'p1', account: 'A', instrument: IF.id, side: 'sell', offset: 'close', type: 'limit', price: 26_001, quantity: 3, timeInForce: 'ioc', source: 'ladder', state: 'rejected', pending: null,
  filled: 2, filledValue: 52_003, overfilled: false, brokerOrderId: '900', external: true, fault: { code: 'broker-rejected', brokerText: '=cmd, "x"' },
  createdAt: Date.parse('2021-01-04T06:03:07.123Z'), sentAt: 0, acknowledgedAt: 0, updatedAt: Date.parse('2021-01-04T06:03:08Z'), tradingDay: '2021-01-04',
};

test('the file has a column for each head, times with their zone and figures without separators', () => {
  const [head, line, end] = ordersFile([order], new Map([[IF.id, IF]]), 'en').split('\r\n');
  expect(end).toBe('');
  expect(line).toContain('2021-01-04T14:03:07.123+08:00,2021-01-04,A,CFFEX,IF2101,Test,Sell,Close,Limit,IOC,5200.2,3,2,5200.30,CNY,Rejected,');
  expect(line).toContain('"Rejected by the broker: =cmd, ""x"""');
  expect(line.endsWith(',Ladder,yes,no,2021-01-04T14:03:08.000+08:00,,p1,900')).toBe(true);
  expect(head.replace('\uFEFF', '').split(',')).toHaveLength(26);
  const told = ordersFile([{ ...order, exchangeTime: Date.parse('2021-01-04T06:02:00Z') }], new Map([[IF.id, IF]]), 'en');
  expect(told).toContain(',2021-01-04T14:03:08.000+08:00,2021-01-04T14:02:00.000+08:00,p1,900');
});

test('the file says what a conditional order waits for', () => {
  const trailing: Order = { ...order, type: 'trailing-stop', price: null, condition: { trigger: null, trail: { ratio: 0.015 }, limitOffset: null }, triggered: false, triggerPrice: 26_000 };
  expect(ordersFile([trailing], new Map([[IF.id, IF]]), 'en')).toContain(',5200.0,1.5%,Ladder,');
});

test('an order of an instrument that is gone still has its line', () => {
  expect(ordersFile([order], new Map(), 'zh')).toContain('CFFEX.IF2101');
});

test('what ended without a fill can be deleted where the market has it', () => {
  const ended = { state: 'cancelled', filled: 0, brokerOrderId: '9' } as const;
  expect(isDeletable(ended, ['delete'])).toBe(true);
  expect([isDeletable(ended, ['disable']), isDeletable(ended, undefined), isDeletable({ ...ended, filled: 1 }, ['delete']), isDeletable({ ...ended, state: 'working' }, ['delete']), isDeletable({ ...ended, brokerOrderId: null }, ['delete'])]).toEqual([false, false, false, false, false]);
});

test('filters', () => {
  expect(filterAsk({ account: undefined, instrument: undefined })).toEqual({});
  expect(filterAsk({ account: 'A', instrument: IF.id })).toEqual({ account: 'A', instrument: IF.id });
  expect(belongs({ account: 'B', instrument: undefined }, order)).toBe(false);
  expect(belongs({ account: 'A', instrument: IF.id }, order)).toBe(true);
  expect(belongs({ account: undefined, instrument: 'X.Y' }, order)).toBe(false);
});

test('a file is named by subject and day', () => {
  expect(fileName('orders', Date.now())).toMatch(/^pankou-orders-\d{4}-\d{2}-\d{2}\.csv$/);
});
