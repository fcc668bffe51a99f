/**
 * An account's orders by the ids that it gave them. A hash table of figures alone: it holds the orders' numbers and what their ids hash
 * to, so that looking one up touches no other order and no other id, and nothing in it is anything to the garbage collector.
 */
import type { ExchangeOrder } from './orders.ts';

/** What an id hashes to: FNV-1a over its characters, mixed once more for the sake of ids that count up; 30 bits. */
export function hashOfId(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x3fff_ffff;
}

/** Where orders are found by their numbers. */
interface Numbered {
  get(number: number): ExchangeOrder | undefined;
}

/** Open addressing with linear probing; at most half full. An order that leaves draws those behind it up, so that no slot is lost. */
export class ClientIds {
  /** Order numbers by slot; 0 where there is none. */
  #numbers = new Float64Array(32);
  #hashes = new Int32Array(32);
  #mask = 31;
  #count = 0;

  /** @param hash what `id` hashes to */
  find(id: string, hash: number, orders: Numbered): ExchangeOrder | undefined {
    for (let slot = hash & this.#mask; this.#numbers[slot] !== 0; slot = (slot + 1) & this.#mask) {
      if (this.#hashes[slot] !== hash) continue;
      const order = orders.get(this.#numbers[slot]);
      if (order?.intent.id === id) return order;
    }
    return undefined;
  }

  /** Adds an order whose id is not there yet. */
  add(number: number, hash: number): void {
    if (++this.#count * 2 > this.#mask) this.#grow();
    this.#put(number, hash);
  }

  #put(number: number, hash: number): void {
    let slot = hash & this.#mask;
    while (this.#numbers[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#numbers[slot] = number;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const numbers = this.#numbers;
    const hashes = this.#hashes;
    this.#mask = numbers.length * 2 - 1;
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#hashes = new Int32Array(numbers.length * 2);
    for (let slot = 0; slot < numbers.length; slot++) if (numbers[slot] !== 0) this.#put(numbers[slot], hashes[slot]);
  }

  /** Takes an order out. One that is not there is no matter. */
  delete(number: number, hash: number): void {
    let slot = hash & this.#mask;
    while (this.#numbers[slot] !== number) {
      if (this.#numbers[slot] === 0) return;
      slot = (slot + 1) & this.#mask;
    }
    this.#count--;
    // Whoever stands behind the gap and would have stood in it or before it moves up.
    for (let next = (slot + 1) & this.#mask; this.#numbers[next] !== 0; next = (next + 1) & this.#mask) {
      const home = this.#hashes[next] & this.#mask;
      if (((next - home) & this.#mask) < ((next - slot) & this.#mask)) continue;
      this.#numbers[slot] = this.#numbers[next];
      this.#hashes[slot] = this.#hashes[next];
      slot = next;
    }
    this.#numbers[slot] = 0;
  }
}
