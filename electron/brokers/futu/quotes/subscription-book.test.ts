import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_MS, SubscriptionBook, type Subscription } from './subscription-book.ts';
import type { Listing } from './listing.ts';

/** Quotes of three kinds, and after them what takes one place each. */
const subscriptions = Array.from({ length: 12 }, (_, i): Subscription => ({ listing: { code: `S${i}` } as Listing, kinds: i < 8 ? [1, 2, 4] : [14] }));
const codes = (list: readonly Subscription[]): string[] => list.map(({ listing }) => listing.code);

describe('the subscription book', () => {
  it('keeps what is no longer wanted for its minute, then gives it back', () => {
    const book = new SubscriptionBook();
    book.allow(9);
    book.want(subscriptions.slice(0, 2));
    expect(codes(book.plan(0).subscribe)).toEqual(['S0', 'S1']);
    book.subscribed(subscriptions.slice(0, 2), 1_000);
    book.want(subscriptions.slice(1, 4));
    expect(book.plan(2_000)).toEqual({ subscribe: [subscriptions[2]], unsubscribe: [], short: [subscriptions[3]], nextAt: 1_000 + LEAST_MS });
    book.subscribed([subscriptions[2]], 2_000);
    const due = book.plan(1_000 + LEAST_MS);
    expect([codes(due.unsubscribe), codes(due.subscribe), codes(due.short), due.nextAt]).toEqual([['S0'], ['S3'], [], null]);
    book.unsubscribed(due.unsubscribe);
    book.subscribed(due.subscribe, 1_000 + LEAST_MS);
    expect(book.used).toBe(9);
    expect(book.plan(200_000)).toEqual({ subscribe: [], unsubscribe: [], short: [], nextAt: null });
    book.reset();
    expect(codes(book.plan(200_000).subscribe)).toEqual(['S1', 'S2', 'S3']);
  });

  it('gives a single place to what needs one where three are not left', () => {
    const book = new SubscriptionBook();
    book.allow(4);
    book.want([subscriptions[0], subscriptions[1], subscriptions[8]]);
    const { subscribe, short } = book.plan(0);
    expect([codes(subscribe), codes(short)]).toEqual([['S0', 'S8'], ['S1']]);
  });

  it('never holds more than the quota, never gives back within a minute, and in the end leaves no wanted thing out that has room', () => {
    const wish = fc.record({ wanted: fc.subarray(subscriptions), pause: fc.integer({ min: 0, max: 90_000 }), quota: fc.constantFrom(30, 20, 9) });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 30 }), (wishes) => {
        const book = new SubscriptionBook();
        let now = 0;
        const act = (): void => {
          const { subscribe, unsubscribe } = book.plan(now);
          for (const subscription of unsubscribe) expect(now - book.held.get(subscription)!).toBeGreaterThanOrEqual(LEAST_MS);
          book.unsubscribed(unsubscribe);
          const before = book.used;
          book.subscribed(subscribe, now);
          if (subscribe.length > 0) expect(book.used).toBeLessThanOrEqual(quota);
          else expect(book.used).toBe(before);
        };
        let quota = 0;
        for (const { wanted, pause, quota: places } of wishes) {
          now += pause;
          quota = places;
          book.allow(places);
          book.want(wanted);
          act();
        }
        now += LEAST_MS;
        act();
        const { wanted } = wishes.at(-1)!;
        expect([...book.held.keys()].every((subscription) => wanted.includes(subscription))).toBe(true);
        const left = quota - book.used;
        expect(wanted.every((subscription) => book.held.has(subscription) || subscription.kinds.length > left)).toBe(true);
      }),
    );
  });
});
