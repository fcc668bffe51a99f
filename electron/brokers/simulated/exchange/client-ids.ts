/**
 * An account's orders by the ids that it gave them. A hash table of figures alone: it holds the orders' rows and what their ids hash
 * to, so that looking one up touches no other order and no other id, and nothing in it is anything to the garbage collector.
 */

/** What an id hashes to: FNV-1a over its characters, mixed once more for the sake of ids that count up; 30 bits. */
export function hashOfId(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x3fff_ffff;
}

/**
 * Open addressing with linear probing; at most half full. An order that leaves draws those behind it up, so that no slot is lost.
 */
export class ClientIds {
  /** By slot: an order's row and one more, 0 where there is none, and what its id hashes to. Side by side, because they are asked for together. */
  #slots = new Int32Array(64);
  /** Of a place in `#slots`. */
  #mask = 62;
  #count = 0;

  /**
   * @param hash what `id` hashes to
   * @param ids by row
   * @returns the row, -1 where no order has the id
   */
  find(id: string, hash: number, ids: readonly string[]): number {
    const slots = this.#slots;
    for (let at = (hash * 2) & this.#mask; slots[at] !== 0; at = (at + 2) & this.#mask) {
      if (slots[at + 1] === hash && ids[slots[at] - 1] === id) return slots[at] - 1;
    }
    return -1;
  }

  /** Adds an order whose id is not there yet. */
  add(row: number, hash: number): void {
    if (++this.#count * 4 > this.#slots.length) this.#grow();
    this.#put(row + 1, hash);
  }

  #put(entry: number, hash: number): void {
    const slots = this.#slots;
    let at = (hash * 2) & this.#mask;
    while (slots[at] !== 0) at = (at + 2) & this.#mask;
    slots[at] = entry;
    slots[at + 1] = hash;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    this.#mask = before.length * 2 - 2;
    for (let at = 0; at < before.length; at += 2) if (before[at] !== 0) this.#put(before[at], before[at + 1]);
  }

  /** Takes an order out. One that is not there is no matter. */
  delete(row: number, hash: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let gap = (hash * 2) & mask;
    while (slots[gap] !== row + 1) {
      if (slots[gap] === 0) return;
      gap = (gap + 2) & mask;
    }
    this.#count--;
    // Whoever stands behind the gap and would have stood in it or before it moves up.
    for (let at = (gap + 2) & mask; slots[at] !== 0; at = (at + 2) & mask) {
      const home = (slots[at + 1] * 2) & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[gap] = slots[at];
      slots[gap + 1] = slots[at + 1];
      gap = at;
    }
    slots[gap] = 0;
  }
}
