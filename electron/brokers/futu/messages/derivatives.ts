/**
 * Options, warrants and futures: protocols 3209, 3210, 3218, 3224.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call } from './protocol.ts';
import { FIRM, Security, SecurityStaticInfo } from './security.ts';

const OptionExpirationDate = message('OptionExpirationDate', {
  strikeTime: opt.string(1), strikeTimestamp: opt.double(2), optionExpiryDateDistance: req.int32(3), cycle: opt.int32(4),
});

export const GetOptionExpirationDate = call(
  'Qot_GetOptionExpirationDate', 3224,
  { owner: req.of(1, Security), indexOptionType: opt.int32(2), ...FIRM },
  { dateList: rep.of(1, OptionExpirationDate) },
);

const DataFilter = message('DataFilter', {
  impliedVolatilityMin: opt.double(1), impliedVolatilityMax: opt.double(2), deltaMin: opt.double(3), deltaMax: opt.double(4), gammaMin: opt.double(5),
  gammaMax: opt.double(6), vegaMin: opt.double(7), vegaMax: opt.double(8), thetaMin: opt.double(9), thetaMax: opt.double(10), rhoMin: opt.double(11),
  rhoMax: opt.double(12), netOpenInterestMin: opt.double(13), netOpenInterestMax: opt.double(14), openInterestMin: opt.double(15),
  openInterestMax: opt.double(16), volMin: opt.double(17), volMax: opt.double(18),
});

const OptionItem = message('OptionItem', { call: opt.of(1, SecurityStaticInfo), put: opt.of(2, SecurityStaticInfo) });

const OptionChain = message('OptionChain', { strikeTime: req.string(1), option: rep.of(2, OptionItem), strikeTimestamp: opt.double(3) });

export const GetOptionChain = call('Qot_GetOptionChain', 3209, {
  owner: req.of(1, Security), type: opt.int32(2), condition: opt.int32(3), beginTime: req.string(4), endTime: req.string(5), indexOptionType: opt.int32(6),
  dataFilter: opt.of(7, DataFilter), ...FIRM,
}, { optionChain: rep.of(1, OptionChain) });

const WarrantData = message('WarrantData', {
  stock: req.of(1, Security), owner: req.of(2, Security), type: req.int32(3), issuer: req.int32(4), maturityTime: req.string(5),
  maturityTimestamp: opt.double(6), listTime: req.string(7), listTimestamp: opt.double(8), lastTradeTime: req.string(9), lastTradeTimestamp: opt.double(10),
  recoveryPrice: opt.double(11), conversionRatio: req.double(12), lotSize: req.int32(13), strikePrice: req.double(14), lastClosePrice: req.double(15),
  name: req.string(16), curPrice: req.double(17), priceChangeVal: req.double(18), changeRate: req.double(19), status: req.int32(20), bidPrice: req.double(21),
  askPrice: req.double(22), bidVol: req.count(23), askVol: req.count(24), volume: req.count(25), turnover: req.double(26), score: req.double(27),
  premium: req.double(28), breakEvenPoint: req.double(29), leverage: req.double(30), ipop: req.double(31), priceRecoveryRatio: opt.double(32),
  conversionPrice: req.double(33), streetRate: req.double(34), streetVol: req.count(35), amplitude: req.double(36), issueSize: req.count(37),
  highPrice: req.double(39), lowPrice: req.double(40), impliedVolatility: opt.double(41), delta: opt.double(42), effectiveLeverage: req.double(43),
  upperStrikePrice: opt.double(44), lowerStrikePrice: opt.double(45), inLinePriceStatus: opt.int32(46),
});

export const GetWarrant = call('Qot_GetWarrant', 3210, {
  begin: req.int32(1), num: req.int32(2), sortField: req.int32(3), ascend: req.bool(4), owner: opt.of(5, Security), typeList: rep.int32(6),
  issuerList: rep.int32(7), maturityTimeMin: opt.string(8), maturityTimeMax: opt.string(9), ipoPeriod: opt.int32(10), priceType: opt.int32(11),
  status: opt.int32(12), curPriceMin: opt.double(13), curPriceMax: opt.double(14), strikePriceMin: opt.double(15), strikePriceMax: opt.double(16),
  streetMin: opt.double(17), streetMax: opt.double(18), conversionMin: opt.double(19), conversionMax: opt.double(20), volMin: opt.count(21),
  volMax: opt.count(22), premiumMin: opt.double(23), premiumMax: opt.double(24), leverageRatioMin: opt.double(25), leverageRatioMax: opt.double(26),
  deltaMin: opt.double(27), deltaMax: opt.double(28), impliedMin: opt.double(29), impliedMax: opt.double(30), recoveryPriceMin: opt.double(31),
  recoveryPriceMax: opt.double(32), priceRecoveryRatioMin: opt.double(33), priceRecoveryRatioMax: opt.double(34), ...FIRM,
}, { lastPage: req.bool(1), allCount: req.int32(2), warrantDataList: rep.of(3, WarrantData) });

const TradeTime = message('TradeTime', { begin: opt.double(1), end: opt.double(2) });

const FutureInfo = message('FutureInfo', {
  name: req.string(1), security: req.of(2, Security), lastTradeTime: req.string(3), lastTradeTimestamp: opt.double(4), owner: opt.of(5, Security),
  ownerOther: req.string(6), exchange: req.string(7), contractType: req.string(8), contractSize: req.double(9), contractSizeUnit: req.string(10),
  quoteCurrency: req.string(11), minVar: req.double(12), minVarUnit: req.string(13), quoteUnit: opt.string(14), tradeTime: rep.of(15, TradeTime),
  timeZone: req.string(16), exchangeFormatUrl: req.string(17), origin: opt.of(18, Security),
});

export const GetFutureInfo = call('Qot_GetFutureInfo', 3218, { securityList: rep.of(1, Security), ...FIRM }, { futureInfoList: rep.of(1, FutureInfo) });
