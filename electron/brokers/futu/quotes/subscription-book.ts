/**
 * Which securities are subscribed for what, within OpenD's quota: one place for each security and kind (seeds/003, line 1514), which may be
 * given back no earlier than a minute after it was taken (line 1516). Pure: says what to send, and is told what OpenD made of it.
 */
import type { Listing } from './listing.ts';

/** Subscribed at least so long before it may be given back; a little more, since OpenD counts by its own clock. */
export const LEAST_MS = 61_000;

/** Of one security what is subscribed together: a place for each kind. The same object each time. */
export interface Subscription {
  readonly listing: Listing;
  /** Numbers of SUB_TYPE. */
  readonly kinds: readonly number[];
}

export interface SubscriptionChange {
  readonly subscribe: readonly Subscription[];
  readonly unsubscribe: readonly Subscription[];
  /** Wanted, but the quota is used up. */
  readonly short: readonly Subscription[];
  /** UTC ms at which something more can be given back; null where nothing waits for that. */
  readonly nextAt: number | null;
}

/** Places that subscriptions take. */
export const placesOf = (subscriptions: Iterable<Subscription>): number => {
  let places = 0;
  for (const { kinds } of subscriptions) places += kinds.length;
  return places;
};

export class SubscriptionBook {
  /** When each was subscribed, UTC ms, the longest first. */
  readonly #held = new Map<Subscription, number>();
  #wanted: ReadonlySet<Subscription> = new Set();
  #quota = 0;

  /** What is wanted now, the most wanted first. */
  want(subscriptions: readonly Subscription[]): void {
    this.#wanted = new Set(subscriptions);
  }

  /** Places this connection may have in all: those it holds and those that are left. */
  allow(places: number): void {
    this.#quota = places;
  }

  /** A new connection: OpenD holds nothing for it yet. */
  reset(): void {
    this.#held.clear();
  }

  get held(): ReadonlyMap<Subscription, number> {
    return this.#held;
  }

  get used(): number {
    return placesOf(this.#held.keys());
  }

  /** What to send now. What is not wanted any more keeps its place until the minute is over, and is given back only then. */
  plan(now: number): SubscriptionChange {
    const unsubscribe: Subscription[] = [];
    let nextAt: number | null = null;
    for (const [subscription, since] of this.#held) {
      if (this.#wanted.has(subscription)) continue;
      const at = since + LEAST_MS;
      if (at <= now) unsubscribe.push(subscription);
      else if (nextAt === null || at < nextAt) nextAt = at;
    }
    let room = this.#quota - this.used + placesOf(unsubscribe);
    const subscribe: Subscription[] = [];
    const short: Subscription[] = [];
    for (const subscription of this.#wanted) {
      if (this.#held.has(subscription)) continue;
      if (subscription.kinds.length <= room) {
        subscribe.push(subscription);
        room -= subscription.kinds.length;
      } else short.push(subscription);
    }
    return { subscribe, unsubscribe, short, nextAt };
  }

  /** OpenD has subscribed these. */
  subscribed(subscriptions: readonly Subscription[], now: number): void {
    for (const subscription of subscriptions) this.#held.set(subscription, now);
  }

  /** OpenD has given these back. */
  unsubscribed(subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) this.#held.delete(subscription);
  }
}
