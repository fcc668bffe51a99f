import { describe, expect, it } from 'vitest';
import type { OrderCondition } from '#shared/model/order.ts';
import { conditionText, orderSentence, percentText, priceWords, type OrderTerms } from './order-sentence.ts';

const IF = { code: 'IF2101', offsets: 'open-close', kind: 'future', tickSize: 0.2, decimals: 1 } as const;
const AAPL = { code: 'AAPL', offsets: 'net', kind: 'stock', tickSize: 0.01, decimals: 2 } as const;
const none: OrderCondition = { trigger: null, trail: null, limitOffset: null };
const terms = (change: Partial<OrderTerms>): OrderTerms => ({ side: 'buy', offset: 'open', type: 'limit', price: 26_154, quantity: 2, timeInForce: 'day', ...change });

describe('the whole order in words', () => {
  it.each<[Partial<OrderTerms>, string, string]>([
    [{}, '买开 IF2101 2 手，限价：5230.8，当日有效', 'Buy 2 IF2101 to open, limit: 5230.8, day'],
    [{ hours: 'extended', timeInForce: 'gtc' }, '买开 IF2101 2 手，限价：5230.8，撤销前有效，盘前盘后', 'Buy 2 IF2101 to open, limit: 5230.8, GTC, extended hours'],
    [{ type: 'market', price: null, timeInForce: 'ioc', side: 'sell', offset: 'close' }, '卖平 IF2101 2 手，市价：剩余即撤', 'Sell 2 IF2101 to close, market: IOC'],
    [
      { type: 'stop-limit', condition: { ...none, trigger: 26_200 } },
      '买开 IF2101 2 手，止损限价：涨至 5240.0 触发，限价 5230.8，当日有效',
      'Buy 2 IF2101 to open, stop limit: once it rises to 5240.0, limit 5230.8, day',
    ],
    [
      { type: 'touch', price: null, condition: { ...none, trigger: 26_100 }, timeInForce: 'gtc' },
      '买开 IF2101 2 手，触及市价：跌至 5220.0 触发，撤销前有效',
      'Buy 2 IF2101 to open, if touched: once it falls to 5220.0, GTC',
    ],
    [
      { side: 'sell', offset: 'auto', type: 'trailing-stop-limit', price: null, condition: { trigger: null, trail: { ratio: 0.015 }, limitOffset: 10 } },
      '卖 IF2101 2 手，跟踪限价：自最高价回落 1.5% 触发，限价再让 2.0，当日有效',
      'Sell 2 IF2101, trail limit: once it falls 1.5% from its high, limit 2.0 past that, day',
    ],
  ])('%o', (change, zh, en) => {
    expect(orderSentence(terms(change), IF, 'zh')).toBe(zh);
    expect(orderSentence(terms(change), IF, 'en')).toBe(en);
  });

  it('a stock is bought and sold, not opened and closed', () => {
    expect(orderSentence(terms({ price: 13_000, quantity: 10 }), AAPL, 'zh')).toBe('买 AAPL 10 股，限价：130.00，当日有效');
  });
});

it('is short on a button', () => {
  expect(priceWords(terms({}), IF, 'zh')).toBe('5230.8');
  expect(priceWords(terms({ type: 'best-five-ioc', price: null }), IF, 'zh')).toBe('五档剩撤');
  expect(conditionText(terms({ type: 'stop', condition: { ...none, trigger: 26_200 } }), IF)).toBe('≥5240.0');
  expect(conditionText(terms({ type: 'stop', side: 'sell', condition: { ...none, trigger: 26_200 } }), IF)).toBe('≤5240.0');
  expect(conditionText(terms({ type: 'trailing-stop', side: 'sell', condition: { ...none, trail: { amount: 25 } } }), IF)).toBe('↓5.0');
  expect(conditionText(terms({}), IF)).toBe('');
  expect(percentText(0.07)).toBe('7%');
});
