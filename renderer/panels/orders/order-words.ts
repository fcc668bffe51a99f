/** The field's words for orders, in both languages: the same in every table and ticket. */
import { orderTypeWords } from '#renderer/workspace/language/order-type-words.ts';
import { words } from '#renderer/workspace/language/words.ts';
import type { Offset, OrderSource, OrderState, OrderType, Side, TimeInForce } from '#shared/model/order.ts';
import type { PositionSide } from '#shared/model/position.ts';

interface OrderWords {
  readonly side: Readonly<Record<Side, string>>;
  readonly positionSide: Readonly<Record<PositionSide, string>>;
  readonly offset: Readonly<Record<Offset, string>>;
  readonly type: Readonly<Record<OrderType, string>>;
  readonly timeInForce: Readonly<Record<TimeInForce, string>>;
  readonly state: Readonly<Record<OrderState, string>>;
  readonly source: Readonly<Record<OrderSource, string>>;
  readonly cancelPressed: string;
  readonly changePressed: string;
  readonly switchPressed: string;
  readonly cancelling: string;
  readonly switching: Readonly<Record<'disabling' | 'enabling' | 'deleting', string>>;
  readonly changing: (price: string | null, quantity: string | null) => string;
  /** It waits for its trigger; null: a trailing order before the first trade. */
  readonly waiting: (trigger: string | null) => string;
  readonly market: string;
  readonly pastTrigger: (distance: string) => string;
  readonly overfilled: string;
  readonly external: string;
  /** Times: by this machine's clock, and by the exchange's or the broker's own. */
  readonly placedHere: string;
  readonly exchangeTime: string;
}

export const orderWords = words<OrderWords>(
  {
    side: { buy: '买入', sell: '卖出' },
    positionSide: { long: '多', short: '空' },
    offset: { open: '开仓', close: '平仓', 'close-today': '平今', 'close-yesterday': '平昨' },
    type: orderTypeWords.zh,
    timeInForce: { day: '当日有效', ioc: '即时成交', fok: '全成全撤', gtc: '撤销前有效' },
    state: {
      held: '暂存', refused: '未发出', submitting: '报送中', unknown: '待核实', working: '已报', 'partly-filled': '部分成交', disabled: '已停用',
      filled: '全部成交', cancelled: '已撤', rejected: '废单', expired: '已失效', 'not-received': '柜台未收到',
    },
    source: { ticket: '下单板', ladder: '盘口', chart: '图表', positions: '持仓', hotkey: '快捷键', conditional: '条件单', script: '脚本', external: '外部' },
    cancelPressed: '撤单已点',
    changePressed: '改单已点',
    switchPressed: '已点',
    cancelling: '撤单中…',
    switching: { disabling: '停用中…', enabling: '启用中…', deleting: '删除中…' },
    changing: (price, quantity) => `改单中…${[price, quantity].filter((x) => x !== null).join(' × ')}`,
    waiting: (trigger) => (trigger === null ? '待触发' : `待触发 ${trigger}`),
    market: '市价',
    pastTrigger: (distance) => `触发价 ±${distance}`,
    overfilled: '成交超量',
    external: '外部',
    placedHere: '报出（本机时间）', exchangeTime: '柜台时间',
  },
  {
    side: { buy: 'Buy', sell: 'Sell' },
    positionSide: { long: 'Long', short: 'Short' },
    offset: { open: 'Open', close: 'Close', 'close-today': 'Close today', 'close-yesterday': 'Close yest.' },
    type: orderTypeWords.en,
    timeInForce: { day: 'Day', ioc: 'IOC', fok: 'FOK', gtc: 'GTC' },
    state: {
      held: 'Held', refused: 'Not sent', submitting: 'Sending', unknown: 'Unconfirmed', working: 'Working', 'partly-filled': 'Partly filled', disabled: 'Disabled',
      filled: 'Filled', cancelled: 'Cancelled', rejected: 'Rejected', expired: 'Expired', 'not-received': 'Not received',
    },
    source: { ticket: 'Ticket', ladder: 'Ladder', chart: 'Chart', positions: 'Positions', hotkey: 'Hotkey', conditional: 'Conditional', script: 'Script', external: 'External' },
    cancelPressed: 'Cancel pressed',
    changePressed: 'Change pressed',
    switchPressed: 'Pressed',
    cancelling: 'Cancelling…',
    switching: { disabling: 'Disabling…', enabling: 'Enabling…', deleting: 'Deleting…' },
    changing: (price, quantity) => `Changing… ${[price, quantity].filter((x) => x !== null).join(' × ')}`,
    waiting: (trigger) => (trigger === null ? 'Waits for a trade' : `Waits for ${trigger}`),
    market: 'Market',
    pastTrigger: (distance) => `Trigger ±${distance}`,
    overfilled: 'Overfilled',
    external: 'External',
    placedHere: 'Placed (this machine)', exchangeTime: 'Broker time',
  },
);
