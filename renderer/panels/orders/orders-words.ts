import { words } from '#renderer/workspace/language/words.ts';

export const ordersWords = words(
  {
    title: '挂单', time: '时间', instrument: '合约', side: '方向', offset: '开平', type: '类型', price: '价格', trigger: '触发价', trail: (percent: boolean): string => (percent ? '跟踪 %' : '跟踪价差'), quantity: '数量', filled: '已成', left: '未成',
    state: '状态', timeInForce: '有效期', source: '来源', fault: '说明', actions: '操作',
    cancel: '撤单', cancelTitle: '撤销未成交部分', modify: '改单', modifyTitle: '改价格、触发价或数量', cancelAll: '全部撤单',
    cancelAllTitle: '撤销该账户在柜台的全部挂单，含外部挂单',
    count: (n: number): string => `${n} 笔挂单`,
    elsewhere: (n: number): string => `另有 ${n} 笔在其他账户`,
    empty: '没有挂单。委托报出后、成交或撤销前都在这里。',
    toTicket: '去下单',
    changeTitle: (name: string): string => `改单 ${name}`,
    filledOf: (filled: string): string => `已成交 ${filled}`,
    send: '发送改单', close: '取消',
    confirmAll: (n: number): string => `撤销该账户在柜台的全部挂单（这里 ${n} 笔）？`,
    confirm: '全部撤单',
  },
  {
    title: 'Working orders', time: 'Time', instrument: 'Instrument', side: 'Side', offset: 'Effect', type: 'Type', price: 'Price', trigger: 'Trigger', trail: (percent: boolean): string => (percent ? 'Trail %' : 'Trail by'), quantity: 'Qty', filled: 'Filled', left: 'Left',
    state: 'State', timeInForce: 'TIF', source: 'Source', fault: 'Remark', actions: 'Actions',
    cancel: 'Cancel', cancelTitle: 'Cancel what is not filled', modify: 'Change', modifyTitle: 'Change price, trigger or quantity', cancelAll: 'Cancel all',
    cancelAllTitle: 'Cancel everything open at the broker for this account, external orders included',
    count: (n: number): string => (n === 1 ? '1 working order' : `${n} working orders`),
    elsewhere: (n: number): string => `${n} more in other accounts`,
    empty: 'No working orders. An order is here from sending until it is filled or cancelled.',
    toTicket: 'Place an order',
    changeTitle: (name: string): string => `Change ${name}`,
    filledOf: (filled: string): string => `${filled} filled`,
    send: 'Send change', close: 'Close',
    confirmAll: (n: number): string => `Cancel everything this account has open at the broker (${n} shown here)?`,
    confirm: 'Cancel all',
  },
);
