/**
 * Bars, rights issues, trading days and changes of the past: protocols 3103 to 3105, 3201, 3208, 3216, 3219.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call } from './protocol.ts';
import { FIRM, Security } from './security.ts';
import { KLine } from './subscribed.ts';

export const Rehab = message('Rehab', {
  time: req.string(1), companyActFlag: req.count(2), fwdFactorA: req.double(3), fwdFactorB: req.double(4), bwdFactorA: req.double(5), bwdFactorB: req.double(6),
  splitBase: opt.int32(7), splitErt: opt.int32(8), joinBase: opt.int32(9), joinErt: opt.int32(10), bonusBase: opt.int32(11), bonusErt: opt.int32(12),
  transferBase: opt.int32(13), transferErt: opt.int32(14), allotBase: opt.int32(15), allotErt: opt.int32(16), allotPrice: opt.double(17),
  addBase: opt.int32(18), addErt: opt.int32(19), addPrice: opt.double(20), dividend: opt.double(21), spDividend: opt.double(22), timestamp: opt.double(23),
  spinOffBase: opt.double(24), spinOffErt: opt.double(25),
});

export const ShareHoldingChange = message('ShareHoldingChange', {
  holderName: req.string(1), holdingQty: req.double(2), holdingRatio: req.double(3), changeQty: req.double(4), changeRatio: req.double(5), time: req.string(6),
  timestamp: opt.double(7),
});

export const RequestHistoryKL = call('Qot_RequestHistoryKL', 3103, {
  rehabType: req.int32(1), klType: req.int32(2), security: req.of(3, Security), beginTime: req.string(4), endTime: req.string(5), maxAckKLNum: opt.int32(6),
  needKLFieldsFlag: opt.count(7), nextReqKey: opt.bytes(8), extendedTime: opt.bool(9), session: opt.int32(10), ...FIRM,
}, { security: req.of(1, Security), klList: rep.of(2, KLine), nextReqKey: opt.bytes(3), name: opt.string(4) });

const DetailItem = message('DetailItem', { security: req.of(1, Security), requestTime: req.string(2), requestTimeStamp: opt.count(3), name: opt.string(4) });

export const RequestHistoryKLQuota = call(
  'Qot_RequestHistoryKLQuota', 3104,
  { bGetDetail: opt.bool(2), ...FIRM },
  { usedQuota: req.int32(1), remainQuota: req.int32(2), detailList: rep.of(3, DetailItem) },
);

export const RequestRehab = call('Qot_RequestRehab', 3105, { security: req.of(1, Security), ...FIRM }, { rehabList: rep.of(1, Rehab) });

const TradeDate = message('TradeDate', { time: req.string(1), timestamp: opt.double(2), tradeDateType: opt.int32(3) });

export const RequestTradeDate = call(
  'Qot_RequestTradeDate', 3219,
  { market: req.int32(1), beginTime: req.string(2), endTime: req.string(3), security: opt.of(4, Security), ...FIRM },
  { tradeDateList: rep.of(1, TradeDate) },
);

const Suspend = message('Suspend', { time: req.string(1), timestamp: opt.double(2) });

const SecuritySuspend = message('SecuritySuspend', { security: req.of(1, Security), suspendList: rep.of(2, Suspend) });

export const GetSuspend = call(
  'Qot_GetSuspend', 3201,
  { securityList: rep.of(1, Security), beginTime: req.string(2), endTime: req.string(3), ...FIRM },
  { SecuritySuspendList: rep.of(1, SecuritySuspend) },
);

const CodeChangeInfo = message('CodeChangeInfo', {
  type: req.int32(1), security: req.of(2, Security), relatedSecurity: req.of(3, Security), publicTime: opt.string(4), publicTimestamp: opt.double(5),
  effectiveTime: opt.string(6), effectiveTimestamp: opt.double(7), endTime: opt.string(8), endTimestamp: opt.double(9),
});

const TimeFilter = message('TimeFilter', { type: req.int32(1), beginTime: opt.string(2), endTime: opt.string(3) });

export const GetCodeChange = call('Qot_GetCodeChange', 3216, {
  placeHolder: opt.int32(1), securityList: rep.of(2, Security), timeFilterList: rep.of(3, TimeFilter), typeList: rep.int32(4), ...FIRM,
}, { codeChangeList: rep.of(1, CodeChangeInfo) });

export const GetHoldingChangeList = call('Qot_GetHoldingChangeList', 3208, {
  security: req.of(1, Security), holderCategory: req.int32(2), beginTime: opt.string(3), endTime: opt.string(4), ...FIRM,
}, { security: req.of(1, Security), holdingChangeList: rep.of(2, ShareHoldingChange) });
