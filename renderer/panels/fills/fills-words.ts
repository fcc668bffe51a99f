import { words } from '#renderer/workspace/language/words.ts';

export const fillsWords = words(
  {
    title: '成交', time: '成交时间', instrument: '合约', side: '方向', offset: '开平', price: '成交价', quantity: '数量', value: '成交额', fee: '手续费', order: '委托编号', id: '成交编号', note: '备注',
    account: '账户', tradingDay: '交易日', currency: '币种', exchange: '交易所', name: '名称', received: '本机收到',
    newer: (n: number): string => `↑ ${n} 笔新成交`,
    inferred: '推算', inferredTitle: '柜台回报的成交量多于逐笔成交，差额按推算入账',
    day: '当日', fills: (n: string): string => `${n} 笔`, feeTotal: '手续费', valueTotal: '成交额',
    dayTitle: '当前账户本交易日（最近 500 笔成交内）',
    capped: '仅最近 500 笔',
    empty: '没有成交。每一笔成交都会留在这里。', toTicket: '去下单', file: '成交',
  },
  {
    title: 'Fills', time: 'Time', instrument: 'Instrument', side: 'Side', offset: 'Effect', price: 'Price', quantity: 'Qty', value: 'Value', fee: 'Fee', order: 'Order id', id: 'Fill id', note: 'Remark',
    account: 'Account', tradingDay: 'Trading day', currency: 'Currency', exchange: 'Exchange', name: 'Name', received: 'Received here',
    newer: (n: number): string => `↑ ${n} new`,
    inferred: 'inferred', inferredTitle: 'The broker reported more filled than its fills add up to; the difference is booked',
    day: 'Today', fills: (n: string): string => (n === '1' ? '1 fill' : `${n} fills`), feeTotal: 'fees', valueTotal: 'value',
    dayTitle: 'This account, this trading day (within the newest 500 fills)',
    capped: 'newest 500 only',
    empty: 'No fills. Every fill is kept here.', toTicket: 'Place an order', file: 'fills',
  },
);
