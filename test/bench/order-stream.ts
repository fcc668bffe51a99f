/**
 * Streams of orders for a limit order book, in the layout of order-book-1m.bin.gz: 64 bytes of header (LOBW, version, preload,
 * operations, seed, fills, volume, notional, orders and quantity resting at the end, hash), then records of 20 bytes: u8 kind, u8 side,
 * u16 0, u32 id, i32 price, u32 quantity, u32 aux, little-endian.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BUY, OrderBook, SELL, type BookSide, type Handle } from '#electron/brokers/simulated/matching/order-book.ts';

export const KIND = { passive: 0, cancel: 1, marketable: 2 } as const;

export interface OrderStream {
  /** Records that build the book before the clock runs. */
  readonly preload: number;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly side: Uint8Array;
  readonly id: Int32Array;
  readonly price: Int32Array;
  readonly quantity: Int32Array;
  /** Of its fills, as `FillHash` counts them; null where the stream does not say. */
  readonly hash: number | null;
}

const HEADER = 64;
const RECORD = 20;

/** FNV-1a over taker id, maker id, price and quantity of each fill, each as four bytes, little-endian. */
export class FillHash {
  value = 0x811c9dc5;

  add(taker: number, maker: number, price: number, quantity: number): void {
    this.#word(taker);
    this.#word(maker);
    this.#word(price);
    this.#word(quantity);
  }

  #word(word: number): void {
    let hash = this.value;
    hash = Math.imul(hash ^ (word & 0xff), 0x01000193);
    hash = Math.imul(hash ^ ((word >>> 8) & 0xff), 0x01000193);
    hash = Math.imul(hash ^ ((word >>> 16) & 0xff), 0x01000193);
    this.value = Math.imul(hash ^ (word >>> 24), 0x01000193) >>> 0;
  }
}

function emptyStream(preload: number, count: number, hash: number | null): OrderStream {
  return {
    preload,
    count,
    kind: new Uint8Array(count),
    side: new Uint8Array(count),
    id: new Int32Array(count),
    price: new Int32Array(count),
    quantity: new Int32Array(count),
    hash,
  };
}

/** Reads a stream from a file, gunzipped where its name says so. Throws where it is not one. */
export function readStream(file: string): OrderStream {
  const raw = readFileSync(file);
  const bytes = file.endsWith('.gz') ? gunzipSync(raw) : raw;
  if (bytes.toString('latin1', 0, 4) !== 'LOBW' || bytes.readUInt32LE(4) !== 1) throw new Error(`${file} is not a stream of orders (LOBW, version 1)`);
  const preload = bytes.readUInt32LE(8);
  const count = preload + bytes.readUInt32LE(12);
  if (bytes.length < HEADER + count * RECORD) throw new Error(`${file} ends before its ${count} records`);
  const hash = bytes.readUInt32LE(52);
  const stream = emptyStream(preload, count, hash);
  for (let n = 0; n < count; n++) {
    const at = HEADER + n * RECORD;
    stream.kind[n] = bytes[at];
    stream.side[n] = bytes[at + 1];
    stream.id[n] = bytes.readUInt32LE(at + 4);
    stream.price[n] = bytes.readInt32LE(at + 8);
    stream.quantity[n] = bytes.readUInt32LE(at + 12);
  }
  return stream;
}

/** Mulberry32: small, fast, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A stream of its own: around a price that wanders, 45 % orders that rest, 35 % cancels, 20 % orders that trade. The book that makes
 * it keeps about `depth` orders.
 */
export function makeStream(seed: number, preload: number, operations: number): OrderStream {
  const random = seeded(seed);
  const stream = emptyStream(preload, preload + operations, null);
  const book = new OrderBook(preload + 1024);
  const resting: number[] = [];
  const placeOf = new Map<number, number>();
  const handles: Handle[] = [];
  const spread = Math.max(200, Math.floor(preload / 25));
  let middle = 1_000_000;
  const forget = (id: number): void => {
    const at = placeOf.get(id)!;
    const last = resting.pop()!;
    if (last !== id) {
      resting[at] = last;
      placeOf.set(last, at);
    }
    placeOf.delete(id);
  };
  const listener = { matched: (_maker: Handle, tag: number, _price: number, _quantity: number, left: number) => left === 0 && forget(tag) };
  for (let n = 0; n < stream.count; n++) {
    const dice = random();
    const side: BookSide = random() < 0.5 ? BUY : SELL;
    const direction = side === BUY ? -1 : 1;
    stream.side[n] = side;
    stream.id[n] = n + 1;
    if (n >= preload && dice < 0.4 && resting.length > preload / 2) {
      const id = resting[Math.floor(random() * resting.length)];
      stream.kind[n] = KIND.cancel;
      stream.id[n] = id;
      stream.side[n] = book.sideOf(handles[id]);
      book.cancel(handles[id]);
      forget(id);
      continue;
    }
    const crosses = n >= preload && dice > 0.8;
    const touch = side === BUY ? book.ask : book.bid;
    const away = 1 + Math.floor(random() ** 3 * spread);
    let price = middle + direction * away;
    if (crosses && !Number.isNaN(touch)) price = touch - direction * Math.floor(random() * 4);
    else if (!Number.isNaN(touch) && (price - touch) * direction <= 0) price = touch + direction;
    const quantity = 1 + Math.floor(random() * (crosses ? 30 : 20));
    stream.kind[n] = crosses ? KIND.marketable : KIND.passive;
    stream.price[n] = price;
    stream.quantity[n] = quantity;
    const left = book.match(side, price, quantity, listener);
    if (left > 0) {
      handles[n + 1] = book.rest(side, price, left, n + 1);
      placeOf.set(n + 1, resting.length);
      resting.push(n + 1);
    }
    if (n % 64 === 0) middle += Math.floor(random() * 3) - 1;
  }
  return stream;
}
