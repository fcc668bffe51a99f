/** Words of orders, theirs and ours, as tables. Source: ThostFtdcUserApiDataType.h; CTP 6.6.9 接口说明, ReqOrderInsert and 各交易所特殊指令. */
import type { ReportedState } from '#electron/brokers/broker.ts';
import type { Exchange } from '#shared/model/instrument.ts';
import { isConditional, type Offset, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';

/** OrderPriceType: any price, limit, best price, five levels. */
const PRICE_TYPE: ReadonlyMap<OrderType, string> = new Map<OrderType, string>([
  ['limit', '2'], ['market', '1'], ['counter-best', '3'], ['best-five-ioc', 'G'], ['best-five-limit', 'G'],
  ['stop', '1'], ['stop-limit', '2'], ['touch', '1'], ['touch-limit', '2'],
]);

/** What the counter takes by exchange; the offer of each market (shared/orders) narrows it. */
const PLAIN: readonly OrderType[] = ['limit', 'market'];
const CONDITIONAL: readonly OrderType[] = ['stop', 'stop-limit', 'touch', 'touch-limit'];
export const TYPES: Readonly<Partial<Record<Exchange, readonly OrderType[]>>> = {
  CFFEX: ['limit', 'market', 'best-five-ioc', 'best-five-limit', 'counter-best', ...CONDITIONAL],
  SHFE: ['limit', ...CONDITIONAL], INE: ['limit', ...CONDITIONAL], DCE: [...PLAIN, ...CONDITIONAL], CZCE: [...PLAIN, ...CONDITIONAL], GFEX: [...PLAIN, ...CONDITIONAL],
  SSE: PLAIN, SZSE: PLAIN, BSE: PLAIN, HKEX: PLAIN, NASDAQ: PLAIN, NYSE: PLAIN, CME: PLAIN,
};

/** Good for the day or at once; the counter keeps nothing over a day's end. */
export const TIMES: readonly TimeInForce[] = ['day', 'ioc', 'fok'];

const OFFSET_OUT: Readonly<Record<Offset, string>> = { open: '0', close: '1', 'close-today': '3', 'close-yesterday': '4' };
const OFFSET_IN: ReadonlyMap<string, Offset> = new Map<string, Offset>([['0', 'open'], ['1', 'close'], ['2', 'close'], ['3', 'close-today'], ['4', 'close-yesterday'], ['5', 'close'], ['6', 'close']]);

export const offsetOut = (offset: Offset): string => OFFSET_OUT[offset];
export const offsetIn = (flags: string): Offset => OFFSET_IN.get(flags[0]) ?? 'open';
export const sideIn = (direction: string): Side => (direction === '1' ? 'sell' : 'buy');

/** ContingentCondition: immediately; last price at least, at most StopPrice. */
const AT_LEAST = '6';
const AT_MOST = '8';

/** An order's type, time and offset as the counter's fields. @param offsets one for each leg */
export function wordsOf(type: OrderType, side: Side, offsets: readonly Offset[], timeInForce: TimeInForce): Readonly<Record<string, string | number>> | null {
  const priceType = PRICE_TYPE.get(type);
  if (priceType === undefined || timeInForce === 'gtc') return null;
  const rises = (type === 'stop' || type === 'stop-limit') === (side === 'buy');
  return {
    OrderPriceType: priceType,
    Direction: side === 'buy' ? '0' : '1',
    CombOffsetFlag: offsets.map((offset) => OFFSET_OUT[offset]).join(''),
    // Speculation: what a person's own account trades for.
    CombHedgeFlag: '1'.repeat(offsets.length),
    TimeCondition: timeInForce === 'day' ? '3' : '1',
    VolumeCondition: timeInForce === 'fok' ? '3' : '1',
    ContingentCondition: isConditional(type) ? (rises ? AT_LEAST : AT_MOST) : '1',
    MinVolume: 1,
    ForceCloseReason: '0',
    IsAutoSuspend: 0,
    UserForceClose: 0,
  };
}

export function typeIn(priceType: string, condition: string, side: Side, timeCondition: string): OrderType {
  const isLimit = priceType === '2';
  if (condition >= '5' && condition <= '8') {
    const isStop = (condition === '5' || condition === AT_LEAST) === (side === 'buy');
    return isStop ? (isLimit ? 'stop-limit' : 'stop') : isLimit ? 'touch-limit' : 'touch';
  }
  if (isLimit) return 'limit';
  if (priceType === 'G') return timeCondition === '1' ? 'best-five-ioc' : 'best-five-limit';
  return priceType === '3' ? 'counter-best' : 'market';
}

export const timeIn = (time: string, volume: string): TimeInForce => (time === '1' ? (volume === '3' ? 'fok' : 'ioc') : time === '5' ? 'gtc' : 'day');

/** OrderStatus, and OrderSubmitStatus of what was rejected: 5 is a cancelled order, unless the exchange never took it. */
export function stateIn(status: string, submit: string): ReportedState {
  if (status === '0') return 'filled';
  if (status === '5') return submit === '4' ? 'rejected' : 'cancelled';
  return 'working';
}

/** Sent on its way and not yet heard of by the exchange. */
export const isUnderway = (status: string): boolean => status === 'a';

