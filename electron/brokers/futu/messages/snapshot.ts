/**
 * Static information, market states, plates and snapshots: protocols 3202 to 3207, 3211, 3212, 3223.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call } from './protocol.ts';
import { FIRM, PlateInfo, Security, SecurityStaticInfo } from './security.ts';
import { PreAfterMarketData } from './subscribed.ts';

export const GetStaticInfo = call(
  'Qot_GetStaticInfo', 3202,
  { market: opt.int32(1), secType: opt.int32(2), securityList: rep.of(3, Security), ...FIRM },
  { staticInfoList: rep.of(1, SecurityStaticInfo) },
);

const MarketInfo = message('MarketInfo', { security: req.of(1, Security), name: req.string(2), marketState: req.int32(3) });

export const GetMarketState = call('Qot_GetMarketState', 3223, { securityList: rep.of(1, Security), ...FIRM }, { marketInfoList: rep.of(1, MarketInfo) });

const EquitySnapshotExData = message('EquitySnapshotExData', {
  issuedShares: req.count(1), issuedMarketVal: req.double(2), netAsset: req.double(3), netProfit: req.double(4), earningsPershare: req.double(5),
  outstandingShares: req.count(6), outstandingMarketVal: req.double(7), netAssetPershare: req.double(8), eyRate: req.double(9), peRate: req.double(10),
  pbRate: req.double(11), peTTMRate: req.double(12), dividendTTM: opt.double(13), dividendRatioTTM: opt.double(14), dividendLFY: opt.double(15),
  dividendLFYRatio: opt.double(16),
});

const WarrantSnapshotExData = message('WarrantSnapshotExData', {
  conversionRate: req.double(1), warrantType: req.int32(2), strikePrice: req.double(3), maturityTime: req.string(4), endTradeTime: req.string(5),
  owner: req.of(6, Security), recoveryPrice: req.double(7), streetVolumn: req.count(8), issueVolumn: req.count(9), streetRate: req.double(10),
  delta: req.double(11), impliedVolatility: req.double(12), premium: req.double(13), maturityTimestamp: opt.double(14), endTradeTimestamp: opt.double(15),
  leverage: opt.double(16), ipop: opt.double(17), breakEvenPoint: opt.double(18), conversionPrice: opt.double(19), priceRecoveryRatio: opt.double(20),
  score: opt.double(21), upperStrikePrice: opt.double(22), lowerStrikePrice: opt.double(23), inLinePriceStatus: opt.int32(24), issuerCode: opt.string(25),
});

const OptionSnapshotExData = message('OptionSnapshotExData', {
  type: req.int32(1), owner: req.of(2, Security), strikeTime: req.string(3), strikePrice: req.double(4), contractSize: req.int32(5), openInterest: req.int32(6),
  impliedVolatility: req.double(7), premium: req.double(8), delta: req.double(9), gamma: req.double(10), vega: req.double(11), theta: req.double(12),
  rho: req.double(13), strikeTimestamp: opt.double(14), indexOptionType: opt.int32(15), netOpenInterest: opt.int32(16), expiryDateDistance: opt.int32(17),
  contractNominalValue: opt.double(18), ownerLotMultiplier: opt.double(19), optionAreaType: opt.int32(20), contractMultiplier: opt.double(21),
  contractSizeFloat: opt.double(22),
});

const IndexSnapshotExData = message('IndexSnapshotExData', { raiseCount: req.int32(1), fallCount: req.int32(2), equalCount: req.int32(3) });

const PlateSnapshotExData = message('PlateSnapshotExData', { raiseCount: req.int32(1), fallCount: req.int32(2), equalCount: req.int32(3) });

const FutureSnapshotExData = message('FutureSnapshotExData', {
  lastSettlePrice: req.double(1), position: req.int32(2), positionChange: req.int32(3), lastTradeTime: req.string(4), lastTradeTimestamp: opt.double(5),
  isMainContract: req.bool(6),
});

const TrustSnapshotExData = message('TrustSnapshotExData', {
  dividendYield: req.double(1), aum: req.double(2), outstandingUnits: req.count(3), netAssetValue: req.double(4), premium: req.double(5),
  assetClass: req.int32(6),
});

const SnapshotBasicData = message('SnapshotBasicData', {
  security: req.of(1, Security), type: req.int32(2), isSuspend: req.bool(3), listTime: req.string(4), lotSize: req.int32(5), priceSpread: req.double(6),
  updateTime: req.string(7), highPrice: req.double(8), openPrice: req.double(9), lowPrice: req.double(10), lastClosePrice: req.double(11),
  curPrice: req.double(12), volume: req.count(13), turnover: req.double(14), turnoverRate: req.double(15), listTimestamp: opt.double(16),
  updateTimestamp: opt.double(17), askPrice: opt.double(18), bidPrice: opt.double(19), askVol: opt.count(20), bidVol: opt.count(21), enableMargin: opt.bool(22),
  mortgageRatio: opt.double(23), longMarginInitialRatio: opt.double(24), enableShortSell: opt.bool(25), shortSellRate: opt.double(26),
  shortAvailableVolume: opt.count(27), shortMarginInitialRatio: opt.double(28), amplitude: opt.double(29), avgPrice: opt.double(30),
  bidAskRatio: opt.double(31), volumeRatio: opt.double(32), highest52WeeksPrice: opt.double(33), lowest52WeeksPrice: opt.double(34),
  highestHistoryPrice: opt.double(35), lowestHistoryPrice: opt.double(36), preMarket: opt.of(37, PreAfterMarketData),
  afterMarket: opt.of(38, PreAfterMarketData), secStatus: opt.int32(39), closePrice5Minute: opt.double(40), name: opt.string(41),
  overnight: opt.of(42, PreAfterMarketData), hpVolume: opt.double(43), hpAskVol: opt.double(44), hpBidVol: opt.double(45),
});

const Snapshot = message('Snapshot', {
  basic: req.of(1, SnapshotBasicData), equityExData: opt.of(2, EquitySnapshotExData), warrantExData: opt.of(3, WarrantSnapshotExData),
  optionExData: opt.of(4, OptionSnapshotExData), indexExData: opt.of(5, IndexSnapshotExData), plateExData: opt.of(6, PlateSnapshotExData),
  futureExData: opt.of(7, FutureSnapshotExData), trustExData: opt.of(8, TrustSnapshotExData),
});

export const GetSecuritySnapshot = call('Qot_GetSecuritySnapshot', 3203, { securityList: rep.of(1, Security), ...FIRM }, { snapshotList: rep.of(1, Snapshot) });

export const GetPlateSet = call('Qot_GetPlateSet', 3204, { market: req.int32(1), plateSetType: req.int32(2), ...FIRM }, { plateInfoList: rep.of(1, PlateInfo) });

export const GetPlateSecurity = call(
  'Qot_GetPlateSecurity', 3205,
  { plate: req.of(1, Security), sortField: opt.int32(2), ascend: opt.bool(3), ...FIRM },
  { staticInfoList: rep.of(1, SecurityStaticInfo) },
);

const SecurityOwnerPlate = message('SecurityOwnerPlate', { security: req.of(1, Security), plateInfoList: rep.of(2, PlateInfo), name: opt.string(3) });

export const GetOwnerPlate = call('Qot_GetOwnerPlate', 3207, { securityList: rep.of(1, Security), ...FIRM }, { ownerPlateList: rep.of(1, SecurityOwnerPlate) });

export const GetReference = call(
  'Qot_GetReference', 3206,
  { security: req.of(1, Security), referenceType: req.int32(2), ...FIRM },
  { staticInfoList: rep.of(2, SecurityStaticInfo) },
);

const CapitalFlowItem = message('CapitalFlowItem', {
  inFlow: req.double(1), time: opt.string(2), timestamp: opt.double(3), mainInFlow: opt.double(4), superInFlow: opt.double(5), bigInFlow: opt.double(6),
  midInFlow: opt.double(7), smlInFlow: opt.double(8),
});

export const GetCapitalFlow = call(
  'Qot_GetCapitalFlow', 3211,
  { security: req.of(1, Security), periodType: opt.int32(2), beginTime: opt.string(3), endTime: opt.string(4), ...FIRM },
  { flowItemList: rep.of(1, CapitalFlowItem), lastValidTime: opt.string(2), lastValidTimestamp: opt.double(3) },
);

export const GetCapitalDistribution = call('Qot_GetCapitalDistribution', 3212, { security: req.of(1, Security), ...FIRM }, {
  capitalInBig: req.double(1), capitalInMid: req.double(2), capitalInSmall: req.double(3), capitalOutBig: req.double(4), capitalOutMid: req.double(5),
  capitalOutSmall: req.double(6), updateTime: opt.string(7), updateTimestamp: opt.double(8), capitalInSuper: opt.double(9), capitalOutSuper: opt.double(10),
});
