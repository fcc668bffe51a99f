/** Rows that can't be read are left out, and said once each. */
import type { Row } from './row-shapes.ts';

export interface Readable {
  /** Those that can be read. `seq` or `id` names a row that can't. */
  all<T>(table: string, rows: readonly Row[], read: (row: Row) => T | null): T[];
  one<T>(table: string, name: string, value: T | null): T | null;
}

/** Most rows that are named; a database that is wrong throughout needs no thousand lines. */
const NAMED = 100;

export function createReadable(report: (table: string, row: string) => void): Readable {
  const named = new Set<string>();

  const one = <T>(table: string, name: string, value: T | null): T | null => {
    const key = `${table}/${name}`;
    if (value === null && !named.has(key) && named.size < NAMED) {
      named.add(key);
      report(table, name);
    }
    return value;
  };

  return {
    one,
    all: (table, rows, read) =>
      rows.flatMap((row) => {
        const value = one(table, String(row.id ?? row.seq ?? row.instrument), read(row));
        return value === null ? [] : [value];
      }),
  };
}
