import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_MS, SubscriptionBook } from './subscription-book.ts';
import type { Listing } from './listing.ts';

const listings = Array.from({ length: 12 }, (_, i) => ({ code: `S${i}` }) as Listing);
const codes = (list: readonly Listing[]): string[] => list.map(({ code }) => code);

describe('the subscription book', () => {
  it('keeps what is no longer wanted for its minute, then gives it back', () => {
    const book = new SubscriptionBook(3);
    book.allow(9);
    book.want(listings.slice(0, 2));
    expect(codes(book.plan(0).subscribe)).toEqual(['S0', 'S1']);
    book.subscribed(listings.slice(0, 2), 1_000);
    book.want(listings.slice(1, 4));
    expect(book.plan(2_000)).toEqual({ subscribe: [listings[2]], unsubscribe: [], short: [listings[3]], nextAt: 1_000 + LEAST_MS });
    book.subscribed([listings[2]], 2_000);
    const due = book.plan(1_000 + LEAST_MS);
    expect([codes(due.unsubscribe), codes(due.subscribe), codes(due.short), due.nextAt]).toEqual([['S0'], ['S3'], [], null]);
    book.unsubscribed(due.unsubscribe);
    book.subscribed(due.subscribe, 1_000 + LEAST_MS);
    expect(book.used).toBe(9);
    expect(book.plan(200_000)).toEqual({ subscribe: [], unsubscribe: [], short: [], nextAt: null });
    book.reset();
    expect(codes(book.plan(200_000).subscribe)).toEqual(['S1', 'S2', 'S3']);
  });

  it('never holds more than the quota, never gives back within a minute, and in the end holds what is wanted where there is room', () => {
    const wish = fc.record({ wanted: fc.subarray(listings), pause: fc.integer({ min: 0, max: 90_000 }), quota: fc.constantFrom(30, 20, 9) });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 30 }), (wishes) => {
        const book = new SubscriptionBook(3);
        let now = 0;
        const act = (): void => {
          const { subscribe, unsubscribe } = book.plan(now);
          for (const listing of unsubscribe) expect(now - book.held.get(listing)!).toBeGreaterThanOrEqual(LEAST_MS);
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
        const last = wishes.at(-1)!;
        expect([...book.held.keys()].every((listing) => last.wanted.includes(listing))).toBe(true);
        expect(book.held.size).toBeGreaterThanOrEqual(Math.min(last.wanted.length, Math.floor(last.quota / 3)));
      }),
    );
  });
});
