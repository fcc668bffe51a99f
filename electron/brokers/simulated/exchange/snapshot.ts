/** What the exchange writes of its state, so that its log need not be read from the beginning. */
import { CURRENCIES, type Currency } from '#shared/model/instrument.ts';
import type { AccountState } from './account.ts';
import type { KeptFill } from './fills.ts';
import type { OrderState } from './orders.ts';

/** Version 1 knew neither what fills closed nor conditional orders; it is still read. */
export const SNAPSHOT_VERSION = 2;

export interface Counters {
  nextOrder: number;
  nextFill: number;
  nextPriority: number;
  /** Settlements so far. */
  period: number;
  tradingDay: string | null;
  /** The day that was settled and after which none has begun. */
  settledDay: string | null;
  /** Where the books of a currency are closed by themselves: the day that was settled last, and the period that began then. */
  closings: Partial<Record<Currency, Closing>>;
}

export interface Closing {
  readonly tradingDay: string;
  readonly period: number;
}

export interface Snapshot extends Omit<Counters, 'closings'> {
  /** Absent in a snapshot of before statements. */
  readonly closings?: Counters['closings'];
  readonly version: number;
  readonly accounts: readonly AccountState[];
  readonly orders: readonly OrderState[];
  readonly ended: readonly number[];
  readonly fills: readonly KeptFill[];
}

/** Takes a snapshot that was read back. Throws where it is of another version. */
export function readSnapshot(saved: unknown): Snapshot {
  const snapshot = saved as Snapshot;
  if (snapshot.version !== 1 && snapshot.version !== SNAPSHOT_VERSION) throw new Error(`snapshot of version ${String(snapshot.version)}, this program knows ${SNAPSHOT_VERSION}`);
  return snapshot;
}

/** In a snapshot of before statements the books of all money had been closed together. */
export const closedBefore = ({ period, settledDay, tradingDay }: Pick<Snapshot, 'period' | 'settledDay' | 'tradingDay'>): Counters['closings'] =>
  period === 0 ? {} : Object.fromEntries(CURRENCIES.map((currency) => [currency, { tradingDay: settledDay ?? tradingDay ?? '', period }]));
