/**
 * Fills of a combination's orders. The counter tells of trades in the legs alone (TradeType 4, each with its own price); what the order itself
 * filled, and at which difference, follows from a trade of the first leg beside one of the second, first with first.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import type { CounterOrder } from './order-book.ts';

type Trade = Pick<FillReport, 'brokerFillId' | 'price' | 'quantity' | 'exchangeTime' | 'tradingDay'>;

/** What is known of one order's legs, in the order it was told; each trade once. */
interface Known {
  readonly ids: Set<string>;
  readonly legs: readonly [Trade[], Trade[]];
  told: number;
}

/** Two legs' trades side by side: each pair with the lots that it stands for. A longer side's rest waits for the other. */
export function pairsOf(first: readonly Trade[], second: readonly Trade[]): readonly { readonly first: Trade; readonly second: Trade; readonly quantity: number }[] {
  const pairs: { first: Trade; second: Trade; quantity: number }[] = [];
  let [at, other, left, right] = [0, 0, first.at(0)?.quantity ?? 0, second.at(0)?.quantity ?? 0];
  while (at < first.length && other < second.length) {
    const quantity = Math.min(left, right);
    if (quantity > 0) pairs.push({ first: first[at], second: second[other], quantity });
    left -= quantity;
    right -= quantity;
    if (left === 0) left = first[++at]?.quantity ?? 0;
    if (right === 0) right = second[++other]?.quantity ?? 0;
  }
  return pairs;
}

export class CombinationFills {
  readonly #known = new Map<string, Known>();
  readonly #instrumentOf: (id: string) => Instrument | undefined;

  constructor(instrumentOf: (id: string) => Instrument | undefined) {
    this.#instrumentOf = instrumentOf;
  }

  /** A new day: what was is of no more use. */
  clear(): void {
    this.#known.clear();
  }

  /**
   * Takes note of a leg's trade.
   * @returns the order's own fills that it completes, which were not returned before
   */
  take(order: CounterOrder | undefined, fill: FillReport): readonly FillReport[] {
    const leg = order?.instrument.legs?.indexOf(fill.instrument) ?? -1;
    if (!order || leg < 0) return [];
    let known = this.#known.get(order.key);
    if (!known) this.#known.set(order.key, (known = { ids: new Set(), legs: [[], []], told: 0 }));
    if (known.ids.has(fill.brokerFillId)) return [];
    known.ids.add(fill.brokerFillId);
    known.legs[leg].push(fill);
    const all = this.of(order);
    const told = known.told;
    known.told = all.length;
    return all.slice(told);
  }

  /** The order's own fills as far as both legs are known. */
  of(order: CounterOrder): readonly FillReport[] {
    const { instrument, report } = order;
    const known = this.#known.get(order.key);
    const [first, second] = (instrument.legs ?? []).map((leg) => this.#instrumentOf(leg));
    if (!known || !first || !second) return [];
    return pairsOf(...known.legs).map((pair) => ({
      account: report.account,
      brokerFillId: `${pair.first.brokerFillId}+${pair.second.brokerFillId}`,
      brokerOrderId: order.key,
      clientOrderId: report.clientOrderId,
      instrument: instrument.id,
      side: report.side,
      offset: report.offset,
      price: ticksOf(instrument, priceOf(first, pair.first.price) - priceOf(second, pair.second.price)),
      quantity: pair.quantity,
      // The legs' trades carry the fees.
      fee: 0,
      exchangeTime: Math.max(pair.first.exchangeTime, pair.second.exchangeTime),
      tradingDay: pair.first.tradingDay,
    }));
  }
}
