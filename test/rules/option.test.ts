/** Options: margin, worth at exercise, what becomes of them and of futures at the end. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTheBrokerSays, orderMaximum } from '#electron/core/positions/order-maximum.ts';
import { expiryOf, inCash, isExpiring } from '#shared/ledger/expiry.ts';
import { hasMargin, intrinsicOf, optionMargin, optionReserve, outOfTheMoney, underlyingMoney, type MarginedOption, type OptionContract } from '#shared/ledger/option.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import type { PositionSide } from '#shared/model/position.ts';
import { MONEY_PER_UNIT, ticksOf } from '#shared/price.ts';
import { optionLimitsOf } from '#shared/rules/price-limits.ts';
import { openingCost } from '#shared/ledger/opening.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { listed } from './listed.ts';

function contractOf(id: string, changed: Partial<MarginedOption['option']> = {}): Instrument & MarginedOption {
  const one = listed(id);
  if (!hasMargin(one)) throw new Error(id);
  return { ...one, option: { ...one.option, ...changed } };
}

const CALL = 'CFFEX.IO2101-C-5200';
const PUT = 'CFFEX.IO2101-P-5200';
const ETF_CALL = 'SSE.510300C2101M05250';
const ETF_PUT = 'SSE.510300P2101M05250';
const MARGIN_50ETF = { base: 0.12, minimum: 0.07, capped: true };

describe('margin of short options', () => {
  it.each([
    // CFFEX, per contract of 100: premium × 100 + max(12 % U − out of the money, 6 % U (call) or 6 % K (put)) × 100.
    ['at the money call', CALL, 5200, 80, 5200, (80 + 624) * 100],
    ['in the money call', CALL, 5200, 130, 5300, (130 + 636) * 100],
    ['call 200 out: 624 − 200 is more than half', CALL, 5400, 30, 5200, (30 + 424) * 100],
    ['call 400 out: half of the base is more', CALL, 5600, 5, 5200, (5 + 312) * 100],
    ['put 200 out', PUT, 5000, 30, 5200, (30 + 424) * 100],
    ['put 400 out: half of the base on the strike', PUT, 4800, 5, 5200, (5 + 288) * 100],
    ['in the money put', PUT, 5400, 210, 5200, (210 + 624) * 100],
    // SSE, per contract of 10,000: 12 % and 7 %, a put's at most its strike.
    ['ETF call out by 0.1', ETF_CALL, 2.9, 0.05, 2.8, (0.05 + 0.236) * 10_000],
    ['ETF call far out: 7 %', ETF_CALL, 3.1, 0.01, 2.8, (0.01 + 0.196) * 10_000],
    ['ETF put out by 0.1', ETF_PUT, 2.7, 0.05, 2.8, (0.05 + 0.236) * 10_000],
    ['ETF put far out: 7 % of the strike', ETF_PUT, 2.5, 0.01, 2.8, (0.01 + 0.175) * 10_000],
    ['ETF put deep in: no more than the strike', ETF_PUT, 2.7, 2.6, 0.2, 2.7 * 10_000],
  ] as const)('%s', (_, id, strike, premium, underlying, margin) => {
    const tick = contractOf(id).option.strikeTick;
    const contract = contractOf(id, { strike: Math.round(strike / tick), ...(id.startsWith('SSE') ? { margin: MARGIN_50ETF } : {}) });
    const of = (quantity: number): number => optionMargin(contract, ticksOf(contract, premium), Math.round(underlying / tick), quantity);
    expect(of(1)).toBe(Math.round(margin * MONEY_PER_UNIT));
    expect(of(7)).toBe(7 * of(1));
  });

  const contracts = [CALL, PUT, 'CFFEX.IO2101-C-5000', ETF_CALL, ETF_PUT].map((id) => contractOf(id));

  it('is never negative, nor below the premium of what the strike does not cap', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contracts), fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 50 }), (contract, premium, underlying, quantity) => {
        const margin = optionMargin(contract, premium, underlying, quantity);
        expect(Number.isSafeInteger(margin)).toBe(true);
        const floor = premium * Math.round(contract.tickSize * contract.multiplier * MONEY_PER_UNIT);
        const cap = contract.option.margin.capped && contract.option.right === 'put' ? contract.option.strike * underlyingMoney(contract) : Infinity;
        expect(margin).toBeGreaterThanOrEqual(Math.min(floor, cap) * quantity);
      }),
    );
  });

  it('a waiting order holds back at least what its contracts tie up, wherever the underlying is, as long as the premium covers exercise', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contracts), fc.double({ min: 0.3, max: 2, noNaN: true }), fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 50 }), (contract, part, time, quantity) => {
        const underlying = Math.round(contract.option.strike * part);
        const premium = Math.ceil((intrinsicOf(contract.option, underlying) * contract.option.strikeTick) / contract.tickSize) + time;
        expect(optionReserve(contract, premium, quantity)).toBeGreaterThanOrEqual(optionMargin(contract, premium, underlying, quantity));
      }),
    );
  });
});

describe('terms that a vendor does not tell', () => {
  const { margin: _margin, limit: _limit, ...bare } = contractOf(CALL).option;
  const untold: Instrument = { ...contractOf(CALL), option: bare };

  it('are no number: a short option’s cost and a day’s limits are not known, its premium is', () => {
    expect(openingCost(untold, 'buy', 400, 2)).toBe(400 * 2 * tickMoney(untold));
    expect(openingCost(untold, 'sell', 400, 2)).toBeNull();
    expect(openingCost({ ...IF, margin: undefined } as unknown as Instrument, 'buy', 26_000, 1)).toBeNull();
    expect(optionLimitsOf(untold as Instrument & OptionContract, 400, 5200)).toEqual({ upper: NaN, lower: NaN });
  });

  it('let nobody open what they cost: only what the broker says', () => {
    const none = { today: 0, yesterday: 0, total: 0 };
    const funds = { account: 'A', currency: 'CNY', balance: 1e12, equity: 1e12, available: 1e12, margin: 0, frozen: 0, marketValue: 0, realised: 0, unrealised: 0, fees: 0, risk: 0, netDeposits: 0, reportedAt: 0 } as const;
    const ours = orderMaximum(untold, 400, funds, undefined, none, none);
    expect([ours.buyOpen > 0, ours.sellOpen, ours.marginPerUnit]).toEqual([true, 0, null]);
    expect(asTheBrokerSays(ours, { buyOpen: 3, sellOpen: 2, sellClose: 0, buyClose: 0, marginPerUnit: 1_234 }, untold, 'limit')).toMatchObject({ buyOpen: 3, sellOpen: 2, marginPerUnit: 1_234 });
  });
});

describe('in and out of the money', () => {
  it.each([
    ['call', 5100, 100, 0],
    ['call', 5300, 0, 100],
    ['put', 5100, 0, 100],
    ['put', 5300, 100, 0],
    ['call', 5200, 0, 0],
  ] as const)('%s of 5200 struck at %d', (right, strike, gain, out) => {
    expect(intrinsicOf({ right, strike }, 5200)).toBe(gain);
    expect(outOfTheMoney({ right, strike }, 5200)).toBe(out);
  });
});

describe('the last day', () => {
  const end = (instrument: Instrument, side: PositionSide, quantity: number, settlement: number, underlying: number) => expiryOf({ instrument, side, quantity }, settlement, underlying);
  const money = (units: number): number => Math.round(units * MONEY_PER_UNIT);

  it('is the expiry, or any day after it', () => {
    expect(['2021-01-14', '2021-01-15', '2021-01-18'].map((day) => isExpiring(IF, day))).toEqual([false, true, true]);
    expect(isExpiring({}, '2099-01-01')).toBe(false);
  });

  it('futures: cash-settled or delivered, nothing beyond the last mark but the fee', () => {
    const future = listed('CFFEX.IF2101');
    // 0.01 % of 5458 × 300 × 2.
    expect(end(future, 'short', 2, ticksOf(future, 5458), NaN)).toEqual({ kind: 'cash-settled', quantity: 2, price: 27_290, amount: 0, fee: money(327.48), underlying: null });
    const copper = listed('SHFE.cu2103');
    expect(end(copper, 'long', 3, 6000, NaN)).toMatchObject({ kind: 'delivered', quantity: 3, price: 6000, amount: 0, fee: 0 });
    expect(end(copper, 'long', 3, NaN, NaN)).toBeNull();
  });

  it.each([
    // Struck at 5200 (26,000 ticks), 100 CNY a point; exercise and assignment 2 CNY a contract.
    ['long call 58 in', CALL, 'long', 3, 5258, 'exercised', 58 * 300, 6],
    ['short call 58 in', CALL, 'short', 3, 5258, 'assigned', -58 * 300, 6],
    ['long call out', CALL, 'long', 3, 5180, 'abandoned', 0, 0],
    ['short put in', PUT, 'short', 1, 5100, 'assigned', -10_000, 2],
    ['at the money', PUT, 'long', 1, 5200, 'abandoned', 0, 0],
  ] as const)('index option, %s', (_, id, side, quantity, underlying, kind, amount, fee) => {
    const outcome = end(contractOf(id), side, quantity, NaN, underlying * 5);
    expect(outcome).toEqual({ kind, quantity, price: 26_000, amount: money(amount) + 0, fee: money(fee), underlying: null });
  });

  it('what gains no more than its fee is not exercised', () => {
    const contract = contractOf(CALL, { exerciseFee: 20 });
    expect(end(contract, 'long', 1, NaN, 26_001)?.kind).toBe('abandoned');
    expect(end(contract, 'long', 1, NaN, 26_002)?.kind).toBe('exercised');
  });

  it.each([
    // Struck at 5.25, 10,000 shares a contract; only who exercises pays 0.6.
    ['long call: pays the strike, gets the shares', ETF_CALL, 'long', 5.4, 'exercised', -105_000, 1.2, 20_000],
    ['short call: hands them over', ETF_CALL, 'short', 5.4, 'assigned', 105_000, 0, -20_000],
    ['long put: hands them over', ETF_PUT, 'long', 5.1, 'exercised', 105_000, 1.2, -20_000],
    ['short put: gets them', ETF_PUT, 'short', 5.1, 'assigned', -105_000, 0, 20_000],
  ] as const)('ETF option, %s', (_, id, side, underlying, kind, amount, fee, shares) => {
    const contract = contractOf(id);
    const outcome = end(contract, side, 2, NaN, Math.round(underlying * 1000));
    expect(outcome).toEqual({ kind, quantity: 2, price: 5250, amount: money(amount), fee: money(fee), underlying: { instrument: 'SSE.510300', quantity: shares } });
    // Without the shares, the same in cash.
    const gain = (side === 'long' ? 1 : -1) * 20_000 * Math.abs(underlying - 5.25);
    expect(outcome && inCash(outcome, contract, Math.round(underlying * 1000))).toMatchObject({ kind, amount: money(gain), underlying: null });
  });

  it('waits where the underlying has no price', () => {
    expect(end(contractOf(CALL), 'long', 1, 100, NaN)).toBeNull();
  });

  it('what one side gains the other loses, fees apart', () => {
    fc.assert(
      fc.property(fc.constantFrom(CALL, PUT, ETF_CALL, ETF_PUT), fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 1, max: 50 }), (id, underlying, quantity) => {
        const contract: Instrument & OptionContract = contractOf(id);
        const [long, short] = (['long', 'short'] as const).map((side) => end(contract, side, quantity, NaN, underlying));
        expect((long?.amount ?? NaN) + (short?.amount ?? NaN)).toBe(0);
        expect((long?.underlying?.quantity ?? 0) + (short?.underlying?.quantity ?? 0)).toBe(0);
        expect(long?.kind === 'abandoned').toBe(short?.kind === 'abandoned');
      }),
    );
  });
});
