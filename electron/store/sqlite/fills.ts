import type { DatabaseSync } from 'node:sqlite';
import { MOST_OF_DAYS, type Store } from '#electron/store/store.ts';
import type { Fill } from '#shared/model/fill.ts';
import { createPages } from './pages.ts';
import { fillOf } from './row-shapes.ts';
import type { Readable } from './unreadable-rows.ts';
import type { Writer } from './writer.ts';

/** Fills in the order they arrived here; a page is newest arrival first. */
export function createFills(database: DatabaseSync, writer: Writer, readable: Readable): Store['fills'] {
  const pages = createPages(database, 'fills', 'seq DESC');
  writer.onUndone(() => pages.forget());

  const insert = database.prepare(`
    INSERT INTO fills (account, broker_fill_id, order_id, instrument, side, offset, price, quantity, fee, exchange_time, received_at, trading_day, inferred)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const charged = database.prepare('UPDATE fills SET fee = ? WHERE account = ? AND broker_fill_id = ?');
  const known = database.prepare('SELECT * FROM fills WHERE account = ? AND broker_fill_id = ?');
  const ofDays = database.prepare(`SELECT * FROM fills WHERE account = ? AND trading_day BETWEEN ? AND ? ORDER BY seq DESC LIMIT ${MOST_OF_DAYS}`);
  const ofOrder = database.prepare('SELECT * FROM fills WHERE order_id = ? ORDER BY seq');

  const waiting = (): readonly Fill[] => writer.waiting().flatMap((write) => (write.of === 'fills' ? [write.row] : []));

  return {
    add(fill) {
      const row = known.get(fill.account, fill.brokerFillId);
      if (row) return { added: false, stored: readable.one('fills', String(row.seq), fillOf(row)) ?? fill };
      const stored = waiting().find((other) => other.account === fill.account && other.brokerFillId === fill.brokerFillId);
      if (stored) return { added: false, stored };
      writer.write({
        of: 'fills',
        row: fill,
        run: () => {
          insert.run(
            fill.account, fill.brokerFillId, fill.order, fill.instrument, fill.side, fill.offset, fill.price, fill.quantity, fill.fee,
            fill.exchangeTime, fill.receivedAt, fill.tradingDay, fill.inferred ? 1 : 0,
          );
          pages.added(fill.account, fill.instrument);
        },
      });
      return { added: true, stored: fill };
    },

    charge(account, brokerFillId, fee) {
      // After the fill itself, which may still wait for the disk.
      writer.write({ of: 'rest', run: () => void charged.run(fee, account, brokerFillId) });
    },

    ofOrder(order) {
      return [...readable.all('fills', ofOrder.all(order), fillOf), ...waiting().filter((fill) => fill.order === order)];
    },

    page(ask) {
      const { rows, total } = pages.read(ask);
      return { rows: readable.all('fills', rows, fillOf), total };
    },

    ofDays: (account, from, to) => readable.all('fills', ofDays.all(account, from, to), fillOf),
  };
}
