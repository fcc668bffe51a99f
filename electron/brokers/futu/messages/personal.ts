/**
 * The user's own watchlist groups and price reminders: protocols 3019, 3213, 3214, 3220 to 3222.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call, push } from './protocol.ts';
import { FIRM, Security, SecurityStaticInfo } from './security.ts';

const GroupData = message('GroupData', { groupName: req.string(1), groupType: req.int32(2) });

export const GetUserSecurityGroup = call('Qot_GetUserSecurityGroup', 3222, { groupType: req.int32(1), ...FIRM }, { groupList: rep.of(1, GroupData) });

export const GetUserSecurity = call('Qot_GetUserSecurity', 3213, { groupName: req.string(1), ...FIRM }, { staticInfoList: rep.of(1, SecurityStaticInfo) });

export const ModifyUserSecurity = call(
  'Qot_ModifyUserSecurity', 3214,
  { groupName: req.string(1), op: req.int32(2), securityList: rep.of(3, Security), ...FIRM },
  {},
);

export const SetPriceReminder = call('Qot_SetPriceReminder', 3220, {
  security: req.of(1, Security), op: req.int32(2), key: opt.signedId(3), type: opt.int32(4), value: opt.double(5), note: opt.string(6), freq: opt.int32(7),
  reminderSessionList: rep.int32(8), ...FIRM,
}, { key: req.signedId(1) });

const PriceReminderItem = message('PriceReminderItem', {
  key: req.signedId(1), type: req.int32(2), value: req.double(3), note: req.string(4), freq: req.int32(5), isEnable: req.bool(6),
  reminderSessionList: rep.int32(7),
});

const PriceReminder = message('PriceReminder', { security: req.of(1, Security), itemList: rep.of(2, PriceReminderItem), name: opt.string(3) });

export const GetPriceReminder = call(
  'Qot_GetPriceReminder', 3221,
  { security: opt.of(1, Security), market: opt.int32(2), ...FIRM },
  { priceReminderList: rep.of(1, PriceReminder) },
);

export const UpdatePriceReminder = push('Qot_UpdatePriceReminder', 3019, {
  security: req.of(1, Security), price: req.double(2), changeRate: req.double(3), marketStatus: req.int32(4), content: req.string(5), note: req.string(6),
  key: opt.signedId(7), type: opt.int32(8), setValue: opt.double(9), curValue: opt.double(10), name: opt.string(11),
});
