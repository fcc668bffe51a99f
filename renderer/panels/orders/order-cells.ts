/** What the cells of an order say. Shared by the working orders and the order history. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { averageDecimals, formatAverage, formatQuantity, NONE, padOf, type Tone } from '#renderer/workspace/grid/figures.ts';
import { formatClock, formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import type { Language } from '#shared/faults.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isFinal, type Order, type OrderState } from '#shared/model/order.ts';
import { isWaiting, triggerOf } from '#shared/orders/waiting.ts';
import { formatPrice } from '#shared/price.ts';
import { conditionText, orderSentence, trailText } from '#renderer/workspace/language/order-sentence.ts';
import { orderWords } from './order-words.ts';

/** A request that was clicked here and not yet answered by the core. */
export type Pressed = 'cancel' | 'change' | 'switch';

const STATE_TONES: Readonly<Partial<Record<OrderState, Tone>>> = {
  held: 'dim', submitting: 'warning', unknown: 'error', working: 'accent', 'partly-filled': 'accent', filled: '',
  disabled: 'warning', cancelled: 'dim', expired: 'dim', rejected: 'error', refused: 'error', 'not-received': 'error',
};

/** State of an order in words: pressed → sent → acknowledged → filled, with the request in flight before anything else. */
export function stateCell(order: Order, language: Language, instrument?: Instrument, pressed?: Pressed): CellText {
  const words = orderWords[language];
  const title = order.fault ? { title: sentenceOf(order.fault, language) } : {};
  if (order.pending?.kind === 'cancelling') return { text: words.cancelling, tone: 'warning', ...title };
  if (order.pending && order.pending.kind !== 'changing') return { text: words.switching[order.pending.kind], tone: 'warning', ...title };
  if (order.pending) {
    const { price, quantity } = order.pending;
    const priceText = price === undefined || price === order.price || !instrument ? null : formatPrice(instrument, price);
    const quantityText = quantity === undefined || quantity === order.quantity ? null : formatQuantity(quantity);
    const text = words.changing(priceText, quantityText);
    return { text, tone: 'warning', title: order.fault ? `${text}\n${sentenceOf(order.fault, language)}` : text };
  }
  if (pressed && !isFinal(order.state)) return { text: { cancel: words.cancelPressed, change: words.changePressed, switch: words.switchPressed }[pressed], tone: 'warning' };
  if (isWaiting(order) && order.state === 'working') {
    const trigger = triggerOf(order);
    const text = words.waiting(trigger === null || !instrument ? null : formatPrice(instrument, trigger));
    return { text, tone: 'accent', title: instrument ? orderSentence(order, instrument, language) : text };
  }
  const note = order.overfilled ? { note: words.overfilled } : {};
  return { text: words.state[order.state], tone: STATE_TONES[order.state] ?? '', ...note, ...title };
}

/** Code and name; the whole id where the instrument is not known here. */
export function instrumentCell(instrument: Instrument | undefined, id: string, language: Language): CellText {
  if (!instrument) return { text: id, tone: 'dim' };
  return { text: instrument.code, note: instrument.name[language], title: `${instrument.exchange} ${instrument.code} ${instrument.name[language]}` };
}

/** What an order does to positions, leg by leg where that differs. */
export function offsetText({ offset, legOffset }: Pick<Order, 'offset' | 'legOffset'>, language: Language): string {
  const words = orderWords[language].offset;
  return legOffset === undefined || legOffset === offset ? words[offset] : `${words[offset]}/${words[legOffset]}`;
}

export const sideCell = (order: Pick<Order, 'side'>, language: Language): CellText => ({ text: orderWords[language].side[order.side], tone: order.side });

/** Decimals of prices and of average prices that a column must make room for. */
export interface PriceRoom {
  readonly price: number;
  readonly average: number;
}

export const NO_ROOM: PriceRoom = { price: 0, average: 0 };

/** Room for both; the first itself where it is enough. */
export const widerRoom = (a: PriceRoom, b: PriceRoom): PriceRoom =>
  a.price >= b.price && a.average >= b.average ? a : { price: Math.max(a.price, b.price), average: Math.max(a.average, b.average) };

/** Room for the prices of these instruments. */
export function priceRoom(instruments: Iterable<Instrument | undefined>): PriceRoom {
  let price = 0;
  let average = 0;
  for (const instrument of instruments) {
    if (!instrument) continue;
    price = Math.max(price, instrument.decimals);
    average = Math.max(average, averageDecimals(instrument));
  }
  return { price, average };
}

export function priceCell(order: Pick<Order, 'price' | 'condition'>, instrument: Instrument | undefined, room: PriceRoom, language: Language): CellText {
  if (order.price === null) {
    const offset = order.condition?.limitOffset ?? null;
    return offset === null || !instrument ? { text: orderWords[language].market, tone: 'dim' } : { text: orderWords[language].pastTrigger(formatPrice(instrument, offset)), tone: 'dim' };
  }
  if (!instrument) return { text: NONE };
  return { text: formatPrice(instrument, order.price), pad: padOf(instrument.decimals, room.price) };
}

/** What an order waits for, or waited for: where its trigger stands, with the distance that it trails by. Empty for all others. */
export function triggerCell(order: Pick<Order, 'side' | 'type' | 'condition' | 'triggered' | 'triggerPrice'>, instrument: Instrument | undefined, room: PriceRoom): CellText {
  if (!order.condition || !instrument) return { text: '' };
  const trigger = triggerOf(order);
  const trail = order.condition.trail ? trailText(instrument, order.condition.trail) : '';
  const title = conditionText(order, instrument);
  const tone = order.triggered === true ? 'dim' : '';
  if (trigger === null) return { text: trail, tone: 'dim', title };
  return { text: formatPrice(instrument, trigger), pad: padOf(instrument.decimals, room.price), tone, title };
}

export function averageCell(order: Pick<Order, 'filledValue' | 'filled'>, instrument: Instrument | undefined, room: PriceRoom): CellText {
  if (!instrument || order.filled === 0) return { text: NONE, tone: 'faint' };
  return { text: formatAverage(instrument, order.filledValue, order.filled), pad: padOf(averageDecimals(instrument), room.average) };
}

/** Time of an order in its exchange's zone, with milliseconds; the whole moment on hover. */
export function timeCell(time: number, instrument: Instrument | undefined, withDay = false): CellText {
  const zone = instrument?.timeZone ?? LOCAL_ZONE;
  return { text: withDay ? formatMoment(time, zone) : formatClock(time, zone), tone: 'dim', title: `${formatMoment(time, zone)} ${zone}` };
}

/** When an order was placed, by this machine's clock; on hover also when its broker spoke of it last, by its own. */
export function placedCell({ createdAt, exchangeTime }: Pick<Order, 'createdAt' | 'exchangeTime'>, instrument: Instrument | undefined, language: Language, withDay = false): CellText {
  const cell = timeCell(createdAt, instrument, withDay);
  const words = orderWords[language];
  const own = `${words.placedHere} ${cell.title ?? ''}`;
  return { ...cell, title: exchangeTime === undefined ? own : `${own}\n${words.exchangeTime} ${timeCell(exchangeTime, instrument).title ?? ''}` };
}

/** When its broker spoke of an order last, by its own clock. */
export const exchangeTimeCell = ({ exchangeTime }: Pick<Order, 'exchangeTime'>, instrument: Instrument | undefined): CellText =>
  exchangeTime === undefined ? { text: NONE, tone: 'faint' } : timeCell(exchangeTime, instrument, true);

/** Where an order came from; of a script the name of its connection, with what it wrote beside the order on hover. */
export function sourceCell({ source, script }: Pick<Order, 'source' | 'script'>, language: Language): CellText {
  const text = orderWords[language].source[source];
  if (!script) return { text, tone: 'dim' };
  return { text: script.connection, tone: 'dim', title: script.remark ? `${text} ${script.connection}: ${script.remark}` : `${text} ${script.connection}` };
}

/** The sentence of what went wrong, or nothing. */
export function faultCell(order: Pick<Order, 'fault'>, language: Language): CellText {
  if (!order.fault) return { text: '' };
  const sentence = sentenceOf(order.fault, language);
  return { text: sentence, tone: 'error', title: sentence };
}
