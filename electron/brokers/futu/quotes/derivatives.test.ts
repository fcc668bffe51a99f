/** Options, warrants and futures as OpenD tells of them; figures of contracts as their exchanges publish them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXCH_TYPE, OPTION_AREA, QOT_MARKET, SECURITY_TYPE, WARRANT_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { SESSION_TABLES } from '#shared/calendar/session-tables.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { offeredTypes } from '#shared/orders/offer.ts';
import { isOnTick, ticksOf } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';
import { sessionsOfHours } from './contract-hours.ts';
import { futureOf, optionOf, warrantOf, type FutureInfo, type SnapshotInfo, type StaticInfo } from './derivatives.ts';
import { instrumentOf } from './instruments.ts';

const { hk, us } = QOT_MARKET;
const basic = (market: number, code: string, secType: number, lotSize: number, exchType?: number): StaticInfo['basic'] => ({
  security: { market, code }, id: '1', lotSize, secType, name: '名称', listTime: '', ...(exchType === undefined ? {} : { exchType }),
});
const share = (market: number, code: string, secType: number = SECURITY_TYPE.equity): Instrument => instrumentOf({ basic: basic(market, code, secType, 100, EXCH_TYPE.nasdaq) }, '2026-01-05')!;
const TENCENT = share(hk, '00700');
const HSI = share(hk, '800000', SECURITY_TYPE.index);
const APPLE = share(us, 'AAPL');

const option = (owner: Instrument, code: string, type: number, strikePrice: number, lotSize: number): StaticInfo => ({
  basic: basic(owner.exchange === 'HKEX' ? hk : us, code, SECURITY_TYPE.option, lotSize),
  optionExData: { type, owner: { market: 1, code: owner.code }, strikeTime: '2026-01-29', strikePrice, suspend: false, market: '' },
});
/** A snapshot with the figures that terms are taken from. */
const snapshot = (priceSpread: number, optionExData: object | null, warrantExData: object | null = null): SnapshotInfo =>
  ({ basic: { priceSpread }, ...(optionExData ? { optionExData } : {}), ...(warrantExData ? { warrantExData } : {}) }) as unknown as SnapshotInfo;
const value = (made: Result<Instrument>): Instrument => {
  if (!made.ok) throw new Error(made.fault.code);
  return made.value;
};
const fault = (made: Result<Instrument>): unknown => (made.ok ? 'listed' : [made.fault.code, made.fault.params?.what]);

describe('options', () => {
  it('of a Hong Kong share: a contract of its shares, American, delivered, in the tick of its class', () => {
    const call = value(optionOf(option(TENCENT, 'TCH260129C600000', 1, 600, 100), TENCENT, snapshot(0.01, { contractMultiplier: 100, contractSize: 100, optionAreaType: OPTION_AREA.american })));
    expect(call).toMatchObject({
      id: 'HKEX.TCH260129C600000', kind: 'option', product: 'TCH', currency: 'HKD', multiplier: 100, lot: 1, tickSize: 0.01, expiry: '2026-01-29', delivery: 'physical', offsets: 'net', shortable: true,
      sessions: 'hong-kong-stock-option', option: { right: 'call', strike: 600_000, strikeTick: 0.001, underlying: 'HKEX.00700', style: 'american' },
    });
    expect(call.option).not.toHaveProperty('margin');
    expect(call.option).not.toHaveProperty('limit');
  });

  it('of an index: points times the multiplier of the snapshot, in cash, by the hours of its futures', () => {
    const put = value(optionOf(option(HSI, 'HSI260129P25000000', 2, 25_000, 0), HSI, snapshot(1, { contractMultiplier: 50, optionAreaType: OPTION_AREA.european })));
    expect(put).toMatchObject({ multiplier: 50, tickSize: 1, delivery: 'cash', sessions: 'hong-kong-index-futures', option: { right: 'put', strike: 2_500_000, strikeTick: 0.01, style: 'european' } });
  });

  it('of an American share: on the consolidated tape, by the cent', () => {
    const call = value(optionOf(option(APPLE, 'AAPL260116C250000', 1, 250, 100), APPLE, snapshot(0.05, { contractMultiplier: 100, optionAreaType: OPTION_AREA.american })));
    expect(call).toMatchObject({ id: 'OPRA.AAPL260116C250000', exchange: 'OPRA', product: 'AAPL', currency: 'USD', tickSize: 0.01, depth: 1, sessions: 'us-option', option: { strike: 2_500_000, strikeTick: 0.0001, underlying: 'NASDAQ.AAPL' } });
  });

  it('without a snapshot have what static information says: a share’s contract, no style, the finest tick', () => {
    const bare = value(optionOf(option(TENCENT, 'TCH260129C600000', 1, 600, 100), TENCENT, undefined));
    expect([bare.multiplier, bare.tickSize, bare.option?.style]).toEqual([100, 0.001, undefined]);
    expect(fault(optionOf(option(HSI, 'HSI260129P25000000', 2, 25_000, 0), HSI, undefined))).toEqual(['terms-untold', 'multiplier']);
    expect(fault(optionOf({ basic: basic(hk, 'X', SECURITY_TYPE.option, 100) }, TENCENT, undefined))).toEqual(['terms-untold', 'terms']);
  });

  it('of another market than those two are not known by its rules', () => {
    const fund = share(QOT_MARKET.shanghai, '510300', SECURITY_TYPE.trust);
    const info: StaticInfo = { ...option(fund, '10003720', 1, 5.25, 10_000), basic: basic(QOT_MARKET.shanghai, '10003720', SECURITY_TYPE.option, 10_000) };
    expect(fault(optionOf(info, fund, snapshot(0.0001, { contractMultiplier: 10_000 })))).toEqual(['terms-untold', 'market']);
  });

  it('hold their strike exactly, in ticks of the underlying', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (thousandths) => {
        const { option: terms } = value(optionOf(option(TENCENT, 'TCH260129C1', 1, thousandths / 1_000, 100), TENCENT, undefined));
        expect(terms?.strike).toBe(thousandths);
      }),
    );
  });
});

describe('warrants', () => {
  const info: StaticInfo = { basic: basic(hk, '24719', SECURITY_TYPE.warrant, 10_000), warrantExData: { type: WARRANT_TYPE.bull, owner: { market: hk, code: '00700' } } };

  it('are bought in board lots like shares and never sold short, with their terms to read', () => {
    const bull = value(warrantOf(info, TENCENT, snapshot(0.001, null, { strikePrice: 480, conversionRate: 100, recoveryPrice: 490, endTradeTime: '2026-06-29', warrantType: 3 })));
    expect(bull).toMatchObject({
      id: 'HKEX.24719', kind: 'warrant', currency: 'HKD', multiplier: 1, lot: 10_000, shortable: false, sessions: 'hong-kong', expiry: '2026-06-29',
      warrant: { right: 'bull', underlying: 'HKEX.00700', strike: 480, conversion: 100, recovery: 490 },
    });
    expect(value(warrantOf(info, TENCENT, undefined)).warrant).toEqual({ right: 'bull', underlying: 'HKEX.00700', strike: null, conversion: null, recovery: null });
    expect(fault(warrantOf({ ...info, basic: { ...info.basic, lotSize: 0 } }, TENCENT, undefined))).toEqual(['terms-untold', 'lot']);
  });

  it('keep the spreads that shares had before August 2025', () => {
    const one = value(warrantOf(info, TENCENT, undefined));
    expect([0.036, 0.251, 0.255, 10.01, 10.02, 20.02, 20.05].map((price) => isOnTick(one, ticksOf(one, price)))).toEqual([true, false, true, false, true, false, true]);
  });
});

describe('futures', () => {
  const terms = (more: Partial<FutureInfo> = {}): FutureInfo => ({
    name: '恒指', security: { market: hk, code: 'HSI2601' }, lastTradeTime: '2026-01-29', ownerOther: '恒生指数', exchange: '港交所', contractType: '股指期货', contractSize: 50, contractSizeUnit: '指数点×港元',
    quoteCurrency: '港元', minVar: 1, minVarUnit: '', tradeTime: [{ begin: 780, end: 990 }, { begin: 555, end: 720 }, { begin: 1035, end: 180 }], timeZone: 'CCT', exchangeFormatUrl: '', ...more,
  });
  const future = (market: number, code: string, lotSize: number, exchType?: number, isMainContract = false): StaticInfo => ({
    basic: basic(market, code, SECURITY_TYPE.future, lotSize, exchType), futureExData: { lastTradeTime: '', isMainContract },
  });

  it('have their multiplier from static information, tick, day and hours from their terms', () => {
    expect(value(futureOf(future(hk, 'HSI2601', 50), terms()))).toMatchObject({
      id: 'HKEX.HSI2601', kind: 'future', product: 'HSI', currency: 'HKD', multiplier: 50, tickSize: 1, expiry: '2026-01-29', sessions: 'hong-kong-index-futures', timeZone: 'Asia/Hong_Kong', offsets: 'net', reference: 'pre-settlement', shortable: true,
    });
    const corn = terms({ quoteCurrency: '美元', minVar: 0.25, lastTradeTime: '2026-03-13', tradeTime: [{ begin: 1140, end: 465 }, { begin: 510, end: 800 }], timeZone: 'CT' });
    expect(value(futureOf(future(us, 'ZC2603', 50, EXCH_TYPE.cbot), corn))).toMatchObject({ id: 'CME.ZC2603', product: 'ZC', currency: 'USD', tickSize: 0.25, decimals: 2, sessions: 'cbot-grains', timeZone: 'America/Chicago' });
    const nasdaq = value(futureOf(future(us, 'NQ2603', 20), terms({ quoteCurrency: 'USD', minVar: 0.25 })));
    expect(nasdaq.margin).toBeUndefined();
    expect(offeredTypes(nasdaq).map(({ type }) => type)).toEqual(['limit', 'market', 'stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit']);
  });

  it('that are a series of contracts are quoted and not traded', () => {
    for (const series of [futureOf(future(hk, 'HSImain', 50, undefined, true), terms({ lastTradeTime: '2026-01-29' })), futureOf(future(hk, 'HSIcurrent', 50), terms({ lastTradeTime: '' }))]) {
      expect(value(series)).toMatchObject({ kind: 'index', multiplier: 1, shortable: false, tickSize: 1 });
      expect(value(series).expiry).toBeUndefined();
    }
  });

  it('are not listed without what a price is worth or moves by', () => {
    expect(fault(futureOf(future(hk, 'HSI2601', 50), undefined))).toEqual(['terms-untold', 'terms']);
    expect(fault(futureOf(future(hk, 'HSI2601', 0), terms()))).toEqual(['terms-untold', 'multiplier']);
    expect(fault(futureOf(future(hk, 'HSI2601', 50), terms({ minVar: 0 })))).toEqual(['terms-untold', 'tick']);
    expect(fault(futureOf(future(hk, 'NK2603', 500), terms({ quoteCurrency: '日元' })))).toEqual(['terms-untold', 'currency (日元)']);
    expect(fault(futureOf(future(QOT_MARKET.singapore, 'CN2601', 1), terms()))).toEqual(['terms-untold', 'terms']);
  });
});

describe('hours of contracts', () => {
  const at = (market: number, exchange: number | undefined, ...hours: (readonly [number, number])[]): unknown => sessionsOfHours(market, hours.map(([begin, end]) => ({ begin, end })), exchange);

  it('find their table, in the order and by the clock that OpenD has', () => {
    expect(at(hk, undefined, [780, 990], [555, 720])).toBe('hong-kong-index-futures-day');
    expect(at(hk, undefined, [1035, 1620], [555, 720], [780, 990])).toBe('hong-kong-index-futures');
    expect(at(hk, undefined, [570, 720], [780, 960])).toBe('hong-kong-stock-option');
    expect(at(us, EXCH_TYPE.cme, [1020, 960])).toBe('cme-globex');
    expect(at(us, EXCH_TYPE.cme, [1080, 1020])).toBe('cme-globex');
    expect(at(us, EXCH_TYPE.comex, [1080, 1020])).toBe('cme-globex-energy-metals');
    expect(at(us, EXCH_TYPE.cbot, [1200, 525], [570, 860])).toBe('cbot-grains');
  });

  it('of another kind go by their market’s usual table, and of no market here by none', () => {
    expect(at(hk, undefined, [510, 990])).toBe('hong-kong-index-futures-day');
    expect(at(us, undefined)).toBe('cme-globex');
    expect(at(QOT_MARKET.japan, undefined, [525, 915])).toBeNull();
    for (const key of ['hong-kong-index-futures', 'cbot-grains'] as const) expect(SESSION_TABLES[key].source.length).toBeGreaterThan(40);
  });
});
