import * as fc from 'fast-check';
import { REQUEST_WORDS } from '#shared/fault-words.ts';
import { sentenceOf } from '#shared/faults.ts';
import { describe, expect, it } from 'vitest';
import { GetBasicQot } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetAccList, ModifyOrder, PlaceOrder, UnlockTrade } from '#electron/brokers/futu/messages/trade.ts';
import { GetPlateSet } from '#electron/brokers/futu/messages/snapshot.ts';
import { RATE_LIMITS, RateLimits } from './rate-limits.ts';
import { SlidingWindow } from './sliding-window.ts';

const limits = fc.record({ count: fc.integer({ min: 1, max: 20 }), perMs: fc.integer({ min: 1, max: 40_000 }), gapMs: fc.constantFrom(0, 20, 40) });
/** Pauses between attempts: bursts and rests. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 50_000 })), { minLength: 1, maxLength: 120, size: 'max' });

function expectKept(times: readonly number[], { count, perMs, gapMs = 0 }: { count: number; perMs: number; gapMs?: number }): void {
  for (let i = count; i < times.length; i++) expect(times[i] - times[i - count]).toBeGreaterThan(perMs);
  for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBeGreaterThanOrEqual(gapMs);
}

describe('a sliding window', () => {
  it('never lets more through than it may, however they are attempted', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, rests) => {
        const window = new SlidingWindow(limit);
        const sent: number[] = [];
        let now = 1_700_000_000_000;
        for (const rest of rests) {
          now += rest;
          if (window.waitFor(now) > 0) continue;
          expect(window.take(now)).toBe(0);
          sent.push(now);
        }
        expectKept(sent, limit);
      }),
    );
  });

  it('gives those who wait their places in turn, each as early as can be', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, rests) => {
        const window = new SlidingWindow(limit);
        const sent: number[] = [];
        let now = 1_700_000_000_000;
        for (const rest of rests) {
          now += rest;
          const told = window.waitFor(now);
          const wait = window.take(now);
          expect(wait).toBe(told);
          // Not a millisecond later than the limit and its reserve ask.
          const earliest = Math.max(now, (sent.at(-limit.count) ?? -Infinity) + limit.perMs + 50, (sent.at(-1) ?? -Infinity) + limit.gapMs);
          expect(now + wait).toBe(earliest);
          sent.push(now + wait);
        }
        expectKept(sent, limit);
      }),
    );
  });

  it('says a wait after which there is a place', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 60 }), (limit, count) => {
        const window = new SlidingWindow(limit);
        for (let i = 0; i < count; i++) window.take(1_000);
        const wait = window.waitFor(1_000);
        expect(window.waitFor(1_000 + wait)).toBe(0);
        if (wait > 1) expect(window.waitFor(1_000 + wait - 1)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the limits', () => {
  it('are 15 orders and 20 changes an account in 30 s, with gaps of 20 and 40 ms', () => {
    const rates = new RateLimits();
    const now = 1_700_000_000_000;
    let at = now;
    for (let i = 0; i < 15; i++) {
      at += rates.take(PlaceOrder, 'A', at);
      expect(at - now).toBe(i * 20);
    }
    expect(rates.waitFor(PlaceOrder, 'A', at)).toBeGreaterThan(30_000 - 15 * 20);
    expect(rates.waitFor(PlaceOrder, 'B', at)).toBe(0);
    expect(rates.waitFor(ModifyOrder, 'A', at)).toBe(0);
    for (let i = 0; i < 20; i++) at += rates.take(ModifyOrder, 'A', at);
    expect(rates.take(ModifyOrder, 'A', at)).toBeGreaterThan(29_000);
  });

  it('of the user are one for all accounts; what has none never waits', () => {
    const rates = new RateLimits();
    for (let i = 0; i < 10; i++) {
      expect(rates.take(UnlockTrade, `A${i}`, 0)).toBe(0);
      expect(rates.take(GetPlateSet, '', 0)).toBe(0);
    }
    expect(rates.waitFor(UnlockTrade, 'B', 0)).toBeGreaterThan(30_000);
    expect(rates.waitFor(GetPlateSet, '', 0)).toBeGreaterThan(30_000);
    for (let i = 0; i < 1_000; i++) for (const call of [GetBasicQot, GetAccList]) expect(rates.take(call, 'A', 0)).toBe(0);
  });

  it('name each call once', () => {
    expect(new Set(RATE_LIMITS.map(({ call }) => call.id)).size).toBe(RATE_LIMITS.length);
  });
});

it('every limited request has a name in the trader’s words', () => {
  for (const { call } of RATE_LIMITS) expect(REQUEST_WORDS.has(call.name), call.name).toBe(true);
  expect(sentenceOf({ code: 'opend-wait', params: { what: 'Trd_PlaceOrder', seconds: 3 } }, 'zh')).toContain('下单');
  expect(sentenceOf({ code: 'opend-wait', params: { what: 'constructor', seconds: 3 } }, 'en')).toContain('constructor');
});
