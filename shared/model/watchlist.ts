import type { InstrumentId } from './instrument.ts';

export interface Watchlist {
  readonly id: string;
  readonly name: string;
  readonly instruments: readonly InstrumentId[];
  readonly position: number;
}
