/**
 * Fills of simulated accounts, for which OpenD tells orders only (line 12128): derived from what each order's status counts beyond what
 * was known, under an id of order and cumulative quantity (order-lifecycle, rule 4). Kept on disk, so that after a start the same
 * quantity is not derived anew in other pieces.
 */
import type { BrokerStorage, FillReport, OrderReport } from '#electron/brokers/broker.ts';
import type { Fault } from '#shared/result.ts';

interface Counted {
  quantity: number;
  /** Sum of price × quantity, in ticks. */
  value: number;
  readonly fills: FillReport[];
}

export class DerivedFills {
  readonly #storage: BrokerStorage;
  readonly #byOrder = new Map<string, Counted>();

  readonly #onTrouble: (fault: Fault) => void;
  /** What the disk has not taken yet; it goes with the next one. */
  #unwritten: string[] = [];

  /** @param onTrouble told of what the storage holds that cannot be read and is left out, and of a disk that refuses */
  constructor(storage: BrokerStorage, onTrouble: (fault: Fault) => void) {
    this.#storage = storage;
    this.#onTrouble = onTrouble;
    for (const text of [storage.readSnapshot() ?? '[]', ...storage.readEntries().map((entry) => `[${entry}]`)]) {
      const fills = readFills(text);
      if (fills) for (const fill of fills) this.#count(fill);
      else onTrouble({ code: 'store-row-unreadable', params: { table: 'futu', row: text.slice(0, 80) } });
    }
  }

  /**
   * @param averagePrice of all that was filled, in ticks, as a fraction
   * @returns what the report counts beyond what is known, or null. A fill is a fact though the disk refuses it: it is kept in memory then
   */
  derive(report: OrderReport, averagePrice: number): FillReport | null {
    const known = this.#byOrder.get(keyOf(report));
    const quantity = report.filled - (known?.quantity ?? 0);
    if (!(quantity > 0) || !Number.isFinite(averagePrice)) return null;
    const { account, clientOrderId, brokerOrderId, instrument, side, offset, exchangeTime, tradingDay } = report;
    const price = Math.round((report.filled * averagePrice - (known?.value ?? 0)) / quantity);
    const brokerFillId = `${brokerOrderId}/${report.filled}`;
    const fill: FillReport = { account, brokerFillId, brokerOrderId, clientOrderId, instrument, side, offset, price, quantity, fee: 0, exchangeTime, tradingDay };
    this.#count(fill);
    this.#unwritten.push(JSON.stringify(fill));
    this.#write(() => {
      this.#storage.append(this.#unwritten);
      this.#unwritten = [];
    });
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
    if (!dropped) return;
    this.#write(() => {
      this.#storage.writeSnapshot(JSON.stringify([...this.#byOrder.values()].flatMap(({ fills }) => fills)));
      this.#unwritten = [];
    });
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#onTrouble({ code: 'store-failed', params: { reason: error instanceof Error ? error.message : String(error) } });
    }
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

function readFills(text: string): FillReport[] | null {
  try {
    const fills = JSON.parse(text) as unknown;
    const whole = (fill: Partial<FillReport> | null): boolean =>
      typeof fill?.account === 'string' && typeof fill.brokerOrderId === 'string' && Number.isFinite(fill.quantity) && Number.isFinite(fill.price);
    return Array.isArray(fills) && fills.every(whole) ? (fills as FillReport[]) : null;
  } catch {
    return null;
  }
}

const keyOf = ({ account, brokerOrderId }: Pick<FillReport, 'account' | 'brokerOrderId'>): string => `${account}/${brokerOrderId}`;
