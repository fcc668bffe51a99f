import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RateWindows } from './rate-windows.ts';

const place = (account: string) => ({ protocol: 2202, name: 'Trd_PlaceOrder', account, refresh: false });

it('request 1 and request n + 1 lie more than 30 s apart, by account, with the least gap', () => {
  const rates = new RateWindows();
  for (let i = 0; i < 15; i++) expect(rates.take(place('1'), i * 20).ok).toBe(true);
  expect(rates.take(place('1'), 1_000)).toMatchObject({ ok: false, fault: { code: 'gateway-rate', params: { max: 15, seconds: 29 } } });
  expect(rates.take(place('2'), 1_000).ok).toBe(true);
  expect(rates.take(place('1'), 30_000).ok).toBe(false);
  expect(rates.take(place('1'), 30_001).ok).toBe(true);
  expect(rates.take(place('2'), 1_019)).toMatchObject({ ok: false, fault: { code: 'gateway-too-quick', params: { ms: 20 } } });
});

it('what is read from the cache is not counted, what is asked past it is', () => {
  const rates = new RateWindows();
  const funds = (refresh: boolean) => ({ protocol: 2101, name: 'Trd_GetFunds', account: '1', refresh });
  for (let i = 0; i < 100; i++) expect(rates.take(funds(false), i).ok).toBe(true);
  for (let i = 0; i < 10; i++) expect(rates.take(funds(true), i).ok).toBe(true);
  expect(rates.take(funds(true), 20).ok).toBe(false);
  expect(rates.take(funds(false), 21).ok).toBe(true);
});

it('never lets more than n through in any 30 s, and never refuses the first n', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 120 }), (gaps) => {
      const rates = new RateWindows();
      const passed: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const within = passed.filter((time) => now - time <= 30_000).length;
        expect(rates.take({ protocol: 3223, name: 'Qot_GetMarketState', account: null, refresh: false }, now).ok).toBe(within < 10);
        if (within < 10) passed.push(now);
      }
    }),
  );
});
