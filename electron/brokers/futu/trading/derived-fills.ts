/**
 * Fills of simulated accounts, for which OpenD tells orders only (line 12128): derived from what each order's status counts beyond what
 * was known, under an id of order and cumulative quantity (order-lifecycle, rule 4). Kept on disk, so that after a start the same
 * quantity is not derived anew in other pieces.
 */
import type { BrokerStorage, FillReport, OrderReport } from '#electron/brokers/broker.ts';

interface Counted {
  quantity: number;
  /** Sum of price × quantity, in ticks. */
  value: number;
  readonly fills: FillReport[];
}

export class DerivedFills {
  readonly #storage: BrokerStorage;
  readonly #byOrder = new Map<string, Counted>();

  /** Throws where an entry of the storage cannot be read. */
  constructor(storage: BrokerStorage) {
    this.#storage = storage;
    const kept = [...(JSON.parse(storage.readSnapshot() ?? '[]') as FillReport[]), ...storage.readEntries().map((entry) => JSON.parse(entry) as FillReport)];
    for (const fill of kept) this.#count(fill);
  }

  /**
   * @param averagePrice of all that was filled, in ticks, as a fraction
   * @returns what the report counts beyond what is known, or null. Throws when the disk refuses; nothing is counted then
   */
  derive(report: OrderReport, averagePrice: number): FillReport | null {
    const known = this.#byOrder.get(keyOf(report));
    const quantity = report.filled - (known?.quantity ?? 0);
    if (!(quantity > 0) || !Number.isFinite(averagePrice)) return null;
    const { account, clientOrderId, brokerOrderId, instrument, side, offset, exchangeTime, tradingDay } = report;
    const price = Math.round((report.filled * averagePrice - (known?.value ?? 0)) / quantity);
    const brokerFillId = `${brokerOrderId}/${report.filled}`;
    const fill: FillReport = { account, brokerFillId, brokerOrderId, clientOrderId, instrument, side, offset, price, quantity, fee: 0, exchangeTime, tradingDay };
    this.#storage.append([JSON.stringify(fill)]);
    this.#count(fill);
    return fill;
  }

  /** All of an account's, oldest first for each order. */
  of(account: string): FillReport[] {
    return [...this.#byOrder.values()].flatMap(({ fills }) => fills.filter((fill) => fill.account === account));
  }

  /** Forgets orders of days before `tradingDay`, which OpenD does not list any more. */
  prune(tradingDay: string): void {
    let dropped = false;
    for (const [key, { fills }] of this.#byOrder) {
      if (fills.every((fill) => fill.tradingDay < tradingDay)) {
        this.#byOrder.delete(key);
        dropped = true;
      }
    }
    if (dropped) this.#storage.writeSnapshot(JSON.stringify([...this.#byOrder.values()].flatMap(({ fills }) => fills)));
  }

  #count(fill: FillReport): void {
    const key = keyOf(fill);
    let counted = this.#byOrder.get(key);
    if (!counted) this.#byOrder.set(key, (counted = { quantity: 0, value: 0, fills: [] }));
    counted.quantity += fill.quantity;
    counted.value += fill.quantity * fill.price;
    counted.fills.push(fill);
  }
}

const keyOf = ({ account, brokerOrderId }: Pick<FillReport, 'account' | 'brokerOrderId'>): string => `${account}/${brokerOrderId}`;
