/** The store against a naive model in memory, and against a write-ahead log that lost its end. */
import fc from 'fast-check';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, openSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { PageAsk, Store } from '#electron/store/store.ts';
import type { Page } from '#shared/contract/commands.ts';
import type { Fill } from '#shared/model/fill.ts';
import { isFinal, ORDER_STATES, type Order } from '#shared/model/order.ts';
import { sampleFill, sampleOrder } from '#test/unit/store-samples.ts';

let folder: string;
let folders = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-property-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const fresh = (): string => join(folder, String(folders++));

const open = (path: string): Store => {
  const opened = openStore({ folder: path });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
};

const account = fc.constantFrom('sim', 'real');
const instrument = fc.constantFrom('CFFEX.IF2101', 'HKEX.00700');

const waiting: fc.Arbitrary<Partial<Order>> = fc.oneof(
  fc.constant({}),
  fc.record({
    condition: fc.record({ trigger: fc.option(fc.integer()), trail: fc.option(fc.oneof(fc.record({ amount: fc.nat() }), fc.record({ ratio: fc.double({ min: 0, max: 1, noNaN: true }) }))), limitOffset: fc.option(fc.nat()) }),
    triggered: fc.boolean(),
    triggerPrice: fc.option(fc.integer()),
  }),
);

const order = fc.record({
  waiting,
  id: fc.integer({ min: 0, max: 30 }).map((n) => `order-${n}`), account, instrument, state: fc.constantFrom(...ORDER_STATES),
  price: fc.option(fc.integer()), filled: fc.nat(), createdAt: fc.integer({ min: 0, max: 12 }), brokerOrderId: fc.option(fc.string()),
}).map(({ waiting, ...fields }) => sampleOrder(fields.id, { ...fields, ...waiting }));

const fill = fc.record({ brokerFillId: fc.integer({ min: 0, max: 20 }).map(String), account, instrument, order: fc.constantFrom('order-1', 'order-2'), quantity: fc.nat() })
  .map((fields) => sampleFill(fields.brokerFillId, fields));

const ask: fc.Arbitrary<PageAsk> = fc.record({ account: fc.option(account, { nil: undefined }), instrument: fc.option(instrument, { nil: undefined }), offset: fc.nat(25), limit: fc.integer({ min: 1, max: 12 }) });

type Step =
  | { readonly do: 'put'; readonly orders: readonly Order[] }
  | { readonly do: 'add'; readonly fill: Fill }
  | { readonly do: 'page'; readonly ask: PageAsk }
  | { readonly do: 'undone'; readonly orders: readonly Order[]; readonly fill: Fill }
  | { readonly do: 'journal'; readonly orders: readonly Order[] }
  | { readonly do: 'reopen' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), orders: fc.array(order, { maxLength: 6 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), fill }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('page' as const), ask }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('undone' as const), orders: fc.array(order, { maxLength: 4 }), fill }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('journal' as const), orders: fc.array(order, { maxLength: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 40 },
);

/** Newest last. */
class NaiveStore {
  orders: Order[] = [];
  fills: Fill[] = [];

  put(order: Order): void {
    const at = this.orders.findIndex((other) => other.id === order.id);
    const before = this.orders[at];
    // A row keeps its place of arrival as long as it stays the same order.
    if (before && before.account === order.account && before.instrument === order.instrument && before.createdAt === order.createdAt) this.orders[at] = order;
    else this.orders = [...this.orders.filter((other) => other.id !== order.id), order];
  }

  add(fill: Fill): boolean {
    if (this.fills.some((other) => other.id === fill.id)) return false;
    this.fills.push(fill);
    return true;
  }

  page<T extends { account: string; instrument: string }>(newestLast: readonly T[], { account, instrument, offset, limit }: PageAsk): Page<T> {
    const rows = newestLast.filter((row) => (account ?? row.account) === row.account && (instrument ?? row.instrument) === row.instrument).reverse();
    return { rows: rows.slice(offset, offset + limit), total: rows.length };
  }

  ordersByCreation(): Order[] {
    return this.orders.toSorted((a, b) => a.createdAt - b.createdAt);
  }
}

describe('the store', () => {
  it('answers any sequence of writes and pages as a naive one in memory does', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const path = fresh();
        let store = open(path);
        const naive = new NaiveStore();
        for (const step of sequence) {
          if (step.do === 'put') {
            store.orders.put(step.orders);
            for (const put of step.orders) naive.put(put);
          } else if (step.do === 'add') {
            expect(store.fills.add(step.fill).added).toBe(naive.add(step.fill));
          } else if (step.do === 'page') {
            expect(store.orders.page(step.ask)).toEqual(naive.page(naive.ordersByCreation(), step.ask));
            expect(store.fills.page(step.ask)).toEqual(naive.page(naive.fills, step.ask));
          } else if (step.do === 'undone') {
            expect(() =>
              store.transaction(() => {
                store.orders.put(step.orders);
                store.fills.add(step.fill);
                throw new Error('undone');
              }),
            ).toThrow('undone');
          } else if (step.do === 'journal') {
            await Promise.all(step.orders.map((put) => store.journal.append({ kind: 'place', account: put.account, order: put.id, detail: {}, time: 0 }, put)));
            for (const put of step.orders) naive.put(put);
          } else {
            store.close();
            store = open(path);
          }
        }
        expect(store.orders.open()).toEqual(naive.ordersByCreation().filter((row) => !isFinal(row.state)));
        for (const row of naive.orders) expect(store.orders.get(row.id)).toEqual(row);
        expect(store.fills.ofOrder('order-1')).toEqual(naive.fills.filter((row) => row.order === 'order-1'));
        store.close();
        rmSync(path, { recursive: true });
      }),
      { numRuns: 150 },
    );
  });
});

describe('a write-ahead log that lost or spoiled its end, as after a power cut', () => {
  const WRITES = 120;

  /** Numbered writes to different tables, in order; the folder as a power cut would find it. */
  async function written(path: string): Promise<void> {
    const live = `${path}-live`;
    const store = open(live);
    mkdirSync(path);
    cpSync(join(live, 'pankou.db'), join(path, 'pankou.db'));
    for (let n = 0; n < WRITES; n++) {
      if (n % 4 === 0) await store.journal.append({ kind: 'place', account: 'sim', order: null, detail: {}, time: n }, null);
      else if (n % 4 === 1) store.broker('sim').append([String(n)]);
      else if (n % 4 === 2) store.fills.add(sampleFill(String(n)));
      else store.orders.put([sampleOrder(String(n))]);
    }
    // The database file is as it was: nothing was brought home yet, all is in the log.
    cpSync(join(live, 'pankou.db'), join(path, 'pankou.db'));
    cpSync(join(live, 'pankou.db-wal'), join(path, 'pankou.db-wal'));
    store.close();
    rmSync(live, { recursive: true });
  }

  it('opens with a beginning of what was written, without a gap', async () => {
    const source = fresh();
    await written(source);
    const size = statSync(join(source, 'pankou.db-wal')).size;
    let longest = 0;
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (part, spoiled) => {
        const path = fresh();
        cpSync(source, path, { recursive: true });
        const log = join(path, 'pankou.db-wal');
        const at = Math.floor(part * size);
        if (spoiled) {
          const handle = openSync(log, 'r+');
          writeSync(handle, Buffer.alloc(Math.min(4096, size - at), 0), 0, undefined, at);
          closeSync(handle);
        } else truncateSync(log, at);

        const store = open(path);
        const survived = new Set([
          ...store.journal.page(0, 1000).map((entry) => entry.time),
          ...store.broker('sim').readEntries().map(Number),
          ...store.fills.page({ offset: 0, limit: 1000 }).rows.map((row) => Number(row.brokerFillId)),
          ...store.orders.page({ offset: 0, limit: 1000 }).rows.map((row) => Number(row.id)),
        ]);
        store.close();
        rmSync(path, { recursive: true });
        longest = Math.max(longest, survived.size);
        expect([...survived].sort((a, b) => a - b)).toEqual(Array.from({ length: survived.size }, (_, n) => n));
      }),
      { numRuns: 60, examples: [[1, false], [0.5, true]] },
    );
    expect(longest).toBe(WRITES);
  });
});
