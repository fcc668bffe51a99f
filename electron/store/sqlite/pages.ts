/** Pages of a long table, newest first, filtered by account and instrument, with the total. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PageAsk } from '#electron/store/store.ts';
import type { Row } from './row-shapes.ts';

export interface Pages {
  /** Rows of one page and the number of all that match. */
  read(ask: PageAsk): { readonly rows: readonly Row[]; readonly total: number };
  /** A row was added: keeps the counts right without counting anew. */
  added(account: string, instrument: string): void;
  /** The counts can't be trusted any more. */
  forget(): void;
}

/** Most filters whose count is remembered. */
const REMEMBERED = 256;

/**
 * @param newestFirst the order, all descending, ending in `seq`; an index on it for each filter makes a deep page cheap: only
 * the index is walked to the offset, and only the page's own rows are read
 */
export function createPages(database: DatabaseSync, table: string, newestFirst: string): Pages {
  const statements = new Map<string, { page: StatementSync; count: StatementSync }>();
  const counts = new Map<string, number>();

  const statementsFor = (byAccount: boolean, byInstrument: boolean): { page: StatementSync; count: StatementSync } => {
    const conditions = [...(byAccount ? ['account = ?'] : []), ...(byInstrument ? ['instrument = ?'] : [])];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const known = statements.get(where);
    if (known) return known;
    const made = {
      page: database.prepare(
        `SELECT * FROM ${table} WHERE seq IN (SELECT seq FROM ${table} ${where} ORDER BY ${newestFirst} LIMIT ? OFFSET ?) ORDER BY ${newestFirst}`,
      ),
      count: database.prepare(`SELECT count(*) AS total FROM ${table} ${where}`),
    };
    statements.set(where, made);
    return made;
  };

  const keyOf = (account: string | undefined, instrument: string | undefined): string => JSON.stringify([account ?? null, instrument ?? null]);

  return {
    read({ account, instrument, offset, limit }) {
      const { page, count } = statementsFor(account !== undefined, instrument !== undefined);
      const filter = [account, instrument].filter((value) => value !== undefined);
      const key = keyOf(account, instrument);
      let total = counts.get(key);
      if (total === undefined) {
        total = Number(count.get(...filter)?.total);
        if (counts.size >= REMEMBERED) counts.clear();
        counts.set(key, total);
      }
      return { rows: offset >= total ? [] : page.all(...filter, limit, offset), total };
    },

    added(account, instrument) {
      if (counts.size === 0) return;
      for (const key of [keyOf(undefined, undefined), keyOf(account, undefined), keyOf(undefined, instrument), keyOf(account, instrument)]) {
        const count = counts.get(key);
        if (count !== undefined) counts.set(key, count + 1);
      }
    },

    forget() {
      counts.clear();
    },
  };
}
