import { words } from '#renderer/workspace/language/words.ts';
import type { OwnFlow, PastOrder } from '#shared/model/account-records.ts';
import type { RecordKind } from './records-model.ts';

interface RecordsWords {
  readonly title: string;
  readonly kinds: Readonly<Record<RecordKind, string>>;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly ask: string;
  readonly stop: string;
  readonly export: string;
  readonly noAccount: string;
  readonly toConnections: string;
  readonly notAsked: string;
  readonly nothing: string;
  readonly own: string;
  readonly ownTitle: string;
  readonly stale: string;
  readonly badDay: string;
  readonly backwards: string;
  readonly tooLong: (days: number) => string;
  readonly rows: (count: string) => string;
  readonly progress: (done: number, all: number) => string;
  readonly files: Readonly<Record<RecordKind, string>>;
  readonly time: string;
  readonly instrument: string;
  readonly side: string;
  readonly type: string;
  readonly price: string;
  readonly quantity: string;
  readonly filled: string;
  readonly state: string;
  readonly order: string;
  readonly fill: string;
  readonly turnover: string;
  readonly currency: string;
  readonly clearing: string;
  readonly settlement: string;
  readonly opened: string;
  readonly openPrice: string;
  readonly part: string;
  readonly today: string;
  readonly yesterday: string;
  readonly margin: string;
  readonly combination: string;
  readonly flow: string;
  readonly amount: string;
  readonly remark: string;
  readonly total: string;
  readonly items: string;
  readonly states: Readonly<Record<PastOrder['state'], string>>;
  readonly flows: Readonly<Record<OwnFlow, string>>;
}

export const recordsWords = words<RecordsWords>(
  {
    title: '账户记录', kinds: { orders: '历史委托', fills: '历史成交', cash: '资金流水', fees: '委托费用', lots: '持仓明细' }, kind: '记录种类', from: '从', to: '到', ask: '查询', stop: '停止', export: '导出 CSV',
    noAccount: '没有账户。', toConnections: '查看连接', notAsked: '选好日期后查询：委托、成交、费用和资金流水，按柜台的账簿。', nothing: '这段日期没有记录。',
    own: '本机记录', ownTitle: '柜台不保存这类记录，这里是经本机委托留下的', stale: '日期或账户已变，请重新查询', badDay: '日期写作 2025-01-31', backwards: '起始日期在结束日期之后', tooLong: (days) => `一次最多查询 ${days} 天`,
    rows: (count) => `${count} 条`, progress: (done, all) => `${done}/${all}`,
    files: { orders: '历史委托', fills: '历史成交', cash: '资金流水', fees: '委托费用', lots: '持仓明细' },
    time: '时间', instrument: '合约', side: '方向', type: '类型', price: '价格', quantity: '数量', filled: '已成', state: '状态', order: '委托编号', fill: '成交编号', turnover: '成交额', currency: '币种',
    clearing: '清算日', settlement: '交收日', opened: '开仓日', openPrice: '开仓价', part: '今昨', today: '今仓', yesterday: '昨仓', margin: '保证金', combination: '所属组合', flow: '类别', amount: '金额', remark: '备注', total: '费用合计', items: '明细',
    states: { working: '未结束', disabled: '已停用', filled: '全部成交', cancelled: '已撤', rejected: '废单', expired: '已失效' },
    flows: { deposit: '入金', withdrawal: '出金', transfer: '划转', reset: '重置' },
  },
  {
    title: 'Account records', kinds: { orders: 'Orders', fills: 'Fills', cash: 'Cash flow', fees: 'Order fees', lots: 'Lots held' }, kind: 'Kind of record', from: 'From', to: 'to', ask: 'Ask', stop: 'Stop', export: 'Export CSV',
    noAccount: 'No account.', toConnections: 'See connections', notAsked: 'Choose the days and ask: orders, fills, fees and cash flow, as the broker’s books have them.', nothing: 'Nothing on these days.',
    own: 'kept here', ownTitle: 'The broker keeps no such records: this is what was placed from here', stale: 'The days or the account have changed: ask again', badDay: 'A day is written 2025-01-31', backwards: 'The first day is after the last', tooLong: (days) => `At most ${days} days at a time`,
    rows: (count) => `${count} rows`, progress: (done, all) => `${done}/${all}`,
    files: { orders: 'past-orders', fills: 'past-fills', cash: 'cash-flow', fees: 'order-fees', lots: 'lots' },
    time: 'Time', instrument: 'Instrument', side: 'Side', type: 'Type', price: 'Price', quantity: 'Qty', filled: 'Filled', state: 'State', order: 'Order', fill: 'Fill', turnover: 'Value', currency: 'Currency',
    clearing: 'Clearing', settlement: 'Settlement', opened: 'Opened', openPrice: 'Open price', part: 'Part', today: 'Today', yesterday: 'Earlier', margin: 'Margin', combination: 'Combination', flow: 'Kind', amount: 'Amount', remark: 'Remark', total: 'Fees', items: 'Of which',
    states: { working: 'Open', disabled: 'Disabled', filled: 'Filled', cancelled: 'Cancelled', rejected: 'Rejected', expired: 'Expired' },
    flows: { deposit: 'Deposit', withdrawal: 'Withdrawal', transfer: 'Transfer', reset: 'Reset' },
  },
);
