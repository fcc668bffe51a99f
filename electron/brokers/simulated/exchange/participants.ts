/**
 * Both ends of a matching instrument's market (TEST, BTC, MINUS): who trades there without an account, and who makes quotes, books
 * and prints from what happens there. The exchange decides the trades; the feed shows them.
 */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';

/** Told of what happened in the books of matching instruments, inside the call that brought it about. It must not call back. */
export interface MatchingListener {
  /** @param aggressor 1: the buyer came last, -1: the seller did, 0: a call auction */
  onTrade(index: number, price: Ticks, quantity: number, aggressor: 1 | -1 | 0): void;
  /** Levels changed: once after each call that changed any, after its trades. Read them from `state.resting[index].levels`. */
  onBookChange(index: number): void;
}

/** An order of a liquidity participant: below zero, never used twice; 0 where nothing of it rests. */
export type ParticipantOrder = number;

/** The way in for liquidity participants. They have no account, and their orders are in no log: they come anew after a restart. */
export interface ParticipantDesk {
  /** Matches, then rests what is left. A fill against an account's order is an ordinary fill of that order. */
  participantPlace(index: number, side: Side, price: Ticks, quantity: number): { readonly order: ParticipantOrder; readonly left: number };
  /** @returns what was taken out; 0 where it no longer rests */
  participantCancel(order: ParticipantOrder): number;
  /** What is left of it; 0 where it no longer rests. */
  participantLeft(order: ParticipantOrder): number;
}
