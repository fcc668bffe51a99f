/** What the little market behind the scripted OpenD lists: shares, and an option, a warrant, futures and a series of them with their terms. */
import { GetFutureInfo } from '#electron/brokers/futu/messages/derivatives.ts';
import type { SecurityStaticInfo } from '#electron/brokers/futu/messages/security.ts';
import { GetSecuritySnapshot } from '#electron/brokers/futu/messages/snapshot.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { OpendStandIn } from './opend.ts';

export interface Listed {
  readonly market: number;
  readonly code: string;
  readonly lot: number;
  readonly type: number;
  readonly name: string;
  readonly exchange: number;
  readonly derives?: Partial<Pick<Encodable<typeof SecurityStaticInfo>, 'optionExData' | 'warrantExData' | 'futureExData'>>;
}

const TENCENT = { market: 1, code: '00700' };
const APPLE = { market: 11, code: 'AAPL' };
const LISTED: readonly Listed[] = [
  { ...TENCENT, lot: 100, type: 3, name: '腾讯控股', exchange: 1 },
  { market: 1, code: '02800', lot: 500, type: 4, name: '盈富基金', exchange: 1 },
  { ...APPLE, lot: 1, type: 3, name: '苹果', exchange: 5 },
  {
    market: 1, code: 'TCH250127C400000', lot: 100, type: 8, name: '腾讯 250127 400.00 购', exchange: 3,
    derives: { optionExData: { type: 1, owner: TENCENT, strikeTime: '2025-01-27', strikePrice: 400, suspend: false, market: '' } },
  },
  {
    market: 11, code: 'AAPL250117P240000', lot: 100, type: 8, name: '苹果 250117 240.00P', exchange: 8,
    derives: { optionExData: { type: 2, owner: APPLE, strikeTime: '2025-01-17', strikePrice: 240, suspend: false, market: '' } },
  },
  { market: 1, code: '24719', lot: 10_000, type: 5, name: '腾讯东亚五六牛A', exchange: 1, derives: { warrantExData: { type: 3, owner: TENCENT } } },
  { market: 1, code: 'HSI2501', lot: 50, type: 10, name: '恒指2501', exchange: 3, derives: { futureExData: { lastTradeTime: '2025-01-27', isMainContract: false } } },
  { market: 1, code: 'HSImain', lot: 50, type: 10, name: '恒指主连', exchange: 3, derives: { futureExData: { lastTradeTime: '', isMainContract: true } } },
  { market: 11, code: 'NQ2503', lot: 20, type: 10, name: '纳指2503', exchange: 12, derives: { futureExData: { lastTradeTime: '2025-03-21', isMainContract: false } } },
];

/** All of a market and type. */
export const listedIn = (market: number | undefined, type: number | undefined): readonly Listed[] => LISTED.filter((one) => one.market === market && one.type === type);

/** By its code; undefined for one that is not listed. */
export const listedAs = ({ code }: { readonly code: string }): Listed | undefined => LISTED.find((one) => one.code === code);

/** A simulated account of options and one of futures, and a real one of futures, as OpenD tells them. */
export const OPTIONS_ACCOUNT = { trdEnv: 0, accID: '9048221', trdMarketAuthList: [1], accType: 2, simAccType: 2 } as const;
export const SIMULATED_FUTURES = { trdEnv: 0, accID: '9497808', trdMarketAuthList: [10], accType: 2, simAccType: 3 } as const;
export const REAL_FUTURES = { trdEnv: 1, accID: '281756479345015401', trdMarketAuthList: [5], accType: 2, securityFirm: 1, accStatus: 0, uniCardNum: '1001200163531140' } as const;

/** Everything that is not in a snapshot's words here is 0 or nothing. */
function snapshotOf({ market, code, lot, type, name, derives }: Listed) {
  const { optionExData: option, warrantExData: warrant, futureExData: future } = derives ?? {};
  return {
    basic: {
      security: { market, code }, type, isSuspend: false, listTime: '', lotSize: lot, priceSpread: 0.01, updateTime: '', highPrice: 0, openPrice: 0, lowPrice: 0, lastClosePrice: 12.3, curPrice: 12.5, volume: 40,
      turnover: 50_000, turnoverRate: 0, name,
    },
    ...(option
      ? {
          optionExData: {
            type: option.type, owner: option.owner, strikeTime: option.strikeTime, strikePrice: option.strikePrice, contractSize: 100, openInterest: 1_234, impliedVolatility: 28.5, premium: 6.25, delta: 0.51, gamma: 0.012,
            vega: 0.4, theta: -0.08, rho: 0.1, optionAreaType: 1, contractMultiplier: 100,
          },
        }
      : {}),
    ...(warrant
      ? {
          warrantExData: {
            conversionRate: 500, warrantType: warrant.type, strikePrice: 360, maturityTime: '2025-06-30', endTradeTime: '2025-06-27', owner: warrant.owner, recoveryPrice: 366, streetVolumn: 1_000, issueVolumn: 80_000_000,
            streetRate: 2.5, delta: 0, impliedVolatility: 0, premium: 3.5, leverage: 9.5,
          },
        }
      : {}),
    ...(future ? { futureExData: { lastSettlePrice: 19_800, position: 120_000, positionChange: -350, lastTradeTime: future.lastTradeTime, isMainContract: future.isMainContract } } : {}),
  };
}

function termsOf({ market, code, lot, name, derives }: Listed) {
  const america = { exchange: 'CME', quoteCurrency: '美元', minVar: 0.25, tradeTime: [{ begin: 1080, end: 1020 }], timeZone: 'ET' };
  const hongKong = { exchange: '港交所', quoteCurrency: '港元', minVar: 1, tradeTime: [{ begin: 555, end: 720 }, { begin: 780, end: 990 }, { begin: 1035, end: 1620 }], timeZone: 'CCT' };
  return {
    name, security: { market, code }, lastTradeTime: derives?.futureExData?.lastTradeTime ?? '', ownerOther: '', contractType: '股指期货', contractSize: lot, contractSizeUnit: '', minVarUnit: '', exchangeFormatUrl: '',
    ...(market === 11 ? america : hongKong),
  };
}

/** Has a scripted OpenD tell of the contracts' terms: with a snapshot, and of futures by Qot_GetFutureInfo. */
export function answerContracts(server: OpendStandIn): void {
  server.answer(GetSecuritySnapshot, ({ securityList }) => ({ s2c: { snapshotList: securityList.flatMap((one) => listedAs(one) ?? []).map(snapshotOf) } }));
  server.answer(GetFutureInfo, ({ securityList }) => ({ s2c: { futureInfoList: securityList.flatMap((one) => listedAs(one) ?? []).map(termsOf) } }));
}
