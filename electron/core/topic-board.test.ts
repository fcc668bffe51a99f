import { expect, test } from 'vitest';
import type { LogEntry } from '#shared/model/log.ts';
import type { Order } from '#shared/model/order.ts';
import { TOPIC_ORDERS } from '#shared/contract/topics.ts';
import { TopicBoard } from './topic-board.ts';

const order = (id: string, state: Order['state']): Order => ({ id, state }) as Order;

test('who comes later is sent how things stand, who is there hears each change in order', () => {
  const board = new TopicBoard();
  const heard: string[] = [];
  const end = board.listen((change) => heard.push(...change.items.map((item) => `${change.topic}:${(item as Order).state}`)));
  board.publish('orders', [order('a', 'submitting')]);
  board.publish('orders', [order('a', 'working')]);
  end();
  board.publish('orders', [order('a', 'filled')]);
  expect(heard).toEqual(['orders:submitting', 'orders:working']);
  expect(board.snapshots().find((change) => change.topic === 'orders')).toMatchObject({ snapshot: true, items: [{ id: 'a', state: 'filled' }] });
});

test('a snapshot is bounded, but an open order is never left out of it', () => {
  const board = new TopicBoard();
  board.publish('orders', [order('open', 'working')]);
  for (let i = 0; i < TOPIC_ORDERS * 3; i++) board.publish('orders', [order(`done-${i}`, 'filled')]);
  const orders = board.snapshots().find((change) => change.topic === 'orders')!.items as Order[];
  expect(orders.length).toBeLessThanOrEqual(TOPIC_ORDERS + 1);
  expect(orders.some((o) => o.id === 'open')).toBe(true);
  expect(orders.at(-1)!.id).toBe(`done-${TOPIC_ORDERS * 3 - 1}`);
});

test('events have no snapshot, and nothing published is nothing sent', () => {
  const board = new TopicBoard();
  let changes = 0;
  board.listen(() => changes++);
  board.publish('log', []);
  expect(changes).toBe(0);
  board.publish('log', [{ id: 1 } as LogEntry], ['0']);
  expect(changes).toBe(1);
  expect(board.snapshots().some((change) => change.topic === 'firings')).toBe(false);
});
