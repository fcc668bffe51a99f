import type { Period } from '#shared/model/candle.ts';
import type { Side } from '#shared/model/order.ts';
import type { PositionSide } from '#shared/model/position.ts';
import { words } from '#renderer/workspace/language/words.ts';

export const chartTitle = { zh: 'K线', en: 'Chart' };

const zh = {
  origin: { recorded: '录制行情', synthetic: '合成行情', matching: '撮合行情', delayed: '延时行情', live: '' },
  periods: { '1m': '1分', '3m': '3分', '5m': '5分', '15m': '15分', '30m': '30分', '1h': '1时', day: '日', week: '周', month: '月', quarter: '季', year: '年' } satisfies Record<Period, string>,
  periodLabel: '周期',
  newest: '回到最新',
  open: '开',
  high: '高',
  low: '低',
  close: '收',
  volume: '量',
  openInterest: '持仓',
  average: (length: number) => `MA${length}`,
  position: (side: PositionSide, quantity: number, average: string) => `${side === 'long' ? '多' : '空'} ${quantity} @ ${average}`,
  reminder: '提醒',
  order: (side: Side, quantity: number) => `${side === 'buy' ? '买' : '卖'} ${quantity}`,
  waits: (side: Side, quantity: number) => `◇ ${side === 'buy' ? '买' : '卖'} ${quantity}`,
  drag: '拖动改价，Esc 取消',
  cancel: '撤单',
  remindAt: (price: string) => `在 ${price} 设提醒`,
  buyAt: (quantity: string, price: string) => `限价买入 ${quantity} @ ${price}`,
  sellAt: (quantity: string, price: string) => `限价卖出 ${quantity} @ ${price}`,
  prefillAt: (price: string) => `把 ${price} 填入下单`,
  notArmed: '启用点价后可用',
  loading: '正在载入 K 线',
  empty: '该周期暂无 K 线，行情到来后自动出现',
  retry: '重试',
  noInstrument: '请在自选中选择合约',
};

export const chartWords = words(zh, {
  origin: { recorded: 'recorded', synthetic: 'synthetic', matching: 'matching', delayed: 'delayed', live: '' },
  periods: { '1m': '1m', '3m': '3m', '5m': '5m', '15m': '15m', '30m': '30m', '1h': '1h', day: 'D', week: 'W', month: 'M', quarter: 'Q', year: 'Y' },
  periodLabel: 'Period',
  newest: 'To newest',
  open: 'O',
  high: 'H',
  low: 'L',
  close: 'C',
  volume: 'Vol',
  openInterest: 'OI',
  average: (length: number) => `MA${length}`,
  position: (side: PositionSide, quantity: number, average: string) => `${side === 'long' ? 'Long' : 'Short'} ${quantity} @ ${average}`,
  reminder: 'Reminder',
  order: (side: Side, quantity: number) => `${side === 'buy' ? 'Buy' : 'Sell'} ${quantity}`,
  waits: (side: Side, quantity: number) => `◇ ${side === 'buy' ? 'Buy' : 'Sell'} ${quantity}`,
  drag: 'Drag to change the price, Esc to drop',
  cancel: 'Cancel the order',
  remindAt: (price: string) => `Set reminder at ${price}`,
  buyAt: (quantity: string, price: string) => `Buy limit ${quantity} @ ${price}`,
  sellAt: (quantity: string, price: string) => `Sell limit ${quantity} @ ${price}`,
  prefillAt: (price: string) => `Take ${price} to order entry`,
  notArmed: 'Available when armed',
  loading: 'Loading bars',
  empty: 'No bars in this period yet; they appear as the market trades',
  retry: 'Try again',
  noInstrument: 'Choose an instrument in the watchlist',
});

export type ChartWords = typeof zh;
