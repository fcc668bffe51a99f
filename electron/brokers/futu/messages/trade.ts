/**
 * Trading: protocols 2001 to 2226.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call, push } from './protocol.ts';
import { Security } from './security.ts';
import { PacketID } from './system.ts';
import { Funds, MaxTrdQtys, Order, OrderFee, OrderFill, Position, TrdAcc, TrdFilterConditions, TrdHeader } from './trade-records.ts';

export const GetAccList = call(
  'Trd_GetAccList', 2001,
  { userID: req.id(1), trdCategory: opt.int32(2), needGeneralSecAccount: opt.bool(3) },
  { accList: rep.of(1, TrdAcc) },
);

export const UnlockTrade = call('Trd_UnlockTrade', 2005, { unlock: req.bool(1), pwdMD5: opt.string(2), securityFirm: opt.int32(3) }, {});

export const SubAccPush = call('Trd_SubAccPush', 2008, { accIDList: rep.id(1) }, {});

export const GetFunds = call(
  'Trd_GetFunds', 2101,
  { header: req.of(1, TrdHeader), refreshCache: opt.bool(2), currency: opt.int32(3), assetCategory: opt.int32(4) },
  { header: req.of(1, TrdHeader), funds: opt.of(2, Funds) },
);

export const GetPositionList = call('Trd_GetPositionList', 2102, {
  header: req.of(1, TrdHeader), filterConditions: opt.of(2, TrdFilterConditions), filterPLRatioMin: opt.double(3), filterPLRatioMax: opt.double(4),
  refreshCache: opt.bool(5), assetCategory: opt.int32(6), currency: opt.int32(7), optionStrategyView: opt.bool(8),
}, { header: req.of(1, TrdHeader), positionList: rep.of(2, Position) });

export const GetMaxTrdQtys = call('Trd_GetMaxTrdQtys', 2111, {
  header: req.of(1, TrdHeader), orderType: req.int32(2), code: req.string(3), price: req.double(4), orderID: opt.id(5), adjustPrice: opt.bool(6),
  adjustSideAndLimit: opt.double(7), secMarket: opt.int32(8), orderIDEx: opt.string(9), session: opt.int32(10), positionID: opt.id(11),
}, { header: req.of(1, TrdHeader), maxTrdQtys: opt.of(2, MaxTrdQtys) });

export const GetOrderList = call('Trd_GetOrderList', 2201, {
  header: req.of(1, TrdHeader), filterConditions: opt.of(2, TrdFilterConditions), filterStatusList: rep.int32(3), refreshCache: opt.bool(4),
}, { header: req.of(1, TrdHeader), orderList: rep.of(2, Order) });

export const PlaceOrder = call('Trd_PlaceOrder', 2202, {
  packetID: req.of(1, PacketID), header: req.of(2, TrdHeader), trdSide: req.int32(3), orderType: req.int32(4), code: req.string(5), qty: req.double(6),
  price: opt.double(7), adjustPrice: opt.bool(8), adjustSideAndLimit: opt.double(9), secMarket: opt.int32(10), remark: opt.string(11),
  timeInForce: opt.int32(12), fillOutsideRTH: opt.bool(13), auxPrice: opt.double(14), trailType: opt.int32(15), trailValue: opt.double(16),
  trailSpread: opt.double(17), session: opt.int32(18), positionID: opt.id(19), expireTime: opt.string(20), amount: opt.double(21), predSide: opt.int32(22),
}, { header: req.of(1, TrdHeader), orderID: opt.id(2), orderIDEx: opt.string(3) });

export const ModifyOrder = call('Trd_ModifyOrder', 2205, {
  packetID: req.of(1, PacketID), header: req.of(2, TrdHeader), orderID: req.id(3), modifyOrderOp: req.int32(4), forAll: opt.bool(5), trdMarket: opt.int32(6),
  qty: opt.double(8), price: opt.double(9), adjustPrice: opt.bool(10), adjustSideAndLimit: opt.double(11), auxPrice: opt.double(12), trailType: opt.int32(13),
  trailValue: opt.double(14), trailSpread: opt.double(15), orderIDEx: opt.string(16),
}, { header: req.of(1, TrdHeader), orderID: req.id(2), orderIDEx: opt.string(3) });

export const UpdateOrder = push('Trd_UpdateOrder', 2208, { header: req.of(1, TrdHeader), order: req.of(2, Order) });

export const GetOrderFillList = call(
  'Trd_GetOrderFillList', 2211,
  { header: req.of(1, TrdHeader), filterConditions: opt.of(2, TrdFilterConditions), refreshCache: opt.bool(3) },
  { header: req.of(1, TrdHeader), orderFillList: rep.of(2, OrderFill) },
);

export const UpdateOrderFill = push('Trd_UpdateOrderFill', 2218, { header: req.of(1, TrdHeader), orderFill: req.of(2, OrderFill) });

export const GetHistoryOrderList = call(
  'Trd_GetHistoryOrderList', 2221,
  { header: req.of(1, TrdHeader), filterConditions: req.of(2, TrdFilterConditions), filterStatusList: rep.int32(3) },
  { header: req.of(1, TrdHeader), orderList: rep.of(2, Order) },
);

export const GetHistoryOrderFillList = call(
  'Trd_GetHistoryOrderFillList', 2222,
  { header: req.of(1, TrdHeader), filterConditions: req.of(2, TrdFilterConditions) },
  { header: req.of(1, TrdHeader), orderFillList: rep.of(2, OrderFill) },
);

const MarginRatioInfo = message('MarginRatioInfo', {
  security: req.of(1, Security), isLongPermit: opt.bool(2), isShortPermit: opt.bool(3), shortPoolRemain: opt.double(4), shortFeeRate: opt.double(5),
  alertLongRatio: opt.double(6), alertShortRatio: opt.double(7), imLongRatio: opt.double(8), imShortRatio: opt.double(9), mcmLongRatio: opt.double(10),
  mcmShortRatio: opt.double(11), mmLongRatio: opt.double(12), mmShortRatio: opt.double(13),
});

export const GetMarginRatio = call(
  'Trd_GetMarginRatio', 2223,
  { header: req.of(1, TrdHeader), securityList: rep.of(2, Security) },
  { header: req.of(1, TrdHeader), marginRatioInfoList: rep.of(2, MarginRatioInfo) },
);

export const GetOrderFee = call(
  'Trd_GetOrderFee', 2225,
  { header: req.of(1, TrdHeader), orderIdExList: rep.string(2) },
  { header: req.of(1, TrdHeader), orderFeeList: rep.of(2, OrderFee) },
);

const FlowSummaryInfo = message('FlowSummaryInfo', {
  clearingDate: opt.string(1), settlementDate: opt.string(2), currency: opt.int32(3), cashFlowType: opt.string(4), cashFlowDirection: opt.int32(5),
  cashFlowAmount: opt.double(6), cashFlowRemark: opt.string(7), cashFlowID: opt.id(8), createTime: opt.string(9),
});

export const FlowSummary = call('Trd_FlowSummary', 2226, {
  header: req.of(1, TrdHeader), clearingDate: req.string(2), cashFlowDirection: opt.int32(3), startCreateDate: opt.string(4), endCreateDate: opt.string(5),
}, { header: req.of(1, TrdHeader), flowSummaryInfoList: rep.of(2, FlowSummaryInfo) });
