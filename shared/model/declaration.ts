/**
 * What is declared besides orders: of options that are held, that they are exercised or left to expire, and what becomes of what follows;
 * of two positions, that they count as one combination; and at the market makers, quotes and the question for one. A counter takes it in,
 * and the exchange carries it out at once or in the day's settlement.
 */
import type { Ticks } from '../price.ts';
import type { Fault } from '../result.ts';
import type { InstrumentId } from './instrument.ts';
import type { Offset } from './order.ts';
import type { PositionSide } from './position.ts';

/**
 * - `exercise` (行权), `abandon` (放弃行权): of a long option; an abandoned one is not exercised at its end either.
 * - `close-options` (自对冲期权仓位): long and short of one option at one account end against each other at the day's end.
 * - `close-futures` (自对冲履约后期货仓位): so do the futures that an assigned short option leaves.
 * - `combine`, `split` (组合, 拆分): two positions become one combination, and apart again.
 * - `ask-quote` (询价): asks the market makers for a quote.
 * - `quote` (报价): a two-sided quote, which becomes an order on each side.
 */
export const DECLARATION_KINDS = ['exercise', 'abandon', 'close-options', 'close-futures', 'combine', 'split', 'ask-quote', 'quote'] as const;
export type DeclarationKind = (typeof DECLARATION_KINDS)[number];

/** Both sides of a quote, in ticks and contracts. */
export interface TwoSided {
  readonly bid: Ticks;
  readonly bidQuantity: number;
  readonly bidOffset: Offset;
  readonly ask: Ticks;
  readonly askQuantity: number;
  readonly askOffset: Offset;
}

/** `unknown`: sent when the connection was lost; what became of it is told after the next login. `done`: carried out, or taken for what it asks. */
export const DECLARATION_STATES = ['submitting', 'unknown', 'working', 'done', 'cancelled', 'rejected'] as const;
export type DeclarationState = (typeof DECLARATION_STATES)[number];

export interface Declaration {
  /** Made by the screen or the core before anything is sent; of one that was declared elsewhere, made from the broker's. */
  readonly id: string;
  readonly account: string;
  readonly kind: DeclarationKind;
  readonly instrument: InstrumentId;
  /** Of the position that is meant, of a combination that of its first leg; null where none is. */
  readonly side: PositionSide | null;
  /** Contracts; of a question for a quote 0. */
  readonly quantity: number;
  readonly quote: TwoSided | null;
  readonly state: DeclarationState;
  /** Why it was rejected, or why it could not be taken back. */
  readonly fault: Fault | null;
  readonly brokerId: string | null;
  /** UTC ms. */
  readonly time: number;
  readonly tradingDay: string;
}

/** Whether something may still become of it. */
export const isOpenDeclaration = (state: DeclarationState): boolean => state === 'submitting' || state === 'unknown' || state === 'working';
