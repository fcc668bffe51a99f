/**
 * The orders that are in memory: all that are not final, and the newest of the rest. What was let go is found again in the
 * store. Orders are known by their id here, and to a broker by the broker's order id.
 */
import type { Store } from '#electron/store/store.ts';
import type { Fill } from '#shared/model/fill.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { track, type TrackedOrder } from './order-state.ts';

/** Final orders kept at hand for late events and repeated ids. */
export const RECENT_ORDERS = 2_000;

/** Orders of the store that are searched, once per account, for a broker order id that comes without ours. */
const SEARCHED_ORDERS = 2_000;

export interface OrderRecord {
  tracked: TrackedOrder;
  /** Booked fills by the broker's fill id; null: not read from the store yet. */
  fills: Map<string, Fill> | null;
  /** Fills that turned out to be what was booked as inferred before. */
  readonly explained: Map<string, number>;
  /** The client order id that the broker carries for it, where it is not ours. */
  clientIdAtBroker: string | null;
  /** Whether the broker's reports name our id: then an order that was let go is found by it. */
  named: boolean;
  /** Being journalled: not handed to the broker yet. */
  sending: Promise<unknown> | null;
  /** The row as it was last published. */
  published: Order | null;
  /** In the registry, not just looked at. */
  kept: boolean;
}

/** Id of an order that was placed elsewhere: made from the broker's, so that it is the same after every restart (rule 7). */
export const externalId = (account: string, brokerOrderId: string): string => `x:${account}:${brokerOrderId}`;

export function newRecord(tracked: TrackedOrder, fills: Map<string, Fill> | null): OrderRecord {
  return { tracked, fills, explained: new Map(), clientIdAtBroker: null, named: false, sending: null, published: null, kept: false };
}

export class OrderRegistry {
  readonly #store: Pick<Store, 'orders' | 'fills'>;
  readonly #records = new Map<string, OrderRecord>();
  readonly #open = new Map<string, OrderRecord>();
  /** Final ones, the longest untouched first. */
  readonly #recent = new Map<string, OrderRecord>();
  readonly #byBroker = new Map<string, OrderRecord>();
  readonly #byClientIdAtBroker = new Map<string, OrderRecord>();
  /** Ids of orders that are not in memory and that their broker does not call by our id. */
  readonly #letGo = new Map<string, string>();
  readonly #searched = new Set<string>();

  constructor(store: Pick<Store, 'orders' | 'fills'>) {
    this.#store = store;
  }

  get(id: string): OrderRecord | undefined {
    return this.#records.get(id);
  }

  /** In memory or in the store. */
  fetch(id: string): OrderRecord | undefined {
    return this.#records.get(id) ?? this.#read(id);
  }

  #read(id: string): OrderRecord | undefined {
    const order = this.#store.orders.get(id);
    return order ? newRecord(track(order), null) : undefined;
  }

  /** The order that an event speaks of; undefined where it is unknown here. */
  find(account: string, clientOrderId: string | null, brokerOrderId: string): OrderRecord | undefined {
    if (clientOrderId !== null) {
      const record = this.#records.get(clientOrderId);
      if (record?.tracked.order.account === account) return record;
    }
    const key = `${account}\n${brokerOrderId}`;
    const known = this.#byBroker.get(key) ?? (clientOrderId === null ? undefined : this.#byClientIdAtBroker.get(`${account}\n${clientOrderId}`));
    if (known) return known;
    if (clientOrderId !== null) {
      const stored = this.#read(clientOrderId);
      if (stored?.tracked.order.account === account) return stored;
    } else {
      this.#search(account);
      const id = this.#letGo.get(key);
      if (id !== undefined) return this.#read(id);
    }
    return this.#read(externalId(account, brokerOrderId));
  }

  /** By the id a refusal names: ours, or the one that the broker carries. */
  findByClientId(account: string, clientOrderId: string): OrderRecord | undefined {
    return this.#records.get(clientOrderId) ?? this.#byClientIdAtBroker.get(`${account}\n${clientOrderId}`) ?? this.#read(clientOrderId);
  }

  #search(account: string): void {
    if (this.#searched.has(account)) return;
    this.#searched.add(account);
    for (let offset = 0; offset < SEARCHED_ORDERS; offset += 1_000) {
      const { rows } = this.#store.orders.page({ account, offset, limit: 1_000 });
      for (const order of rows) if (order.brokerOrderId !== null && !order.external) this.#letGo.set(`${account}\n${order.brokerOrderId}`, order.id);
      if (rows.length < 1_000) break;
    }
  }

  /** Puts a record in its place after it was made or changed. */
  place(record: OrderRecord): void {
    const { order } = record.tracked;
    record.kept = true;
    this.#records.set(order.id, record);
    if (order.brokerOrderId !== null) this.#byBroker.set(`${order.account}\n${order.brokerOrderId}`, record);
    if (record.clientIdAtBroker !== null) this.#byClientIdAtBroker.set(`${order.account}\n${record.clientIdAtBroker}`, record);
    if (isFinal(order.state)) {
      this.#open.delete(order.id);
      this.#recent.delete(order.id);
      this.#recent.set(order.id, record);
    } else {
      this.#open.set(order.id, record);
      this.#recent.delete(order.id);
    }
  }

  /** Lets the oldest final ones go. Only after everything is stored. */
  trim(): void {
    for (const [id, record] of this.#recent) {
      if (this.#recent.size <= RECENT_ORDERS) return;
      const { order } = record.tracked;
      record.kept = false;
      this.#recent.delete(id);
      this.#records.delete(id);
      if (order.brokerOrderId !== null) {
        const key = `${order.account}\n${order.brokerOrderId}`;
        this.#byBroker.delete(key);
        if (!record.named && !order.external) this.#letGo.set(key, id);
      }
      if (record.clientIdAtBroker !== null) this.#byClientIdAtBroker.delete(`${order.account}\n${record.clientIdAtBroker}`);
    }
  }

  /** Booked fills of a record, read from the store when they are first asked for. */
  fillsOf(record: OrderRecord): Map<string, Fill> {
    record.fills ??= new Map(this.#store.fills.ofOrder(record.tracked.order.id).map((fill) => [fill.brokerFillId, fill]));
    return record.fills;
  }

  open(): IterableIterator<OrderRecord> {
    return this.#open.values();
  }

  /** Open orders of an account, as an array that may outlive changes. */
  openOf(account: string): OrderRecord[] {
    const found: OrderRecord[] = [];
    for (const record of this.#open.values()) if (record.tracked.order.account === account) found.push(record);
    return found;
  }

  get size(): { readonly open: number; readonly recent: number } {
    return { open: this.#open.size, recent: this.#recent.size };
  }
}
