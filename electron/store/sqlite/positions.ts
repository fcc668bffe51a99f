import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '#electron/store/store.ts';
import { positionOf } from './row-shapes.ts';
import type { Readable } from './unreadable-rows.ts';
import type { Writer } from './writer.ts';

export function createPositions(database: DatabaseSync, writer: Writer, readable: Readable): Store['positions'] {
  const put = database.prepare(`
    INSERT OR REPLACE INTO positions (account, instrument, side, today, yesterday, frozen_today, frozen_yesterday, open_value, day_value, margin,
      realised_today, fees_today)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const ofAccount = database.prepare('SELECT * FROM positions WHERE account = ? ORDER BY instrument, side');

  return {
    load: (account) => readable.all('positions', ofAccount.all(account), positionOf),

    put(positions) {
      if (positions.length === 0) return;
      writer.write({
        of: 'rest',
        run: () => {
          for (const p of positions) {
            put.run(
              p.account, p.instrument, p.side, p.today, p.yesterday, p.frozenToday, p.frozenYesterday, p.openValue, p.dayValue, p.margin,
              p.realisedToday, p.feesToday,
            );
          }
        },
      });
    },
  };
}
