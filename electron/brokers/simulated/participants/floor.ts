/** A matching instrument's book as a liquidity participant may use it. Nothing here throws, whatever the accounts do. */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { ParticipantOrder } from '../exchange/participants.ts';

export interface Floor {
  /** Best prices of all that rests, NaN where a side is empty. */
  readonly bid: Ticks;
  readonly ask: Ticks;
  /** Trades what crosses, at `price` or better; leaves the rest in the book where it `rests`. @returns what rests, 0 where nothing does */
  place(side: Side, price: Ticks, quantity: number, rests: boolean): ParticipantOrder;
  cancel(order: ParticipantOrder): void;
  /** What is left of a resting order, 0 once it is gone. */
  left(order: ParticipantOrder): number;
}
