/**
 * What OpenD tells by itself about its own state: protocol 1003.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, req } from '#electron/brokers/futu/wire/schema.ts';
import { push } from './protocol.ts';
import { ProgramStatus as StatusOfProgram } from './system.ts';

const GtwEvent = message('GtwEvent', { eventType: req.int32(1), desc: req.string(2) });

const ProgramStatus = message('ProgramStatus', { programStatus: req.of(1, StatusOfProgram) });

const ConnectStatus = message('ConnectStatus', { qotLogined: req.bool(1), trdLogined: req.bool(2) });

const QotRight = message('QotRight', {
  hkQotRight: req.int32(4), usQotRight: req.int32(5), cnQotRight: req.int32(6), hkOptionQotRight: opt.int32(7), hasUSOptionQotRight: opt.bool(8),
  hkFutureQotRight: opt.int32(9), usFutureQotRight: opt.int32(10), usOptionQotRight: opt.int32(11), usIndexQotRight: opt.int32(12),
  usOtcQotRight: opt.int32(13), sgFutureQotRight: opt.int32(14), jpFutureQotRight: opt.int32(15), usCMEFutureQotRight: opt.int32(16),
  usCBOTFutureQotRight: opt.int32(17), usNYMEXFutureQotRight: opt.int32(18), usCOMEXFutureQotRight: opt.int32(19), usCBOEFutureQotRight: opt.int32(20),
  shQotRight: opt.int32(21), szQotRight: opt.int32(22), ccQotRight: opt.int32(23), sgStockQotRight: opt.int32(24), myStockQotRight: opt.int32(25),
  jpStockQotRight: opt.int32(26), ecQotRight: opt.int32(27),
});

const APILevel = message('APILevel', { apiLevel: req.string(3) });

const APIQuota = message('APIQuota', { subQuota: req.int32(1), historyKLQuota: req.int32(2) });

const UsedQuota = message('UsedQuota', { usedSubQuota: opt.int32(1), usedKLineQuota: opt.int32(2) });

export const Notify = push('Notify', 1003, {
  type: req.int32(1), event: opt.of(2, GtwEvent), programStatus: opt.of(3, ProgramStatus), connectStatus: opt.of(4, ConnectStatus),
  qotRight: opt.of(5, QotRight), apiLevel: opt.of(6, APILevel), apiQuota: opt.of(7, APIQuota), usedQuota: opt.of(8, UsedQuota),
});
