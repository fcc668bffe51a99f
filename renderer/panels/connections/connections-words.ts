import { words } from '#renderer/workspace/language/words.ts';
import type { ConnectionState, Connection, BrokerKind } from '#shared/model/connection.ts';
import type { InstrumentKind } from '#shared/model/instrument.ts';

interface ConnectionsWords {
  readonly title: string;
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly state: string;
  readonly latency: string;
  readonly since: string;
  readonly fault: string;
  readonly details: string;
  readonly states: Readonly<Record<ConnectionState, string>>;
  readonly environments: Readonly<Record<Connection['environment'], string>>;
  readonly kinds: Readonly<Record<BrokerKind, string>>;
  readonly instrumentKinds: Readonly<Record<InstrumentKind, string>>;
  readonly market: string;
  readonly instruments: string;
  readonly orderTypes: string;
  readonly timesInForce: string;
  readonly offsets: string;
  readonly depth: string;
  readonly modify: string;
  readonly replaces: string;
  readonly yes: string;
  readonly no: string;
  readonly levels: (n: number) => string;
  readonly empty: string;
  readonly noCapabilities: string;
  readonly quotas: { readonly subscriptions: (used: number, total: number) => string; readonly history: (used: number, total: number) => string };
  readonly reconcile: string;
  readonly reconcileTitle: string;
  readonly orderLatency: string;
  readonly latencyUnit: string;
  readonly orderLatencyTitle: string;
  readonly slippage: string;
  readonly slippageUnit: string;
  readonly slippageTitle: string;
  readonly inUse: string;
  readonly switchOn: (name: string) => string;
  readonly switchTitle: string;
  readonly add: string;
  readonly addTitle: string;
  readonly tasks: string;
  readonly test: string;
  readonly testTitle: string;
  readonly edit: string;
  readonly editTitle: string;
  readonly remove: string;
  readonly removeQuestion: (name: string, working: number) => string;
  readonly removeLeaving: string;
  readonly cancelFirst: string;
  readonly cancelFirstDown: string;
  readonly cancel: string;
}

export const connectionsWords = words<ConnectionsWords>(
  {
    title: '连接', name: '名称', kind: '柜台', environment: '环境', state: '状态', latency: '延迟', since: '自', fault: '说明', details: '能做什么',
    states: { off: '未启用', connecting: '连接中…', up: '已连接', down: '已断开' },
    environments: { simulated: '模拟', real: '实盘', 'quotes-only': '仅行情' },
    kinds: { simulated: '内置模拟交易所', futu: '富途 OpenD', ctp: 'CTP', xtp: 'XTP', qq: '腾讯行情', sina: '新浪行情' },
    instrumentKinds: { future: '期货', stock: '股票', fund: '基金', option: '期权', index: '指数', warrant: '窝轮', bond: '债券' },
    market: '市场', instruments: '品种', orderTypes: '委托类型', timesInForce: '有效期', offsets: '开平', depth: '盘口', modify: '改单', replaces: '撤单后重报', yes: '支持', no: '不支持', levels: (n) => `${n} 档`,
    empty: '没有连接。', noCapabilities: '选择一个连接，查看它在各市场支持什么。', quotas: { subscriptions: (used, total) => `订阅额度 ${used} / ${total}`, history: (used, total) => `历史 K 线额度（30 天内的标的）${used} / ${total}` },
    reconcile: '与柜台核对', reconcileTitle: '向柜台查询挂单、成交、持仓和资金并与本机核对',
    orderLatency: '委托延迟', latencyUnit: '毫秒（单程）', orderLatencyTitle: '委托送达与回报返回各用多久，立即生效，已在途的不会被超越',
    inUse: '启用', switchOn: (name) => `启用 ${name}`, switchTitle: '两个模拟环境同时只启用一个：启用这一个会停用另一个，各自的账户、委托和持仓都保留',
    slippage: '市价滑点', slippageUnit: '个最小变动价位', slippageTitle: '市价类委托比盘口差多少成交；TEST、BTC、MINUS 由真实订单簿撮合，不另加滑点',
    add: '添加连接', addTitle: '连接自己的柜台：富途 OpenD 等', tasks: '操作', test: '测试', testTitle: '逐步测试这个连接，不影响正在用的', edit: '编辑', editTitle: '修改名称和设置，保存后重新连接',
    remove: '删除', removeQuestion: (name, working) => `删除连接“${name}”？会断开并忘记密码；过去的委托和成交保留。${working === 0 ? '' : `还有 ${working} 笔挂单在柜台有效：删除后它们仍可能成交，这里不再得知，也不能再撤。`}`,
    removeLeaving: '保留挂单，删除', cancelFirst: '先撤单，再删除', cancelFirstDown: '连接未连上，现在不能撤单；请先连接，或在柜台撤单。', cancel: '取消',
  },
  {
    title: 'Connections', name: 'Name', kind: 'Broker', environment: 'Environment', state: 'State', latency: 'Latency', since: 'Since', fault: 'Remark', details: 'What it can do',
    states: { off: 'Off', connecting: 'Connecting…', up: 'Connected', down: 'Down' },
    environments: { simulated: 'Simulated', real: 'Real', 'quotes-only': 'Quotes only' },
    kinds: { simulated: 'Built-in exchange', futu: 'Futu OpenD', ctp: 'CTP', xtp: 'XTP', qq: 'Tencent quotes', sina: 'Sina quotes' },
    instrumentKinds: { future: 'Futures', stock: 'Stocks', fund: 'Funds', option: 'Options', index: 'Indices', warrant: 'Warrants', bond: 'Bonds' },
    market: 'Market', instruments: 'Instruments', orderTypes: 'Order types', timesInForce: 'Time in force', offsets: 'Effects', depth: 'Depth', modify: 'Change', replaces: 'cancelled, placed anew', yes: 'yes', no: 'no', levels: (n) => (n === 1 ? '1 level' : `${n} levels`),
    empty: 'No connections.', noCapabilities: 'Choose a connection to see what it can do in each market.', quotas: { subscriptions: (used, total) => `Subscriptions ${used} of ${total}`, history: (used, total) => `History of ${used} of ${total} instruments in 30 days` },
    reconcile: 'Check against broker', reconcileTitle: 'Asks the broker for open orders, fills, positions and funds and compares them with ours',
    orderLatency: 'Order latency', latencyUnit: 'ms each way', orderLatencyTitle: 'How long an order takes to the exchange, and a report back. Takes effect at once; nothing overtakes what is on its way',
    inUse: 'In use', switchOn: (name) => `Use ${name}`, switchTitle: 'One simulated environment is on at a time: switching this one on switches the other off, and each keeps its accounts, orders and positions',
    slippage: 'Slippage of market orders', slippageUnit: 'ticks', slippageTitle: 'How much worse than displayed a market order is filled; TEST, BTC and MINUS have a real book and no slippage added',
    add: 'Add connection', addTitle: 'Connect a broker of your own: Futu OpenD and others', tasks: 'Tasks', test: 'Test', testTitle: 'Tries this connection step by step, beside the one in use', edit: 'Edit', editTitle: 'Change its name and settings; it is made anew when saved',
    remove: 'Remove', removeQuestion: (name, working) => `Remove the connection “${name}”? It is closed and its passwords are forgotten; past orders and fills stay.${working === 0 ? '' : ` ${working === 1 ? '1 order works' : `${working} orders work`} at its broker: once removed, ${working === 1 ? 'it' : 'they'} can still be filled there, and nothing of that is heard here.`}`,
    removeLeaving: 'Leave them and remove', cancelFirst: 'Cancel them, then remove', cancelFirstDown: 'It is not connected, so nothing can be cancelled now: connect first, or cancel at the broker.', cancel: 'Cancel',
  },
);
