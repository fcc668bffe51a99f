/**
 * What is reckoned of an option from its price and its underlying's: implied volatility and greeks by Black and Scholes without interest, the
 * model that the simulated exchange makes option prices with. Units as OpenD tells them: volatility and premium in per cent, vega and rho a per cent of
 * volatility and of interest, theta a day.
 */

import { normal, optionValue } from '#shared/ledger/option-value.ts';

/** Prices and the strike in currency units, `years` to the last moment of the last trading day. */
export interface OptionAsked {
  readonly right: 'call' | 'put';
  readonly price: number;
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
}

export interface OptionFigures {
  readonly impliedVolatility: number;
  /** How much dearer the underlying is by way of the option, in per cent. */
  readonly premium: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
}

const MOST_VOLATILITY = 10;
const STEPS = 60;
const DAYS = 365;

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

const worthOf = ({ right, spot, strike, years }: OptionAsked, volatility: number): number => optionValue(right, spot, strike, volatility, years);

/** Null where no volatility explains the price: below what exercise gains, above the underlying, or nothing is quoted. */
export function optionFigures(asked: OptionAsked): OptionFigures | null {
  const { right, price, spot, strike, years } = asked;
  if (!(price > 0 && spot > 0 && strike > 0 && years > 0)) return null;
  let least = 1e-4;
  let most = MOST_VOLATILITY;
  if (worthOf(asked, least) > price || worthOf(asked, most) < price) return null;
  for (let step = 0; step < STEPS; step++) {
    const middle = (least + most) / 2;
    if (worthOf(asked, middle) > price) most = middle;
    else least = middle;
  }
  const volatility = (least + most) / 2;
  const root = Math.sqrt(years);
  const d1 = Math.log(spot / strike) / (volatility * root) + (volatility * root) / 2;
  const d2 = d1 - volatility * root;
  const call = right === 'call';
  return {
    impliedVolatility: volatility * 100,
    premium: ((price + (call ? strike - spot : spot - strike)) / spot) * 100,
    delta: call ? normal(d1) : normal(d1) - 1,
    gamma: density(d1) / (spot * volatility * root),
    vega: (spot * density(d1) * root) / 100,
    theta: (-spot * density(d1) * volatility) / (2 * root) / DAYS,
    rho: ((call ? strike * normal(d2) : -strike * normal(-d2)) * years) / 100,
  };
}
