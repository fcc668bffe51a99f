/**
 * The database's shape as numbered steps: `PRAGMA user_version` is the number of steps taken. A released step is never
 * edited; what comes later is a new one at the end.
 *
 * Numbers are REAL throughout: they are the model's own doubles (exact to 2^53; SQLite stores whole ones as integers), and
 * reading one back can never overflow. `seq` keeps the order of arrival. Tables are STRICT, so that no hand can put text
 * where a number belongs.
 */
import type { DatabaseSync } from 'node:sqlite';

export const APPLICATION_ID = 0x504b4f55; // "PKOU"

const first = `
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, order_id TEXT, detail TEXT NOT NULL, time REAL NOT NULL
  ) STRICT;

  CREATE TABLE orders (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, instrument TEXT NOT NULL, side TEXT NOT NULL, offset TEXT NOT NULL,
    type TEXT NOT NULL, price REAL, quantity REAL NOT NULL, time_in_force TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
    final INTEGER NOT NULL, pending TEXT, filled REAL NOT NULL, filled_value REAL NOT NULL, overfilled INTEGER NOT NULL, broker_order_id TEXT,
    external INTEGER NOT NULL, fault TEXT, created_at REAL NOT NULL, sent_at REAL, acknowledged_at REAL, updated_at REAL NOT NULL, trading_day TEXT NOT NULL
  ) STRICT;
  CREATE INDEX orders_newest ON orders (created_at);
  CREATE INDEX orders_of_account ON orders (account, created_at);
  -- Serves instrument alone and with account: every index more is a page more in each order's sync.
  CREATE INDEX orders_of_instrument ON orders (instrument, created_at, seq, account);
  CREATE INDEX orders_open ON orders (created_at) WHERE final = 0;

  CREATE TABLE fills (
    seq INTEGER PRIMARY KEY, account TEXT NOT NULL, broker_fill_id TEXT NOT NULL, order_id TEXT NOT NULL, instrument TEXT NOT NULL, side TEXT NOT NULL,
    offset TEXT NOT NULL, price REAL NOT NULL, quantity REAL NOT NULL, fee REAL NOT NULL, exchange_time REAL NOT NULL, received_at REAL NOT NULL,
    trading_day TEXT NOT NULL, inferred INTEGER NOT NULL, UNIQUE (account, broker_fill_id)
  ) STRICT;
  CREATE INDEX fills_of_order ON fills (order_id);
  CREATE INDEX fills_of_account ON fills (account);
  CREATE INDEX fills_of_instrument ON fills (instrument);
  CREATE INDEX fills_of_both ON fills (account, instrument);

  CREATE TABLE positions (
    account TEXT NOT NULL, instrument TEXT NOT NULL, side TEXT NOT NULL, today REAL NOT NULL, yesterday REAL NOT NULL, frozen_today REAL NOT NULL,
    frozen_yesterday REAL NOT NULL, open_value REAL NOT NULL, day_value REAL NOT NULL, margin REAL NOT NULL, realised_today REAL NOT NULL,
    fees_today REAL NOT NULL, PRIMARY KEY (account, instrument, side)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE candles (
    instrument TEXT NOT NULL, period TEXT NOT NULL, time REAL NOT NULL, open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
    volume REAL NOT NULL, open_interest REAL NOT NULL, PRIMARY KEY (instrument, period, time)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE reminders (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;
  CREATE TABLE watchlists (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;
  CREATE TABLE settings (seq INTEGER PRIMARY KEY CHECK (seq = 1), document TEXT NOT NULL) STRICT;
  CREATE TABLE log (id INTEGER PRIMARY KEY, time REAL NOT NULL, level TEXT NOT NULL, subject TEXT NOT NULL, fault TEXT, text TEXT NOT NULL) STRICT;

  CREATE TABLE broker_snapshots (connection TEXT PRIMARY KEY, snapshot TEXT NOT NULL) STRICT;
  CREATE TABLE broker_entries (seq INTEGER PRIMARY KEY, connection TEXT NOT NULL, entry TEXT NOT NULL) STRICT;
  CREATE INDEX broker_entries_of ON broker_entries (connection);

  PRAGMA application_id = ${APPLICATION_ID};
`;

/** Conditional orders; statements and whatever else a broker keeps for good. */
const second = `
  ALTER TABLE orders ADD COLUMN condition TEXT;
  ALTER TABLE orders ADD COLUMN triggered INTEGER;
  ALTER TABLE orders ADD COLUMN trigger_price REAL;

  CREATE TABLE broker_documents (connection TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (connection, key)) STRICT, WITHOUT ROWID;
`;

/** How the kill switch was left is asked at each start; no other entry pays for it. */
const third = `
  CREATE INDEX journal_kills ON journal (seq) WHERE kind = 'kill';
`;

/** Connections that users make. */
const fourth = `
  CREATE TABLE profiles (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;
`;

/** Which script placed an order. */
const fifth = `
  ALTER TABLE orders ADD COLUMN script TEXT;
`;

/** Hours besides the regular ones that an order trades in. */
const sixth = `
  ALTER TABLE orders ADD COLUMN hours TEXT;
`;

/** What an order of a combination does to the position of its second leg. */
const seventh = `
  ALTER TABLE orders ADD COLUMN leg_offset TEXT;
`;

/** When an order's broker spoke of it last, by its own clock. */
const eighth = `
  ALTER TABLE orders ADD COLUMN exchange_time REAL;
`;

const MIGRATIONS: readonly string[] = [first, second, third, fourth, fifth, sixth, seventh, eighth];

/** The newest version that this program knows. */
export const STORE_VERSION = MIGRATIONS.length;

/** Takes the steps that are missing, each whole or not at all. Throws what SQLite throws. */
export function migrate(database: DatabaseSync, from: number): void {
  for (let step = from; step < MIGRATIONS.length; step++) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(MIGRATIONS[step]);
      database.exec(`PRAGMA user_version = ${step + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
