import { words } from '#renderer/workspace/language/words.ts';

export const statementWords = words(
  {
    title: '结算单', days: '已结算的交易日', confirmed: '已确认', unconfirmed: '待确认', confirm: '确认结算单', confirmTitle: '确认后才能继续下单；之前的结算单一并确认', done: (day: string): string => `已确认 ${day} 的结算单`,
    asTable: '表格', asText: 'CTP 文本', view: '显示方式', sections: '结算单各表', txt: '导出 CTP 文本文件', csv: '导出 CSV', file: '结算单',
    tabs: { funds: '资金', transfers: '出入金', fills: '成交', closes: '平仓', deliveries: '行权交割', lots: '持仓明细', positions: '持仓汇总' },
    noAccount: '没有账户。', empty: '还没有结算单。每个交易日收盘结算后，这里会有当天的结算单。', noRows: '当日没有', loading: '读取中…', toConnections: '查看连接',
  },
  {
    title: 'Statement', days: 'Settled days', confirmed: 'Confirmed', unconfirmed: 'To confirm', confirm: 'Confirm', confirmTitle: 'Orders can be placed once it is confirmed; earlier statements are confirmed with it', done: (day: string): string => `The statement of ${day} is confirmed`,
    asTable: 'Tables', asText: 'CTP text', view: 'Shown as', sections: 'Tables of the statement', txt: 'Export as CTP text', csv: 'Export CSV', file: 'statement',
    tabs: { funds: 'Funds', transfers: 'Cash', fills: 'Fills', closes: 'Closed', deliveries: 'Expiry', lots: 'Lots', positions: 'Positions' },
    noAccount: 'No account.', empty: 'No statement yet. After each trading day is settled, its statement is here.', noRows: 'None on this day', loading: 'Reading…', toConnections: 'See connections',
  },
);
