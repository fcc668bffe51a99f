import { words } from '#renderer/workspace/language/words.ts';

export const orderHistoryWords = words(
  {
    title: '委托', time: '时间', instrument: '合约', side: '方向', offset: '开平', type: '类型', price: '委托价', trigger: '触发价', trail: '跟踪', average: '成交均价', quantity: '数量', filled: '已成', state: '状态', fault: '说明',
    timeInForce: '有效期', source: '来源', brokerId: '柜台编号', id: '编号', account: '账户', tradingDay: '交易日', currency: '币种', updated: '最后变化', overfilled: '成交超量', external: '外部', exchange: '交易所', name: '名称',
    total: (n: string): string => `共 ${n} 笔`,
    newer: (n: number): string => `↑ ${n} 笔新委托`,
    allInstruments: '全部合约', thisInstrument: (code: string): string => `仅 ${code}`,
    allAccounts: '全部账户', thisAccount: '当前账户',
    export: '导出 CSV', exporting: (loaded: string, total: string): string => `导出中 ${loaded}/${total}`,
    yes: '是', no: '否', deleting: (id: string): string => `已请柜台删除委托 ${id}`,
    empty: '没有委托。报出的每一笔委托都会留在这里。', toTicket: '去下单',
    file: '委托',
  },
  {
    title: 'Orders', time: 'Time', instrument: 'Instrument', side: 'Side', offset: 'Effect', type: 'Type', price: 'Price', trigger: 'Trigger', trail: 'Trail', average: 'Avg price', quantity: 'Qty', filled: 'Filled', state: 'State', fault: 'Remark',
    timeInForce: 'TIF', source: 'Source', brokerId: 'Broker id', id: 'Id', account: 'Account', tradingDay: 'Trading day', currency: 'Currency', updated: 'Last change', overfilled: 'Overfilled', external: 'External', exchange: 'Exchange', name: 'Name',
    total: (n: string): string => `${n} in all`,
    newer: (n: number): string => `↑ ${n} new`,
    allInstruments: 'All instruments', thisInstrument: (code: string): string => `Only ${code}`,
    allAccounts: 'All accounts', thisAccount: 'This account',
    export: 'Export CSV', exporting: (loaded: string, total: string): string => `Exporting ${loaded}/${total}`,
    yes: 'yes', no: 'no', deleting: (id: string): string => `The broker was asked to delete the order ${id}`,
    empty: 'No orders. Every order ever sent is kept here.', toTicket: 'Place an order',
    file: 'orders',
  },
);
