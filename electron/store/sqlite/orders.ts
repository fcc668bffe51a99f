import type { DatabaseSync } from 'node:sqlite';
import { MOST_OF_DAYS, type Store } from '#electron/store/store.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { createPages } from './pages.ts';
import { orderOf } from './row-shapes.ts';
import type { Readable } from './unreadable-rows.ts';
import type { Writer } from './writer.ts';

type Orders = Store['orders'];

export interface OrderTable extends Orders {
  /** Inserts or replaces inside a transaction that is already running. */
  write(order: Order): void;
}

/** @param superseded told of every order that is put, before it is written */
export function createOrders(database: DatabaseSync, writer: Writer, readable: Readable, superseded: (order: string) => void): OrderTable {
  const pages = createPages(database, 'orders', 'created_at DESC, seq DESC');
  writer.onUndone(() => pages.forget());

  // What identifies an order never changes, and it is what the indexes are on: the usual write touches none of them.
  const update = database.prepare(`
    UPDATE orders SET side = ?, offset = ?, type = ?, price = ?, quantity = ?, time_in_force = ?, source = ?, state = ?, final = ?, pending = ?,
      filled = ?, filled_value = ?, overfilled = ?, broker_order_id = ?, external = ?, fault = ?, sent_at = ?, acknowledged_at = ?, updated_at = ?, trading_day = ?,
      condition = ?, triggered = ?, trigger_price = ?, script = ?, hours = ?, leg_offset = ?, exchange_time = ?
    WHERE id = ? AND account = ? AND instrument = ? AND created_at = ?`);
  const remove = database.prepare('DELETE FROM orders WHERE id = ?');
  const insert = database.prepare(`
    INSERT INTO orders (side, offset, type, price, quantity, time_in_force, source, state, final, pending, filled, filled_value, overfilled,
      broker_order_id, external, fault, sent_at, acknowledged_at, updated_at, trading_day, condition, triggered, trigger_price, script, hours, leg_offset, exchange_time, id, account,
      instrument, created_at)
    VALUES (${Array.from({ length: 31 }, () => '?').join(', ')})`);
  const byId = database.prepare('SELECT * FROM orders WHERE id = ?');
  const exists = database.prepare('SELECT 1 FROM orders WHERE id = ?');
  const ofDays = database.prepare(`SELECT * FROM orders WHERE account = ? AND trading_day BETWEEN ? AND ? ORDER BY created_at DESC, seq DESC LIMIT ${MOST_OF_DAYS}`);
  const notFinal = database.prepare('SELECT * FROM orders WHERE final = 0 ORDER BY created_at, seq');

  const write = (order: Order): void => {
    const values = [
      order.side, order.offset, order.type, order.price, order.quantity, order.timeInForce, order.source, order.state, isFinal(order.state) ? 1 : 0,
      order.pending && JSON.stringify(order.pending), order.filled, order.filledValue, order.overfilled ? 1 : 0, order.brokerOrderId,
      order.external ? 1 : 0, order.fault && JSON.stringify(order.fault), order.sentAt, order.acknowledgedAt, order.updatedAt, order.tradingDay,
      order.condition ? JSON.stringify(order.condition) : null, order.triggered === undefined ? null : order.triggered ? 1 : 0, order.triggerPrice ?? null,
      order.script ? JSON.stringify(order.script) : null, order.hours ?? null, order.legOffset ?? null, order.exchangeTime ?? null,
      order.id, order.account, order.instrument, order.createdAt,
    ] as const;
    // One that is only now on its way out has no row yet: nothing is looked for.
    if (order.sentAt !== null || order.state !== 'submitting' || exists.get(order.id) !== undefined) {
      if (update.run(...values).changes === 1) return;
      if (remove.run(order.id).changes === 1) pages.forget();
    }
    insert.run(...values);
    pages.added(order.account, order.instrument);
  };

  /** Orders whose write waits for the disk: what they are now. */
  const waiting = (): ReadonlyMap<string, Order> =>
    new Map(writer.waiting().flatMap((write) => (write.of === 'orders' ? write.rows.map((order) => [order.id, order] as const) : [])));

  return {
    write,

    put(orders) {
      if (orders.length === 0) return;
      for (const order of orders) superseded(order.id);
      writer.write({ of: 'orders', rows: orders, run: () => orders.forEach(write) });
    },

    get(id) {
      const row = byId.get(id);
      return waiting().get(id) ?? (row ? readable.one('orders', id, orderOf(row)) : null);
    },

    open() {
      const orders = new Map(readable.all('orders', notFinal.all(), orderOf).map((order) => [order.id, order]));
      for (const [id, order] of waiting()) orders.set(id, order);
      return [...orders.values()].filter((order) => !isFinal(order.state));
    },

    page(ask) {
      const { rows, total } = pages.read(ask);
      return { rows: readable.all('orders', rows, orderOf), total };
    },

    ofDays: (account, from, to) => readable.all('orders', ofDays.all(account, from, to), orderOf),
  };
}
