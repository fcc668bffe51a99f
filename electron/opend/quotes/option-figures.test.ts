import fc from 'fast-check';
import { expect, it } from 'vitest';
import { optionValue } from '#shared/ledger/option-value.ts';
import { optionFigures, type OptionAsked } from './option-figures.ts';

const market = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const), spot: fc.double({ min: 1, max: 1_000, noNaN: true }), moneyness: fc.double({ min: 0.8, max: 1.25, noNaN: true }),
  years: fc.double({ min: 0.02, max: 2, noNaN: true }), volatility: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
});

it('finds the volatility that a price was made with, and greeks that are its slopes', () => {
  fc.assert(
    fc.property(market, ({ right, spot, moneyness, years, volatility }) => {
      const strike = spot * moneyness;
      const worth = (over: Partial<OptionAsked & { volatility: number }> = {}): number => {
        const at = { right, spot, strike, years, volatility, ...over };
        return optionValue(at.right, at.spot, at.strike, at.volatility, at.years);
      };
      const price = worth();
      const gain = Math.max(0, right === 'call' ? spot - strike : strike - spot);
      // A price that is all but what exercise gains says nothing of a volatility.
      fc.pre(price - gain > spot * 1e-3);
      const figures = optionFigures({ right, price, spot, strike, years })!;
      expect(figures.impliedVolatility / 100).toBeCloseTo(volatility, 3);
      const step = spot * 1e-3;
      expect(figures.delta).toBeCloseTo((worth({ spot: spot + step }) - worth({ spot: spot - step })) / (2 * step), 2);
      expect(figures.vega).toBeCloseTo((worth({ volatility: volatility + 0.005 }) - worth({ volatility: volatility - 0.005 })), 1);
      expect(figures.theta).toBeLessThan(0);
      expect(figures.gamma).toBeGreaterThan(0);
      expect(Math.sign(figures.rho)).toBe(right === 'call' ? 1 : -1);
    }),
  );
});

it('by hand: a call at the money, a fifth of a year, 20 %', () => {
  const figures = optionFigures({ right: 'call', price: optionValue('call', 100, 100, 0.2, 0.2), spot: 100, strike: 100, years: 0.2 })!;
  // d1 = 0.2 √0.2 / 2 = 0.04472; N(d1) = 0.51784; n(d1) = 0.39854.
  expect(figures.delta).toBeCloseTo(0.51784, 4);
  expect(figures.gamma).toBeCloseTo(0.39854 / (100 * 0.2 * Math.sqrt(0.2)), 5);
  expect(figures.vega).toBeCloseTo(0.39854 * Math.sqrt(0.2), 4);
  expect(figures.theta).toBeCloseTo((-100 * 0.39854 * 0.2) / (2 * Math.sqrt(0.2)) / 365, 5);
  expect(figures.premium).toBeCloseTo(3.567, 2);
});

it('has none where no volatility explains the price', () => {
  const at = { right: 'call' as const, spot: 100, strike: 90, years: 0.1 };
  for (const price of [0, 9.9, 101, NaN]) expect(optionFigures({ ...at, price })).toBeNull();
  expect(optionFigures({ ...at, price: 11, years: 0 })).toBeNull();
  expect(optionFigures({ ...at, price: 11, spot: NaN })).toBeNull();
});
