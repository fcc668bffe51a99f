/**
 * What is subscribed to and then pushed: protocols 3001 to 3015.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call, push } from './protocol.ts';
import { FIRM, Security } from './security.ts';

export const SubInfo = message('SubInfo', { subType: req.int32(1), securityList: rep.of(2, Security) });

export const ConnSubInfo = message('ConnSubInfo', {
  subInfoList: rep.of(1, SubInfo), usedQuota: req.int32(2), isOwnConnData: req.bool(3), securityFirm: opt.int32(4), optionUsedQuota: opt.int32(5),
});

export const OptionBasicQotExData = message('OptionBasicQotExData', {
  strikePrice: req.double(1), contractSize: req.int32(2), openInterest: req.int32(3), impliedVolatility: req.double(4), premium: req.double(5),
  delta: req.double(6), gamma: req.double(7), vega: req.double(8), theta: req.double(9), rho: req.double(10), netOpenInterest: opt.int32(11),
  expiryDateDistance: opt.int32(12), contractNominalValue: opt.double(13), ownerLotMultiplier: opt.double(14), optionAreaType: opt.int32(15),
  contractMultiplier: opt.double(16), contractSizeFloat: opt.double(17), indexOptionType: opt.int32(18),
});

export const PreAfterMarketData = message('PreAfterMarketData', {
  price: opt.double(1), highPrice: opt.double(2), lowPrice: opt.double(3), volume: opt.count(4), turnover: opt.double(5), changeVal: opt.double(6),
  changeRate: opt.double(7), amplitude: opt.double(8),
});

export const FutureBasicQotExData = message('FutureBasicQotExData', {
  lastSettlePrice: req.double(1), position: req.int32(2), positionChange: req.int32(3), expiryDateDistance: opt.int32(4),
});

export const WarrantBasicQotExData = message('WarrantBasicQotExData', { delta: opt.double(1), impliedVolatility: opt.double(2), premium: req.double(3) });

export const BasicQot = message('BasicQot', {
  security: req.of(1, Security), isSuspended: req.bool(2), listTime: req.string(3), priceSpread: req.double(4), updateTime: req.string(5),
  highPrice: req.double(6), openPrice: req.double(7), lowPrice: req.double(8), curPrice: req.double(9), lastClosePrice: req.double(10), volume: req.count(11),
  turnover: req.double(12), turnoverRate: req.double(13), amplitude: req.double(14), darkStatus: opt.int32(15), optionExData: opt.of(16, OptionBasicQotExData),
  listTimestamp: opt.double(17), updateTimestamp: opt.double(18), preMarket: opt.of(19, PreAfterMarketData), afterMarket: opt.of(20, PreAfterMarketData),
  secStatus: opt.int32(21), futureExData: opt.of(22, FutureBasicQotExData), warrantExData: opt.of(23, WarrantBasicQotExData), name: opt.string(24),
  overnight: opt.of(25, PreAfterMarketData), hpVolume: opt.double(26),
});

export const KLine = message('KLine', {
  time: req.string(1), isBlank: req.bool(2), highPrice: opt.double(3), openPrice: opt.double(4), lowPrice: opt.double(5), closePrice: opt.double(6),
  lastClosePrice: opt.double(7), volume: opt.count(8), turnover: opt.double(9), turnoverRate: opt.double(10), pe: opt.double(11), changeRate: opt.double(12),
  timestamp: opt.double(13), hpVolume: opt.double(14),
});

export const TimeShare = message('TimeShare', {
  time: req.string(1), minute: req.int32(2), isBlank: req.bool(3), price: opt.double(4), lastClosePrice: opt.double(5), avgPrice: opt.double(6),
  volume: opt.count(7), turnover: opt.double(8), timestamp: opt.double(9), hpVolume: opt.double(10),
});

export const Ticker = message('Ticker', {
  time: req.string(1), sequence: req.signedId(2), dir: req.int32(3), price: req.double(4), volume: req.count(5), turnover: req.double(6),
  recvTime: opt.double(7), type: opt.int32(8), typeSign: opt.int32(9), pushDataType: opt.int32(10), timestamp: opt.double(11), hpVolume: opt.double(12),
});

export const OrderBookDetail = message('OrderBookDetail', { orderID: req.signedId(1), volume: req.count(2) });

export const OrderBook = message('OrderBook', {
  price: req.double(1), volume: req.count(2), orederCount: req.int32(3), detailList: rep.of(4, OrderBookDetail), hpVolume: opt.double(5),
});

export const Broker = message('Broker', { id: req.signedId(1), name: req.string(2), pos: req.int32(3), orderID: opt.signedId(4), volume: opt.count(5) });

export const Sub = call('Qot_Sub', 3001, {
  securityList: rep.of(1, Security), subTypeList: rep.int32(2), isSubOrUnSub: req.bool(3), isRegOrUnRegPush: opt.bool(4), regPushRehabTypeList: rep.int32(5),
  isFirstPush: opt.bool(6), isUnsubAll: opt.bool(7), isSubOrderBookDetail: opt.bool(8), extendedTime: opt.bool(9), session: opt.int32(10), ...FIRM,
}, {});

export const RegQotPush = call('Qot_RegQotPush', 3002, {
  securityList: rep.of(1, Security), subTypeList: rep.int32(2), rehabTypeList: rep.int32(3), isRegOrUnReg: req.bool(4), isFirstPush: opt.bool(5), ...FIRM,
}, {});

export const GetSubInfo = call('Qot_GetSubInfo', 3003, { isReqAllConn: opt.bool(1), ...FIRM }, {
  connSubInfoList: rep.of(1, ConnSubInfo), totalUsedQuota: req.int32(2), remainQuota: req.int32(3), optionUsedQuota: opt.int32(4),
  optionRemainQuota: opt.int32(5),
});

export const GetBasicQot = call('Qot_GetBasicQot', 3004, { securityList: rep.of(1, Security), ...FIRM }, { basicQotList: rep.of(1, BasicQot) });

export const UpdateBasicQot = push('Qot_UpdateBasicQot', 3005, { basicQotList: rep.of(1, BasicQot) });

export const GetKL = call(
  'Qot_GetKL', 3006,
  { rehabType: req.int32(1), klType: req.int32(2), security: req.of(3, Security), reqNum: req.int32(4), ...FIRM },
  { security: req.of(1, Security), klList: rep.of(2, KLine), name: opt.string(3) },
);

export const UpdateKL = push('Qot_UpdateKL', 3007, {
  rehabType: req.int32(1), klType: req.int32(2), security: req.of(3, Security), klList: rep.of(4, KLine), name: opt.string(5),
});

export const GetRT = call(
  'Qot_GetRT', 3008,
  { security: req.of(1, Security), ...FIRM },
  { security: req.of(1, Security), rtList: rep.of(2, TimeShare), name: opt.string(3) },
);

export const UpdateRT = push('Qot_UpdateRT', 3009, { security: req.of(1, Security), rtList: rep.of(2, TimeShare), name: opt.string(3) });

export const GetTicker = call(
  'Qot_GetTicker', 3010,
  { security: req.of(1, Security), maxRetNum: req.int32(2), ...FIRM },
  { security: req.of(1, Security), tickerList: rep.of(2, Ticker), name: opt.string(3) },
);

export const UpdateTicker = push('Qot_UpdateTicker', 3011, { security: req.of(1, Security), tickerList: rep.of(2, Ticker), name: opt.string(3) });

export const GetOrderBook = call('Qot_GetOrderBook', 3012, { security: req.of(1, Security), num: req.int32(2), orderBookType: opt.int32(4), ...FIRM }, {
  security: req.of(1, Security), orderBookAskList: rep.of(2, OrderBook), orderBookBidList: rep.of(3, OrderBook), svrRecvTimeBid: opt.string(4),
  svrRecvTimeBidTimestamp: opt.double(5), svrRecvTimeAsk: opt.string(6), svrRecvTimeAskTimestamp: opt.double(7), name: opt.string(8),
  orderBookType: opt.int32(9),
});

export const UpdateOrderBook = push('Qot_UpdateOrderBook', 3013, {
  security: req.of(1, Security), orderBookAskList: rep.of(2, OrderBook), orderBookBidList: rep.of(3, OrderBook), svrRecvTimeBid: opt.string(4),
  svrRecvTimeBidTimestamp: opt.double(5), svrRecvTimeAsk: opt.string(6), svrRecvTimeAskTimestamp: opt.double(7), name: opt.string(8),
  orderBookType: opt.int32(9),
});

export const GetBroker = call('Qot_GetBroker', 3014, { security: req.of(1, Security), ...FIRM }, {
  security: req.of(1, Security), brokerAskList: rep.of(2, Broker), brokerBidList: rep.of(3, Broker), name: opt.string(4),
});

export const UpdateBroker = push('Qot_UpdateBroker', 3015, {
  security: req.of(1, Security), brokerAskList: rep.of(2, Broker), brokerBidList: rep.of(3, Broker), name: opt.string(4),
});
