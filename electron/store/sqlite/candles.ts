import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '#electron/store/store.ts';
import { candleOf } from './row-shapes.ts';
import type { Readable } from './unreadable-rows.ts';
import type { Writer } from './writer.ts';

/** Bars by instrument, period and start. A bar that is put again replaces the earlier one. */
export function createCandles(database: DatabaseSync, writer: Writer, readable: Readable): Store['candles'] {
  const put = database.prepare(`
    INSERT OR REPLACE INTO candles (instrument, period, time, open, high, low, close, volume, open_interest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const before = database.prepare(`
    SELECT time, open, high, low, close, volume, open_interest FROM candles
    WHERE instrument = ? AND period = ? AND time < ? ORDER BY time DESC LIMIT ?`);

  return {
    load: (instrument, period, end, limit) =>
      readable.all('candles', before.all(instrument, period, end ?? Number.MAX_VALUE, limit), candleOf).reverse(),

    put(instrument, period, candles) {
      if (candles.length === 0) return;
      writer.write({
        of: 'candles',
        run: () => {
          for (const c of candles) put.run(instrument, period, c.time, c.open, c.high, c.low, c.close, c.volume, c.openInterest);
        },
      });
    },
  };
}
