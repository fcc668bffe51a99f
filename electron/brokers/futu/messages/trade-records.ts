/**
 * Accounts, funds, positions, orders and fills.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { Security } from './security.ts';

export const ComboLeg = message('ComboLeg', {
  security: req.of(1, Security), side: opt.int32(2), qtyRatio: opt.double(3), positionID: opt.id(4), predSide: opt.int32(5),
});

export const TrdHeader = message('TrdHeader', { trdEnv: req.int32(1), accID: req.id(2), trdMarket: req.int32(3), jpAccType: opt.int32(4) });

export const TrdAcc = message('TrdAcc', {
  trdEnv: req.int32(1), accID: req.id(2), trdMarketAuthList: rep.int32(3), accType: opt.int32(4), cardNum: opt.string(5), securityFirm: opt.int32(6),
  simAccType: opt.int32(7), uniCardNum: opt.string(8), accStatus: opt.int32(9), accRole: opt.int32(10), jpAccType: rep.int32(11),
  competitionAccName: opt.string(12),
});

export const AccCashInfo = message('AccCashInfo', { currency: opt.int32(1), cash: opt.double(2), availableBalance: opt.double(3), netCashPower: opt.double(4) });

export const AccMarketInfo = message('AccMarketInfo', { trdMarket: opt.int32(1), assets: opt.double(2) });

export const Funds = message('Funds', {
  power: req.double(1), totalAssets: req.double(2), cash: req.double(3), marketVal: req.double(4), frozenCash: req.double(5), debtCash: req.double(6),
  avlWithdrawalCash: req.double(7), currency: opt.int32(8), availableFunds: opt.double(9), unrealizedPL: opt.double(10), realizedPL: opt.double(11),
  riskLevel: opt.int32(12), initialMargin: opt.double(13), maintenanceMargin: opt.double(14), cashInfoList: rep.of(15, AccCashInfo),
  maxPowerShort: opt.double(16), netCashPower: opt.double(17), longMv: opt.double(18), shortMv: opt.double(19), pendingAsset: opt.double(20),
  maxWithdrawal: opt.double(21), riskStatus: opt.int32(22), marginCallMargin: opt.double(23), isPdt: opt.bool(24), pdtSeq: opt.string(25),
  beginningDTBP: opt.double(26), remainingDTBP: opt.double(27), dtCallAmount: opt.double(28), dtStatus: opt.int32(29), securitiesAssets: opt.double(30),
  fundAssets: opt.double(31), bondAssets: opt.double(32), marketInfoList: rep.of(33, AccMarketInfo), cryptoMv: opt.double(34), exposureLevel: opt.int32(35),
  exposureLimit: opt.double(36), usedLimit: opt.double(37), remainingLimit: opt.double(38),
});

export const Position = message('Position', {
  positionID: req.id(1), positionSide: req.int32(2), code: req.string(3), name: req.string(4), qty: req.double(5), canSellQty: req.double(6),
  price: req.double(7), costPrice: opt.double(8), val: req.double(9), plVal: req.double(10), plRatio: opt.double(11), secMarket: opt.int32(12),
  td_plVal: opt.double(21), td_trdVal: opt.double(22), td_buyVal: opt.double(23), td_buyQty: opt.double(24), td_sellVal: opt.double(25),
  td_sellQty: opt.double(26), unrealizedPL: opt.double(28), realizedPL: opt.double(29), currency: opt.int32(30), trdMarket: opt.int32(31),
  dilutedCostPrice: opt.double(32), averageCostPrice: opt.double(33), averagePlRatio: opt.double(34), comboID: opt.id(35), strategyType: opt.int32(36),
  positionType: opt.int32(37), accID: opt.id(38), jpAccType: opt.int32(39), payoutIfWin: opt.double(40),
});

export const Order = message('Order', {
  trdSide: req.int32(1), orderType: req.int32(2), orderStatus: req.int32(3), orderID: req.id(4), orderIDEx: req.string(5), code: req.string(6),
  name: req.string(7), qty: req.double(8), price: opt.double(9), createTime: req.string(10), updateTime: req.string(11), fillQty: opt.double(12),
  fillAvgPrice: opt.double(13), lastErrMsg: opt.string(14), secMarket: opt.int32(15), createTimestamp: opt.double(16), updateTimestamp: opt.double(17),
  remark: opt.string(18), timeInForce: opt.int32(19), fillOutsideRTH: opt.bool(20), auxPrice: opt.double(21), trailType: opt.int32(22),
  trailValue: opt.double(23), trailSpread: opt.double(24), currency: opt.int32(25), trdMarket: opt.int32(26), session: opt.int32(27), jpAccType: opt.int32(28),
  expireTime: opt.string(29), orderAmount: opt.double(30), strategyType: opt.int32(31), comboLegs: rep.of(32, ComboLeg),
});

export const OrderFill = message('OrderFill', {
  trdSide: req.int32(1), fillID: req.id(2), fillIDEx: req.string(3), orderID: opt.id(4), orderIDEx: opt.string(5), code: req.string(6), name: req.string(7),
  qty: req.double(8), price: req.double(9), createTime: req.string(10), counterBrokerID: opt.int32(11), counterBrokerName: opt.string(12),
  secMarket: opt.int32(13), createTimestamp: opt.double(14), updateTimestamp: opt.double(15), status: opt.int32(16), trdMarket: opt.int32(17),
  jpAccType: opt.int32(18),
});

export const OrderFeeItem = message('OrderFeeItem', { title: opt.string(1), value: opt.double(2) });

export const OrderFee = message('OrderFee', { orderIDEx: req.string(1), feeAmount: opt.double(2), feeList: rep.of(3, OrderFeeItem) });

export const MaxTrdQtys = message('MaxTrdQtys', {
  maxCashBuy: req.double(1), maxCashAndMarginBuy: opt.double(2), maxPositionSell: req.double(3), maxSellShort: opt.double(4), maxBuyBack: opt.double(5),
  longRequiredIM: opt.double(6), shortRequiredIM: opt.double(7), session: opt.int32(8),
});

export const TrdFilterConditions = message('TrdFilterConditions', {
  codeList: rep.string(1), idList: rep.id(2), beginTime: opt.string(3), endTime: opt.string(4), orderIDExList: rep.string(5), filterMarket: opt.int32(6),
});
