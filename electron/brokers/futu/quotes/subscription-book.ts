/**
 * Which securities are subscribed for what, within OpenD's quota: one place for each security and kind (seeds/003, line 1514), which may be
 * given back no earlier than a minute after it was taken (line 1516). Pure: says what to send, and is told what OpenD made of it.
 */
import type { Listing } from './listing.ts';

/** Subscribed at least so long before it may be given back; a little more, since OpenD counts by its own clock. */
export const LEAST_MS = 61_000;

export interface SubscriptionChange {
  readonly subscribe: readonly Listing[];
  readonly unsubscribe: readonly Listing[];
  /** Wanted, but the quota is used up. */
  readonly short: readonly Listing[];
  /** UTC ms at which something more can be given back; null where nothing waits for that. */
  readonly nextAt: number | null;
}

export class SubscriptionBook {
  /** When each was subscribed, UTC ms, the longest first. */
  readonly #held = new Map<Listing, number>();
  #wanted: ReadonlySet<Listing> = new Set();
  readonly #perListing: number;
  #quota = 0;

  /** @param perListing how many kinds are subscribed of each: so many places it takes */
  constructor(perListing: number) {
    this.#perListing = perListing;
  }

  /** What is wanted now, the most wanted first. */
  want(listings: readonly Listing[]): void {
    this.#wanted = new Set(listings);
  }

  /** Places this connection may have in all: those it holds and those that are left. */
  allow(places: number): void {
    this.#quota = places;
  }

  /** A new connection: OpenD holds nothing for it yet. */
  reset(): void {
    this.#held.clear();
  }

  get held(): ReadonlyMap<Listing, number> {
    return this.#held;
  }

  get used(): number {
    return this.#held.size * this.#perListing;
  }

  /** What to send now. What is not wanted any more keeps its place until the minute is over, and is given back only then. */
  plan(now: number): SubscriptionChange {
    const unsubscribe: Listing[] = [];
    let nextAt: number | null = null;
    for (const [listing, since] of this.#held) {
      if (this.#wanted.has(listing)) continue;
      const at = since + LEAST_MS;
      if (at <= now) unsubscribe.push(listing);
      else if (nextAt === null || at < nextAt) nextAt = at;
    }
    let room = Math.floor(this.#quota / this.#perListing) - (this.#held.size - unsubscribe.length);
    const subscribe: Listing[] = [];
    const short: Listing[] = [];
    for (const listing of this.#wanted) {
      if (this.#held.has(listing)) continue;
      if (room > 0) {
        subscribe.push(listing);
        room--;
      } else short.push(listing);
    }
    return { subscribe, unsubscribe, short, nextAt };
  }

  /** OpenD has subscribed these. */
  subscribed(listings: readonly Listing[], now: number): void {
    for (const listing of listings) this.#held.set(listing, now);
  }

  /** OpenD has given these back. */
  unsubscribed(listings: readonly Listing[]): void {
    for (const listing of listings) this.#held.delete(listing);
  }
}
