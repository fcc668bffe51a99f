/**
 * The exchange's engine by itself: the order book alone, then the whole exchange (accounts, margin, fees, event log in memory) on one
 * stream of orders. `--workload FILE` (see order-stream.ts; `.gz` is gunzipped); without it a seeded stream of its own.
 * Rates are the best of a few runs: what else the machine does takes from them, nothing adds to them.
 *
 * The hash is over the fills of the book's own run; the exchange's run has to come to the same, or the benchmark fails.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { Exchange } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { wireId } from '#electron/brokers/simulated/exchange/orders.ts';
import type { Batch } from '#electron/brokers/simulated/exchange/turn.ts';
import { OrderBook, type BookSide } from '#electron/brokers/simulated/matching/order-book.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyBook } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { FillHash, KIND, makeStream, readStream, type OrderStream } from './order-stream.ts';
import { quantile, report } from './report.ts';

const { values } = parseArgs({ options: { workload: { type: 'string' } } });
const SEED = 20210104;
const ACCOUNTS = Array.from({ length: 8 }, (_, n) => `ACCOUNT-${n + 1}`);
/** Operations between two batches, as a broker's turn of 20 ms has them at a heavy load. */
const TURN = 1_000;
const DEPTHS = [100, 10_000, 1_000_000];

const stream = values.workload === undefined ? makeStream(SEED, 10_000, 1_000_000) : readStream(values.workload);

/** The book alone. @param times where each operation's ns go, if they are wanted */
function runBook(of: OrderStream, times: Float64Array | null, hash: FillHash | null): number {
  const book = new OrderBook(of.preload + 1024);
  const { kind, side, id, price, quantity, count, preload } = of;
  const handles = new Int32Array(count + 1).fill(-1);
  let taker = 0;
  const listener = {
    matched(_maker: number, tag: number, at: number, traded: number): void {
      hash?.add(taker, tag, at, traded);
    },
  };
  const step = (n: number): void => {
    if (kind[n] === KIND.cancel) {
      book.cancel(handles[id[n]]);
      return;
    }
    taker = id[n];
    const left = kind[n] === KIND.marketable ? book.match(side[n] as BookSide, price[n], quantity[n], listener) : quantity[n];
    if (left > 0) handles[taker] = book.rest(side[n] as BookSide, price[n], left, taker);
  };
  for (let n = 0; n < preload; n++) step(n);
  const begun = process.hrtime.bigint();
  if (times === null) for (let n = preload; n < count; n++) step(n);
  else {
    for (let n = preload; n < count; n++) {
      const from = performance.now();
      step(n);
      times[n - preload] = (performance.now() - from) * 1e3;
    }
  }
  return (count - preload) / (Number(process.hrtime.bigint() - begun) / 1e9);
}

/** A matching instrument with margin, fees of both kinds and netted positions: everything an order can need. */
const INSTRUMENT: Instrument = {
  id: 'PANKOU.TEST',
  exchange: 'PANKOU',
  code: 'TEST',
  name: { zh: '测试', en: 'Test' },
  kind: 'future',
  product: 'TEST',
  currency: 'CNY',
  tickSize: 0.01,
  decimals: 2,
  multiplier: 10,
  lot: 1,
  maxOrderQuantity: 1_000_000,
  margin: { long: 0.1, short: 0.1 },
  fees: { open: { byValue: 0.0001, byQuantity: 0.01 } },
  offsets: 'net',
  sellable: 'today',
  shortable: true,
  reference: 'pre-settlement',
  sessions: 'always',
  timeZone: 'Asia/Shanghai',
  origin: 'matching',
  depth: 10,
};
/** Enough for the margin of a million orders. */
const DEPOSIT = 2_000_000_000_000_000;

/** Client ids are the participants' own: made before anything is measured, and for all runs. */
const ids: string[] = [];
const idOf = (order: number): string => {
  while (ids.length <= order) ids.push(`order-${ids.length}`);
  return ids[order];
};

/** The exchange's ids of a stream's orders, which it counts as they come: what participants were told when it took them. */
function wireIdsOf({ kind, id, count }: OrderStream): string[] {
  const told: string[] = [];
  let number = 0;
  for (let n = 0; n < count; n++) if (kind[n] !== KIND.cancel) told[id[n]] = wireId(++number);
  return told;
}

/** A whole exchange with its accounts, and the stream's orders as they come from participants. */
class Floor {
  readonly exchange: Exchange;
  readonly #stream: OrderStream;
  readonly #wireIds: readonly string[];
  readonly #quote = emptyQuote();
  /** The event log. */
  readonly log: Batch[] = [];

  constructor(of: OrderStream, wireIds: readonly string[]) {
    this.#stream = of;
    this.#wireIds = wireIds;
    const quote = this.#quote;
    quote[QUOTE.phase] = PHASES.indexOf('continuous');
    quote[QUOTE.last] = of.price[0];
    const book = emptyBook();
    this.exchange = new Exchange(new ExchangeState([INSTRUMENT]), { time: Date.UTC(2021, 0, 4, 2), tradingDay: '2021-01-04', quoteOf: () => quote, bookOf: () => book });
    this.exchange.listen({
      onTrade(_index, price) {
        quote[QUOTE.last] = price;
      },
      onBookChange() {},
    });
    for (const account of ACCOUNTS) this.exchange.createAccount(account, account, { CNY: DEPOSIT });
  }

  /** An order goes to the exchange as the broker's words say it: a cancellation names it by the exchange's id, as the core does once it has been told. */
  step(n: number): void {
    const { kind, side, id, price, quantity } = this.#stream;
    const order = id[n];
    const account = ACCOUNTS[order % ACCOUNTS.length];
    if (kind[n] === KIND.cancel) {
      this.exchange.cancel(account, idOf(order), this.#wireIds[order]);
      return;
    }
    const intent: OrderIntent = {
      id: idOf(order),
      account,
      instrument: INSTRUMENT.id,
      side: side[n] === 0 ? 'buy' : 'sell',
      offset: 'open',
      type: 'limit',
      price: price[n],
      quantity: quantity[n],
      timeInForce: 'gtc',
    };
    this.exchange.place(intent);
  }

  /** Keeps what happened, as events that have not been made text. */
  keep(): void {
    const batch = this.exchange.drain();
    if (batch) this.log.push(batch);
  }

  preload(): void {
    for (let n = 0; n < this.#stream.preload; n++) {
      this.step(n);
      if (n % TURN === 0) this.keep();
    }
    this.keep();
  }

  get resting(): number {
    return this.exchange.state.resting[0].size;
  }

  run(from: number, to: number): number {
    const begun = process.hrtime.bigint();
    for (let n = from; n < to; n++) {
      this.step(n);
      if (n % TURN === 0) this.keep();
    }
    this.keep();
    return (to - from) / (Number(process.hrtime.bigint() - begun) / 1e9);
  }
}

/** Hash of an exchange's fills, from its event log: the maker's fill comes first, then the taker's. */
function hashOf(log: readonly Batch[]): number {
  const hash = new FillHash();
  const ids = new Map<number, number>();
  let maker = 0;
  for (const batch of log) {
    for (const event of batch.events) {
      if (event.type === 'rejected') throw new Error(`order ${event.intent.id} was rejected: ${event.fault.code}`);
      if (event.type === 'placed') ids.set(event.order, Number(event.intent.id.slice('order-'.length)));
      if (event.type !== 'fill') continue;
      const id = ids.get(event.order) ?? 0;
      if (maker === 0) maker = id;
      else {
        hash.add(id, maker, event.price, event.quantity);
        maker = 0;
      }
    }
  }
  return hash.value;
}

const operations = stream.count - stream.preload;
runBook(stream, null, null);
const bookRates = [1, 2, 3].map(() => runBook(stream, null, null));
const times = new Float64Array(operations);
const hash = new FillHash();
runBook(stream, null, hash);
runBook(stream, times, null);
times.sort();
if (stream.hash !== null && stream.hash !== hash.value) throw new Error(`the fills hash to ${hash.value}, the stream says ${stream.hash}`);

// Once to warm up and to be sure of the fills, then measured.
const wireIds = wireIdsOf(stream);
const rehearsal = new Floor(stream, wireIds);
rehearsal.preload();
rehearsal.run(stream.preload, stream.count);
const exchangeHash = hashOf(rehearsal.log);
if (exchangeHash !== hash.value) throw new Error(`the exchange's fills hash to ${exchangeHash}, the book's to ${hash.value}`);
rehearsal.log.length = 0;

/** Takes away what the run before left: each pays for its own garbage. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const rates = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
  const floor = new Floor(stream, wireIds);
  floor.preload();
  collect();
  return floor.run(stream.preload, stream.count);
});

/** One order at a time: in, and its acknowledgement read. */
function acknowledgements(): number[] {
  const floor = new Floor(stream, wireIds);
  floor.preload();
  const samples: number[] = [];
  const to = Math.min(stream.count, stream.preload + 200_000);
  for (let n = stream.preload; n < to; n++) {
    const from = performance.now();
    floor.step(n);
    const batch = floor.exchange.drain();
    const told = batch?.announcements[0];
    const took = performance.now() - from;
    if (told?.kind !== 'order') throw new Error(`operation ${n} was not acknowledged`);
    samples.push(took * 1e3);
  }
  return samples.slice(samples.length / 4);
}
const acks = acknowledgements();

/** The whole exchange with so many orders resting. */
function atDepth(depth: number): number {
  const of = makeStream(SEED, depth, 200_000);
  const told = wireIdsOf(of);
  const runs = [1, 2, 3, 4].map(() => {
    const floor = new Floor(of, told);
    floor.preload();
    if (floor.resting !== depth) throw new Error(`${floor.resting} orders rest where ${depth} should`);
    collect();
    return floor.run(of.preload, of.count);
  });
  return Math.max(...runs);
}

report('exchange-ops', {
  book_ops_per_s: Math.round(Math.max(...bookRates)),
  book_p99_us: times[Math.floor(operations * 0.99)],
  fill_hash: `0x${hash.value.toString(16).padStart(8, '0')}`,
  exchange_ops_per_s: Math.round(Math.max(...rates)),
  ack_p50_us: quantile(acks, 0.5),
  ack_p99_us: quantile(acks, 0.99),
  ops_per_s_by_depth: Object.fromEntries(DEPTHS.map((depth) => [String(depth), Math.round(atDepth(depth))])),
  operations,
});
