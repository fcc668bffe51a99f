/**
 * The connection itself: protocols 1001 to 1010.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call } from './protocol.ts';

export const PacketID = message('PacketID', { connID: req.id(1), serialNo: req.uint32(2) });

export const ProgramStatus = message('ProgramStatus', { type: req.int32(1), strExtDesc: opt.string(2) });

export const InitConnect = call('InitConnect', 1001, {
  clientVer: req.int32(1), clientID: req.string(2), recvNotify: opt.bool(3), packetEncAlgo: opt.int32(4), pushProtoFmt: opt.int32(5),
  programmingLanguage: opt.string(6), aiType: opt.int32(7),
}, {
  serverVer: req.int32(1), loginUserID: req.id(2), connID: req.id(3), connAESKey: req.string(4), keepAliveInterval: req.int32(5), aesCBCiv: opt.string(6),
  userAttribution: opt.int32(7),
});

export const GetGlobalState = call('GetGlobalState', 1002, { userID: req.id(1) }, {
  marketHK: req.int32(1), marketUS: req.int32(2), marketSH: req.int32(3), marketSZ: req.int32(4), marketHKFuture: req.int32(5), qotLogined: req.bool(6),
  trdLogined: req.bool(7), serverVer: req.int32(8), serverBuildNo: req.int32(9), time: req.count(10), localTime: opt.double(11),
  programStatus: opt.of(12, ProgramStatus), qotSvrIpAddr: opt.string(13), trdSvrIpAddr: opt.string(14), marketUSFuture: opt.int32(15), connID: opt.id(16),
  marketSGFuture: opt.int32(17), marketJPFuture: opt.int32(18), marketSG: opt.int32(19), marketMY: opt.int32(20), marketJP: opt.int32(21),
});

export const KeepAlive = call('KeepAlive', 1004, { time: req.count(1) }, { time: req.count(1) });

export const GetUserInfo = call('GetUserInfo', 1005, { flag: opt.int32(2) }, {
  nickName: opt.string(1), avatarUrl: opt.string(2), apiLevel: opt.string(3), hkQotRight: opt.int32(4), usQotRight: opt.int32(5), cnQotRight: opt.int32(6),
  isNeedAgreeDisclaimer: opt.bool(7), userID: opt.signedId(8), updateType: opt.int32(9), webKey: opt.string(10), hkOptionQotRight: opt.int32(11),
  hasUSOptionQotRight: opt.bool(12), hkFutureQotRight: opt.int32(13), subQuota: opt.int32(14), historyKLQuota: opt.int32(15), usFutureQotRight: opt.int32(16),
  usOptionQotRight: opt.int32(17), webJumpUrlHead: opt.string(18), userAttribution: opt.int32(19), updateWhatsNew: opt.string(20),
  usIndexQotRight: opt.int32(21), usOtcQotRight: opt.int32(22), usCMEFutureQotRight: opt.int32(23), usCBOTFutureQotRight: opt.int32(24),
  usNYMEXFutureQotRight: opt.int32(25), usCOMEXFutureQotRight: opt.int32(26), usCBOEFutureQotRight: opt.int32(27), sgFutureQotRight: opt.int32(28),
  jpFutureQotRight: opt.int32(29), isAppNNOrMM: opt.bool(30), shQotRight: opt.int32(31), szQotRight: opt.int32(32), extra: opt.int32(33),
  ccQotRight: opt.int32(34), sgStockQotRight: opt.int32(35), myStockQotRight: opt.int32(36), jpStockQotRight: opt.int32(37), ecQotRight: opt.int32(38),
});

export const Verification = call('Verification', 1006, { type: req.int32(1), op: req.int32(2), code: opt.string(3) }, {});

const DelayStatisticsItem = message('DelayStatisticsItem', { begin: req.int32(1), end: req.int32(2), count: req.int32(3), proportion: req.float(4), cumulativeRatio: req.float(5) });

const DelayStatistics = message('DelayStatistics', { qotPushType: req.int32(1), itemList: rep.of(2, DelayStatisticsItem), delayAvg: req.float(3), count: req.int32(4) });

const ReqReplyStatisticsItem = message('ReqReplyStatisticsItem', {
  protoID: req.int32(1), count: req.int32(2), totalCostAvg: req.float(3), openDCostAvg: req.float(4), netDelayAvg: req.float(5), isLocalReply: req.bool(6),
});

const PlaceOrderStatisticsItem = message('PlaceOrderStatisticsItem', {
  orderID: req.string(1), totalCost: req.float(2), openDCost: req.float(3), netDelay: req.float(4), updateCost: req.float(5),
});

export const GetDelayStatistics = call('GetDelayStatistics', 1007, { typeList: rep.int32(1), qotPushStage: opt.int32(2), segmentList: rep.int32(3) }, {
  qotPushStatisticsList: rep.of(1, DelayStatistics), reqReplyStatisticsList: rep.of(2, ReqReplyStatisticsItem),
  placeOrderStatisticsList: rep.of(3, PlaceOrderStatisticsItem),
});

export const TestCmd = call(
  'TestCmd', 1008,
  { cmd: req.string(1), paramStr: opt.string(2), paramBytes: opt.bytes(3) },
  { cmd: req.string(1), resultStr: opt.string(2), resultBytes: opt.bytes(3) },
);
