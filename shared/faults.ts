/**
 * Every refusal and failure, as a sentence in both languages. `{name}` is filled from the fault's params.
 * A sentence says what is wrong and what to do next; codes are stable, sentences may be improved.
 */
import type { Fault } from './result.ts';

type Sentence = readonly [zh: string, en: string];

export const FAULTS = {
  'price-not-a-number': ['“{text}”不是价格，请输入数字', '“{text}” is not a price; type a number'],
  'price-off-tick': ['价格 {price} 不在最小变动价位上，可用 {below} 或 {above}', 'Price {price} is off tick; use {below} or {above}'],
  'price-outside-limits': ['价格 {price} 超出涨跌停 {low} – {high}', 'Price {price} is outside the limits {low} – {high}'],
  'price-missing': ['限价单需要价格', 'A limit order needs a price'],
  'quantity-invalid': ['数量 {quantity} 无效，须为正整数', 'Quantity {quantity} is not a positive whole number'],
  'quantity-off-lot': ['数量 {quantity} 须为 {lot} 的整数倍', 'Quantity {quantity} must be a multiple of {lot}'],
  'quantity-above-max': ['数量 {quantity} 超过单笔上限 {max}', 'Quantity {quantity} is above the limit of {max} for one order'],
  'quantity-below-filled': ['改后数量 {quantity} 不得少于已成交 {filled}', 'New quantity {quantity} must exceed the {filled} already filled'],
  'funds-insufficient': ['可用资金不足：需要 {needed}，可用 {available} {currency}', 'Not enough funds: needs {needed}, available {available} {currency}'],
  'position-insufficient': ['可平数量不足：需要 {needed}，可平 {available}', 'Not enough position to close: needs {needed}, closable {available}'],
  'position-not-yet-sellable': ['今日买入的下一交易日才能卖出：可卖 {available}', 'Bought today, sellable from the next trading day: {available} can be sold'],
  'short-not-allowed': ['该品种不可卖空', 'This instrument cannot be sold short'],
  'session-closed': ['{instrument} 现在不在交易时段', '{instrument} is outside its trading session'],
  'instrument-unknown': ['没有合约 {instrument}', 'There is no instrument {instrument}'],
  'instrument-expired': ['{instrument} 已到期', '{instrument} has expired'],
  'no-quote': ['{instrument} 尚无行情，市价单无法撮合', '{instrument} has no quote yet; a market order cannot be filled'],
  'account-unknown': ['没有账户 {account}', 'There is no account {account}'],
  'account-locked': ['实盘账户 {account} 已锁定，请先解锁', 'Real account {account} is locked; unlock it first'],
  'account-checking': ['账户正在与柜台核对，稍候再下单', 'The account is being checked against the broker; try again in a moment'],
  'account-offline': ['账户未连接，无法下单', 'The account is not connected; orders cannot be sent'],
  'account-not-simulated': ['{account} 是实盘账户，资金与账户请在柜台办理', '{account} is a real account: its money is moved at the broker, not here'],
  'account-not-connected': ['账户 {account} 未连接，连接后再试', 'Account {account} is not connected; try again when it is'],
  'account-unchanged': ['无法写盘（{reason}），账户没有变动', 'The disk could not be written ({reason}); no account was changed'],
  'account-name-taken': ['已有名为“{name}”的账户，请换一个名称', 'There is an account named “{name}” already; choose another name'],
  'account-name-invalid': ['账户名称须为 1 到 {max} 个字符', 'An account’s name has 1 to {max} characters'],
  'accounts-not-offered': ['{connection} 不能在这里开户，只有模拟交易所可以', '{connection} opens no accounts from here; only the simulated exchange does'],
  'amount-not-a-number': ['“{text}”不是金额，请输入数字，例如 1,000,000', '“{text}” is not an amount; type a number such as 1,000,000'],
  'amount-invalid': ['金额须大于 0，最小单位 {least}', 'The amount must be above 0, in steps of {least}'],
  'amount-above-max': ['单笔金额不超过 {max}', 'At most {max} at a time'],
  'balance-above-max': ['账户余额不超过 {max} {currency}', 'An account holds at most {max} {currency}'],
  'withdraw-above-available': ['最多可转出 {available} {currency}（保证金、冻结与浮动盈利不可转出）', 'At most {available} {currency} can be taken out; margin, frozen funds and floating profit stay'],
  'transfer-same-account': ['转出与转入须为不同账户', 'A transfer goes to another account'],
  'transfer-elsewhere': ['{from} 与 {to} 不在同一交易环境，不能划转', '{from} and {to} are not at the same exchange; nothing can be transferred between them'],
  'account-reset': ['账户已重置，委托撤销', 'The account was reset; the order was cancelled'],
  'unlock-refused': ['密码不正确，账户仍为锁定', 'Wrong password; the account stays locked'],
  'unlock-not-needed': ['模拟账户无需解锁', 'A simulated account needs no unlocking'],
  'not-supported': ['该柜台不支持 {what}，可用：{offered}', 'This broker does not offer {what}; it offers {offered}'],
  'order-unknown': ['没有委托 {order}', 'There is no order {order}'],
  'order-final': ['委托已结束，不能再撤改', 'The order has ended; it cannot be changed or cancelled'],
  'order-not-acknowledged': ['委托尚未被柜台确认，不能改单', 'The broker has not acknowledged the order yet; it cannot be changed'],
  'order-busy': ['上一个改撤请求仍在途中', 'A change or cancellation is already under way'],
  'order-not-received': ['柜台没有收到该委托，不会自动重发', 'The broker never received this order; it will not be sent again by itself'],
  'order-gone': ['柜台已无该委托，按失效处理', 'The broker no longer lists this order; it is taken as expired'],
  'order-id-taken': ['委托编号 {id} 已被使用', 'The order id {id} is already taken'],
  'order-no-answer': ['{seconds} 秒内没有回报，正在向柜台查询', 'No answer within {seconds} s; the broker is being asked'],
  'ioc-remainder': ['即时成交剩余撤销', 'The rest was cancelled at once (IOC)'],
  'fok-not-filled': ['无法全部成交，全部撤销', 'It could not be filled completely and was cancelled (FOK)'],
  'market-remainder': ['对手方数量不足，市价剩余撤销', 'The other side ran out; the rest of the market order was cancelled'],
  'day-ended': ['交易日结束，委托失效', 'The trading day ended; the order expired'],
  'fill-conflict': ['同一成交编号 {fill} 内容不同，保留先到者', 'Fill {fill} arrived again with other figures; the first is kept'],
  'fill-overfill': ['委托 {order} 成交量超过委托量，已按实际入账', 'Order {order} was filled beyond its quantity; the position is booked as filled'],
  'position-corrected': ['{instrument} {side} 持仓与柜台不符：本地 {ours}，柜台 {theirs}，以柜台为准', '{instrument} {side} position differed: ours {ours}, broker {theirs}; the broker’s is kept'],
  'reconcile-failed': ['核对失败，稍后重试：{reason}', 'Reconciliation failed and will be tried again: {reason}'],
  'broker-down': ['柜台连接已断开', 'The connection to the broker is down'],
  'broker-rejected': ['柜台拒绝', 'Rejected by the broker'],
  'risk-order-value': ['单笔金额 {value} 超过上限 {max}', 'Order value {value} is above the limit of {max}'],
  'risk-order-rate': ['每秒报单超过 {max} 笔', 'More than {max} orders a second'],
  'kill-switch-on': ['已启用紧急停止，解除后才能下单', 'The kill switch is on; release it before trading'],
  'journal-failed': ['无法写入委托日志（{reason}），委托未发出', 'The order journal could not be written ({reason}); the order was not sent'],
  'store-corrupt': ['数据库已损坏：{file}。已另存为 {backup}，请从备份恢复或删除后重新开始', 'The database is damaged: {file}. It was kept as {backup}; restore a copy or start afresh'],
  'store-too-new': ['数据库 {file} 由更新的版本 ({found}) 写成，本程序只认到 {known}，请升级', 'The database {file} was written by a newer version ({found}); this one knows up to {known}. Please update'],
  'store-unwritable': ['无法写入数据目录 {folder}：{reason}', 'The data folder {folder} cannot be written: {reason}'],
  'store-failed': ['暂时无法写入数据库（{reason}），稍后重试', 'The database cannot be written ({reason}); it will be tried again'],
  'store-in-use': ['另一个 Pankou 正在使用数据目录 {folder}（进程 {pid}）', 'Another Pankou is using the data folder {folder} (process {pid})'],
  'store-row-unreadable': ['数据库 {table} 中的一行（{row}）无法读取，已略过', 'A row of {table} ({row}) in the database cannot be read and was left out'],
  'vault-closed': ['保险库未打开，秘密不会保存', 'The vault is closed; secrets are not kept'],
  'vault-wrong-passphrase': ['保险库口令不正确', 'Wrong passphrase for the vault'],
  'vault-damaged': ['保险库文件 {file} 已损坏或被改动，未读取任何内容。请从备份恢复，或移走后重新设置', 'The vault {file} is damaged or was altered; nothing was read from it. Restore a copy, or move it away and start anew'],
  'vault-unwritable': ['无法写入保险库 {file}：{reason}', 'The vault {file} cannot be written: {reason}'],
  'day-file-unreadable': ['行情文件 {file} 无法读取：{reason}', 'The day file {file} cannot be read: {reason}'],
  'day-file-truncated': ['行情文件 {file} 不完整（第 {line} 行）', 'The day file {file} is cut short (line {line})'],
  'port-in-use': ['端口 {port} 已被占用，请换 --port', 'Port {port} is in use; choose another with --port'],
  'port-refused': ['无法使用端口 {port}：{reason}，请换 --port', 'Port {port} cannot be used: {reason}; choose another with --port'],
  'message-invalid': ['消息无效：{where} {reason}', 'Invalid message: {where} {reason}'],
  'requests-too-many': ['同时进行的请求超过 {max} 个，请稍候再试', 'More than {max} requests are under way; try again in a moment'],
  'command-unknown': ['没有命令 {command}', 'There is no command {command}'],
  'reminder-too-many': ['每个合约每种提醒最多 {max} 个', 'At most {max} reminders of one kind for an instrument'],
  'reminder-threshold': ['涨跌幅提醒的数值须大于 0', 'A change to be reminded of must be above 0'],
  'reminder-unknown': ['没有该提醒', 'There is no such reminder'],
  'watchlist-unknown': ['没有该自选组', 'There is no such watchlist'],
  'watchlist-last': ['至少保留一个自选组', 'The last watchlist cannot be removed'],
  'replay-time-outside': ['时间不在已录制的交易日内', 'That time is not inside the recorded days'],
  'history-unavailable': ['{instrument} 没有 {period} 历史', '{instrument} has no {period} history'],
  'exchange-log-unreadable': ['模拟交易所的记录无法读取：{reason}。请从备份恢复或删除数据后重新开始', 'The simulated exchange’s own log cannot be read: {reason}. Restore a copy of the data or start afresh'],
  'connection-lost': ['与核心的连接已断开，正在重连', 'The connection to the core was lost; reconnecting'],
  'connection-is-up': ['{name} 已连接', '{name} is connected'],
  'connection-is-down': ['{name} 已断开', '{name} is down'],
  'core-started': ['Pankou {version} 已启动', 'Pankou {version} started'],
  internal: ['程序内部错误，已写入日志', 'Something went wrong inside Pankou; it is in the log'],
} as const satisfies Record<string, Sentence>;

export type FaultCode = keyof typeof FAULTS;

export type Language = 'zh' | 'en';

/** The fault's sentence in a language, with the broker's own words behind it where there are any. */
export function sentenceOf(fault: Fault, language: Language): string {
  const sentence = FAULTS[fault.code][language === 'zh' ? 0 : 1];
  const filled = sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fault.params?.[name];
    return value === undefined ? whole : String(value);
  });
  return fault.brokerText ? `${filled}${language === 'zh' ? '：' : ': '}${fault.brokerText}` : filled;
}
