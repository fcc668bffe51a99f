/**
 * The price of a call auction: from the levels of a crossed book to one price, by an exchange's rule. Pure; costs the levels between
 * the best ask and the best bid. Prices are ticks, quantities contracts or shares.
 */
import { roundToTick, stepTicks, type PriceScale, type Ticks } from '#shared/price.ts';
import type { AuctionRule, TieRule } from './auction-rules.ts';

/** One side of the book that meets the other: (price, quantity) from the best on, in rows of `stride` numbers. */
export interface AuctionSide {
  readonly levels: Float64Array;
  readonly count: number;
  readonly stride: number;
  /** Orders without a price, ahead of all others. */
  readonly market: number;
}

/** What would be traded now. `surplus`: what is left at the price, positive on the buying side. */
export interface Indication {
  readonly price: Ticks;
  readonly volume: number;
  readonly surplus: number;
}

/** Neighbouring prices at which the same is bought and sold. */
interface Candidate {
  readonly low: Ticks;
  readonly high: Ticks;
  readonly bought: number;
  readonly sold: number;
  /** Of orders with a better price than all of these. */
  readonly boughtAbove: number;
  readonly soldBelow: number;
}

const volumeOf = ({ bought, sold }: Candidate): number => Math.min(bought, sold);
const imbalanceOf = ({ bought, sold }: Candidate): number => Math.abs(bought - sold);

const priceAt = (side: AuctionSide, level: number): Ticks => (level < side.count ? side.levels[level * side.stride] : NaN);
const sizeAt = (side: AuctionSide, level: number): number => side.levels[level * side.stride + 1];

/**
 * @param bids best (highest) first, @param asks best (lowest) first
 * @param reference see AuctionReference; NaN where there is none
 * @returns null where buyers and sellers do not meet, or nothing would trade
 */
export function auctionPrice(bids: AuctionSide, asks: AuctionSide, rule: AuctionRule, reference: Ticks, scale: PriceScale): Indication | null {
  if (!(priceAt(bids, 0) >= priceAt(asks, 0))) return atReference(bids, asks, rule, reference);
  const all = candidatesOf(bids, asks, rule, scale);
  const most = all.reduce((best, candidate) => Math.max(best, volumeOf(candidate)), 0);
  let left = all.filter((candidate) => volumeOf(candidate) === most);
  if (rule.betterFilled) {
    const strict = left.filter(({ boughtAbove, soldBelow }) => boughtAbove <= most && soldBelow <= most);
    if (strict.length > 0) left = strict;
  }
  let price = NaN;
  for (const tie of [...rule.ties, 'nearest' as const]) {
    if (left.length === 1 && left[0].low === left[0].high) break;
    const decided = decide(tie, left, reference, scale);
    if (typeof decided === 'number') {
      price = decided;
      break;
    }
    left = decided;
  }
  if (Number.isNaN(price)) price = left[0].low;
  const chosen = all.findLast(({ low }) => low <= price) ?? all[0];
  // The middle of two order prices may lie between candidates: count there.
  const at = price <= chosen.high ? chosen : between(bids, asks, price);
  return { price, volume: volumeOf(at), surplus: at.bought - at.sold };
}

/** Orders without a price and those that reach the reference trade at it. */
function atReference(bids: AuctionSide, asks: AuctionSide, rule: AuctionRule, reference: Ticks): Indication | null {
  if (rule.unmet !== 'reference' || Number.isNaN(reference)) return null;
  const at = between(bids, asks, reference);
  return volumeOf(at) > 0 ? { price: reference, volume: volumeOf(at), surplus: at.bought - at.sold } : null;
}

/** What is bought and sold at one price. */
function between(bids: AuctionSide, asks: AuctionSide, price: Ticks): Candidate {
  let bought = bids.market;
  let sold = asks.market;
  for (let level = 0; level < bids.count && priceAt(bids, level) >= price; level++) bought += sizeAt(bids, level);
  for (let level = 0; level < asks.count && priceAt(asks, level) <= price; level++) sold += sizeAt(asks, level);
  return { low: price, high: price, bought, sold, boughtAbove: 0, soldBelow: 0 };
}

/** From the best ask up to the best bid: every price that an order names and, where any price will do, the gaps between them. */
function candidatesOf(bids: AuctionSide, asks: AuctionSide, rule: AuctionRule, scale: PriceScale): Candidate[] {
  const lowest = priceAt(asks, 0);
  const highest = priceAt(bids, 0);
  // Bids are walked from their lowest price in range upwards: what is bought falls as the price rises.
  let bid = bids.count - 1;
  while (priceAt(bids, bid) < lowest) bid--;
  let limitBought = 0;
  for (let level = 0; level <= bid; level++) limitBought += sizeAt(bids, level);
  let ask = 0;
  let limitSold = 0;
  const found: Candidate[] = [];
  for (;;) {
    const nextAsk = ask < asks.count && priceAt(asks, ask) <= highest ? priceAt(asks, ask) : Infinity;
    const nextBid = bid >= 0 ? priceAt(bids, bid) : Infinity;
    const price = Math.min(nextAsk, nextBid);
    if (price === Infinity) return found;
    const before = found.at(-1);
    const gap = before ? { low: stepTicks(scale, before.high, 1), high: stepTicks(scale, price, -1) } : null;
    if (gap && rule.prices === 'any' && gap.low <= gap.high) {
      found.push({ ...gap, bought: limitBought + bids.market, sold: limitSold + asks.market, boughtAbove: limitBought, soldBelow: limitSold });
    }
    const soldBelow = limitSold;
    const boughtHere = limitBought;
    if (nextAsk === price) limitSold += sizeAt(asks, ask++);
    if (nextBid === price) limitBought -= sizeAt(bids, bid--);
    found.push({ low: price, high: price, bought: boughtHere + bids.market, sold: limitSold + asks.market, boughtAbove: limitBought, soldBelow });
  }
}

/** One step of the tie rules: a price, or what is still in question. */
function decide(tie: TieRule, left: readonly Candidate[], reference: Ticks, scale: PriceScale): Ticks | Candidate[] {
  const low = left[0].low;
  const high = left[left.length - 1].high;
  switch (tie) {
    case 'imbalance': {
      const least = left.reduce((best, candidate) => Math.min(best, imbalanceOf(candidate)), Infinity);
      return left.filter((candidate) => imbalanceOf(candidate) === least);
    }
    case 'pressure':
      if (left.every(({ bought, sold }) => bought > sold)) return high;
      if (left.every(({ bought, sold }) => bought < sold)) return low;
      return [...left];
    case 'middle':
      return roundToTick(scale, (low + high) / 2, 'nearest');
    case 'nearest': {
      if (Number.isNaN(reference)) return roundToTick(scale, (low + high) / 2, 'nearest');
      let best = NaN;
      for (const candidate of left) {
        const price = reference < candidate.low ? candidate.low : reference > candidate.high ? candidate.high : roundToTick(scale, reference, 'nearest');
        if (Number.isNaN(best) || Math.abs(price - reference) <= Math.abs(best - reference)) best = price;
      }
      return best;
    }
  }
}
