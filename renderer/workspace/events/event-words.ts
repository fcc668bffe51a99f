/** What happened, as a sentence in the language of the screen. Pure. */
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset, Order, Side } from '#shared/model/order.ts';
import type { ReminderFiring, ReminderKind } from '#shared/model/reminder.ts';
import { formatPrice } from '#shared/price.ts';
import { conditionText } from '#renderer/workspace/language/order-sentence.ts';

const SIDES: Readonly<Record<Language, Readonly<Record<Side, string>>>> = { zh: { buy: '买', sell: '卖' }, en: { buy: 'Buy', sell: 'Sell' } };

const OFFSETS: Readonly<Record<Language, Readonly<Record<Offset, string>>>> = {
  zh: { open: '开', close: '平', 'close-today': '平今', 'close-yesterday': '平昨' },
  en: { open: 'to open', close: 'to close', 'close-today': 'to close today’s', 'close-yesterday': 'to close yesterday’s' },
};

/** What a trade of that side does, in the trader's words: `买开`, `Buy to open`; a stock is bought and sold. */
export function actionWords(side: Side, offset: Offset, instrument: Instrument | undefined, language: Language): string {
  const named = SIDES[language][side];
  if (instrument?.offsets === 'net') return language === 'zh' ? `${named}${side === 'buy' ? '入' : '出'}` : named;
  return language === 'zh' ? `${named}${OFFSETS.zh[offset]}` : `${named} ${OFFSETS.en[offset]}`;
}

const nameOf = (instrument: Instrument | undefined, id: string): string => instrument?.code ?? id;
const priceText = (instrument: Instrument | undefined, price: number): string => (instrument ? formatPrice(instrument, price) : '–');

/** `成交 买开 IF2101 2 @ 5230.8`. */
export function fillWords(fill: Fill, instrument: Instrument | undefined, language: Language): string {
  const what = `${actionWords(fill.side, fill.offset, instrument, language)} ${nameOf(instrument, fill.instrument)} ${fill.quantity} @ ${priceText(instrument, fill.price)}`;
  return language === 'zh' ? `成交 ${what}` : `Filled: ${what}`;
}

export const fillsWords = (count: number, language: Language): string => (language === 'zh' ? `成交 ${count} 笔` : `${count} fills`);

/** The order that was not taken, and why. */
export function rejectionWords(order: Order, instrument: Instrument | undefined, language: Language): string {
  const what = `${actionWords(order.side, order.offset, instrument, language)} ${nameOf(instrument, order.instrument)} ${order.quantity}${order.price === null ? '' : ` @ ${priceText(instrument, order.price)}`}`;
  const why = order.fault ? sentenceOf(order.fault, language) : '';
  return language === 'zh' ? `拒单 ${what}${why && `：${why}`}` : `Rejected: ${what}${why && `. ${why}`}`;
}

/** `触发 买开 IF2101 2 ≥5240.0`: an order that waited is live. */
export function triggeredWords(order: Order, instrument: Instrument | undefined, language: Language): string {
  const condition = instrument ? conditionText(order, instrument) : '';
  const what = `${actionWords(order.side, order.offset, instrument, language)} ${nameOf(instrument, order.instrument)} ${order.quantity} ${condition}`.trimEnd();
  return language === 'zh' ? `触发 ${what}` : `Triggered: ${what}`;
}

/** An order whose trigger was reached and that could not go live, and why. */
export function stoppedWords(order: Order, instrument: Instrument | undefined, language: Language): string {
  const what = `${actionWords(order.side, order.offset, instrument, language)} ${nameOf(instrument, order.instrument)} ${order.quantity}`;
  const why = order.fault ? sentenceOf(order.fault, language) : '';
  return language === 'zh' ? `触发后未能委托 ${what}${why && `：${why}`}` : `Triggered but not placed: ${what}${why && `. ${why}`}`;
}

const KINDS: Readonly<Record<Language, Readonly<Record<ReminderKind, string>>>> = {
  zh: { 'price-up': '价格涨到', 'price-down': '价格跌到', 'change-up': '涨幅达到', 'change-down': '跌幅达到' },
  en: { 'price-up': 'rose to', 'price-down': 'fell to', 'change-up': 'is up by', 'change-down': 'is down by' },
};

/** `IF2101 价格涨到 5235.0，现价 5235.2`. */
export function firingWords({ reminder, price }: ReminderFiring, instrument: Instrument | undefined, language: Language): string {
  const isPrice = reminder.kind === 'price-up' || reminder.kind === 'price-down';
  const threshold = isPrice ? priceText(instrument, reminder.threshold) : `${(reminder.threshold / 100).toFixed(2)}%`;
  const what = `${nameOf(instrument, reminder.instrument)} ${KINDS[language][reminder.kind]} ${threshold}`;
  return language === 'zh' ? `${what}，现价 ${priceText(instrument, price)}` : `${what}, now ${priceText(instrument, price)}`;
}

/** The link to the core is there again. */
export const reconnectedWords = (language: Language): string => (language === 'zh' ? '已重新连接核心，行情与委托恢复' : 'Connected to the core again: prices and orders go on');
