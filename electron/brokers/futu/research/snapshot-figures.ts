/** What a snapshot says of an option, a warrant or a future. OpenD tells ratios in per cent (seeds/003, from line 7613 on); here they are parts. */
import { multiplierOf, styleOf, type SnapshotInfo } from '#electron/brokers/futu/quotes/derivatives.ts';
import { OPTION_RIGHT, WARRANT_RIGHT } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { FutureFigures, OptionFigures, WarrantFigures } from '#shared/model/research.ts';
import { textOf } from './research-words.ts';

export const orNull = (value: number | undefined): number | null => value ?? null;
export const part = (perCent: number): number => Number((perCent / 100).toFixed(8));
export const partOrNull = (perCent: number | undefined): number | null => (perCent === undefined ? null : part(perCent));
export const dateIn = (text: string | undefined): string => (text ?? '').slice(0, 10);
const aboveZero = (value: number | undefined): number | null => (value !== undefined && value > 0 ? value : null);

export const optionFigures = (told: NonNullable<SnapshotInfo['optionExData']>): OptionFigures => ({
  right: OPTION_RIGHT.get(told.type) ?? 'call',
  strike: told.strikePrice,
  expiry: dateIn(told.strikeTime),
  openInterest: told.openInterest,
  impliedVolatility: part(told.impliedVolatility),
  delta: told.delta,
  gamma: told.gamma,
  vega: told.vega,
  theta: told.theta,
  rho: told.rho,
  premium: part(told.premium),
  multiplier: multiplierOf(told),
  style: styleOf(told),
});

export const warrantFigures = (told: NonNullable<SnapshotInfo['warrantExData']>): WarrantFigures => ({
  kind: WARRANT_RIGHT.get(told.warrantType) ?? 'call',
  owner: textOf(told.owner),
  strike: told.strikePrice,
  recovery: aboveZero(told.recoveryPrice),
  lastTrade: dateIn(told.endTradeTime),
  conversionRatio: told.conversionRate,
  premium: part(told.premium),
  leverage: orNull(told.leverage),
  // Of warrants alone: bull and bear contracts are told 0.
  impliedVolatility: told.impliedVolatility === 0 ? null : part(told.impliedVolatility),
  delta: told.delta === 0 ? null : told.delta,
  street: part(told.streetRate),
});

export const futureFigures = (told: NonNullable<SnapshotInfo['futureExData']>): FutureFigures => ({
  previousSettlement: told.lastSettlePrice,
  openInterest: told.position,
  openInterestChange: told.positionChange,
  lastTrade: told.isMainContract || dateIn(told.lastTradeTime) === '' ? null : dateIn(told.lastTradeTime),
});
