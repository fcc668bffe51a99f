/** A whole order in words: what is asked before it is sent, and what a tooltip says of one that is out. Pure. */
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced, type Offset, type OrderCondition, type OrderHours, type OrderType, type Side, type TimeInForce, type Trail } from '#shared/model/order.ts';
import { isTrailing, triggersUpward } from '#shared/orders/condition.ts';
import { formatPrice, type PriceScale, type Ticks } from '#shared/price.ts';
import { orderTypeWords } from './order-type-words.ts';

export interface OrderTerms {
  readonly side: Side;
  readonly offset: Offset | 'auto';
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  readonly hours?: OrderHours | undefined;
  readonly condition?: OrderCondition | undefined;
}

const SIDES: Readonly<Record<Language, Readonly<Record<Side, string>>>> = { zh: { buy: '买', sell: '卖' }, en: { buy: 'Buy', sell: 'Sell' } };
const OFFSETS: Readonly<Record<Language, Readonly<Record<Offset | 'auto', string>>>> = {
  zh: { auto: '', open: '开', close: '平', 'close-today': '平今', 'close-yesterday': '平昨' },
  en: { auto: '', open: ' to open', close: ' to close', 'close-today': ' to close today’s', 'close-yesterday': ' to close yesterday’s' },
};
const TIMES: Readonly<Record<Language, Readonly<Record<TimeInForce, string>>>> = {
  zh: { day: '当日有效', ioc: '剩余即撤', fok: '全成或全撤', gtc: '撤销前有效' },
  en: { day: 'day', ioc: 'IOC', fok: 'FOK', gtc: 'GTC' },
};

const HOURS: Readonly<Record<Language, Readonly<Record<OrderHours, string>>>> = {
  zh: { extended: '盘前盘后', overnight: '夜盘', all: '全时段' },
  en: { extended: 'extended hours', overnight: 'overnight', all: 'all hours' },
};

const UNITS: Readonly<Record<Instrument['kind'], string>> = { future: '手', option: '张', stock: '股', fund: '份', index: '点', warrant: '份', bond: '张' };

/** Percent with as many places as it needs, at most four. */
export const percentText = (ratio: number): string => `${Number((ratio * 100).toFixed(4))}%`;

/** How far a trail keeps away: an amount in price units, or a percentage. */
export const trailText = (scale: PriceScale, trail: Trail): string => ('amount' in trail ? formatPrice(scale, trail.amount) : percentText(trail.ratio));

/** `≥ 5240.0`: what the last price has to reach; the distance of a trailing order. Empty for an order that waits for nothing. */
export function conditionText(terms: Pick<OrderTerms, 'side' | 'type' | 'condition'>, scale: PriceScale): string {
  const { side, type, condition } = terms;
  if (!condition) return '';
  if (isTrailing(type)) return condition.trail ? `${side === 'sell' ? '↓' : '↑'}${trailText(scale, condition.trail)}` : '';
  return condition.trigger === null ? '' : `${triggersUpward(type, side) ? '≥' : '≤'}${formatPrice(scale, condition.trigger)}`;
}

/** What an order does about its price, short: `@ 5240.0`, `市价`, `≥5240.0 止损市价`. */
export function priceWords(terms: Pick<OrderTerms, 'side' | 'type' | 'price' | 'condition'>, scale: PriceScale, language: Language): string {
  const condition = conditionText(terms, scale);
  if (condition) return condition;
  return terms.price !== null ? formatPrice(scale, terms.price) : orderTypeWords[language][terms.type];
}

function waitsFor({ side, type, condition }: OrderTerms, scale: PriceScale, language: Language): string {
  if (!condition) return '';
  if (isTrailing(type)) {
    if (!condition.trail) return '';
    const far = trailText(scale, condition.trail);
    const best = side === 'sell';
    if (language === 'zh') return `自最${best ? '高' : '低'}价${best ? '回落' : '反弹'} ${far} 触发`;
    return `once it ${best ? 'falls' : 'rises'} ${far} from its ${best ? 'high' : 'low'}`;
  }
  if (condition.trigger === null) return '';
  const trigger = formatPrice(scale, condition.trigger);
  const upward = triggersUpward(type, side);
  if (language === 'zh') return `${upward ? '涨' : '跌'}至 ${trigger} 触发`;
  return `once it ${upward ? 'rises' : 'falls'} to ${trigger}`;
}

function pricePart({ type, price, condition }: OrderTerms, scale: PriceScale, language: Language): string {
  if (isPriced(type) && price !== null) {
    // The type's own name says that the figure is a limit, unless a trigger stands before it.
    const named = isConditional(type) ? (language === 'zh' ? '限价 ' : 'limit ') : '';
    return `${named}${formatPrice(scale, price)}`;
  }
  const offset = condition?.limitOffset ?? null;
  if (offset === null) return '';
  return language === 'zh' ? `限价再让 ${formatPrice(scale, offset)}` : `limit ${formatPrice(scale, offset)} past that`;
}

/** `买开 IF2101 2 手，止损限价：涨至 5240.0 触发，限价 5241.0，当日有效`. */
export function orderSentence(terms: OrderTerms, instrument: Pick<Instrument, 'code' | 'offsets' | 'kind'> & PriceScale, language: Language): string {
  const offset = instrument.offsets === 'net' ? '' : OFFSETS[language][terms.offset];
  const type = orderTypeWords[language][terms.type];
  const side = SIDES[language][terms.side];
  const details = [waitsFor(terms, instrument, language), pricePart(terms, instrument, language), TIMES[language][terms.timeInForce], terms.hours ? HOURS[language][terms.hours] : ''].filter((part) => part !== '');
  if (language === 'zh') {
    return `${side}${offset} ${instrument.code} ${terms.quantity} ${UNITS[instrument.kind]}，${type}：${details.join('，')}`;
  }
  return `${side} ${terms.quantity} ${instrument.code}${offset}, ${type.toLowerCase()}: ${details.join(', ')}`;
}
