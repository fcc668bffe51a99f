import { describe, expect, it } from 'vitest';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { ORDER_TYPES } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { ok } from '#shared/result.ts';
import {
  closableOf, costOf, FIRST_CHOICE, hoursFor, keptChoice, maximumPrice, offsetChoices, pointedAt, priceFieldFault, settleChoice, sideOf, stepPrice, ticketPrice, ticketRequest, timesFor, typeChoices,
  typedPrice, withType, type TicketChoice,
} from './order-entry-model.ts';
import { conditionFieldFaults, stepDistance, stepPercent, trailInUnit } from './ticket-condition.ts';

const IF: Instrument = {
  id: 'CFFEX.IF2101', exchange: 'CFFEX', code: 'IF2101', name: { zh: '沪深300股指2101', en: 'CSI 300 2101' }, kind: 'future', product: 'IF', currency: 'CNY', multiplier: 300,
  lot: 1, maxOrderQuantity: 20, fees: { open: {} }, offsets: 'open-close', sellable: 'today', shortable: true, reference: 'pre-settlement', sessions: 'cffex-index',
  timeZone: 'Asia/Shanghai', origin: 'recorded', depth: 1, tickSize: 0.2, decimals: 1,
};
const AAPL: Instrument = { ...IF, id: 'NASDAQ.AAPL', exchange: 'NASDAQ', kind: 'stock', offsets: 'net' };
const OFFERED: MarketCapabilities = {
  exchange: 'CFFEX', kinds: ['future'], orderTypes: ['limit', 'market'], timesInForce: ['day', 'ioc', 'fok'], offsets: ['open', 'close', 'close-today', 'close-yesterday'], modify: true, depth: 5,
};
const quote = emptyQuote();
quote[QUOTE.last] = 26_155;
quote[QUOTE.bid] = 26_154;
quote[QUOTE.ask] = 26_157;
quote[QUOTE.lowerLimit] = 23_500;
quote[QUOTE.upperLimit] = 28_700;

const choice = (change: Partial<TicketChoice> = {}): TicketChoice => ({ ...FIRST_CHOICE, ...change });
const position = (change: Partial<Position>): Position => ({
  account: 'A', instrument: IF.id, side: 'long', today: 2, yesterday: 1, frozenToday: 0, frozenYesterday: 0, openValue: 0, dayValue: 0, margin: 0, realisedToday: 0, feesToday: 0, ...change,
});

describe('what can be chosen', () => {
  it('is what the market tells apart and the broker carries', () => {
    expect(offsetChoices('net', OFFERED)).toEqual([]);
    expect(offsetChoices('open-close', OFFERED)).toEqual(['auto', 'open', 'close']);
    expect(offsetChoices('today-yesterday', OFFERED)).toEqual(['auto', 'open', 'close', 'close-today', 'close-yesterday']);
    expect(offsetChoices('today-yesterday', { ...OFFERED, offsets: ['open', 'close'] })).toEqual(['auto', 'open', 'close']);
  });

  it('is the types of the market that the broker carries, the first two as buttons', () => {
    expect(typeChoices(IF, OFFERED)).toEqual({ buttons: ['limit', 'market'], menu: [] });
    expect(typeChoices(IF, { ...OFFERED, orderTypes: ORDER_TYPES })).toEqual({ buttons: ['limit', 'market'], menu: ['best-five-ioc', 'best-five-limit', 'counter-best', 'stop', 'stop-limit', 'touch', 'touch-limit'] });
    expect(typeChoices({ ...IF, exchange: 'SHFE' }, OFFERED)).toEqual({ buttons: ['limit'], menu: [] });
    expect(typeChoices({ ...IF, exchange: 'SHFE', offsets: 'today-yesterday' }, OFFERED)).toEqual({ buttons: [], menu: ['limit'] });
    expect(typeChoices(AAPL, { ...OFFERED, orderTypes: ORDER_TYPES }).menu).toEqual(['stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit']);
  });

  it('lets no market order rest', () => {
    expect(timesFor('limit', IF, OFFERED)).toEqual(['day', 'ioc', 'fok']);
    expect(timesFor('market', IF, OFFERED)).toEqual(['ioc', 'fok']);
    expect(timesFor('market', IF, { ...OFFERED, timesInForce: ['day'] })).toEqual(['day']);
    expect(timesFor('stop', IF, OFFERED)).toEqual([]);
  });

  it('does not make a limit order immediate because a market order was', () => {
    const all = { ...OFFERED, timesInForce: ['day', 'ioc', 'fok', 'gtc'] as const };
    expect(withType(choice({ type: 'market', timeInForce: 'ioc' }), 'limit', IF, all).timeInForce).toBe('day');
    expect(withType(choice({ type: 'limit', timeInForce: 'fok' }), 'market', IF, all).timeInForce).toBe('ioc');
    expect(withType(choice({ type: 'limit', timeInForce: 'gtc' }), 'stop', AAPL, { ...all, orderTypes: ORDER_TYPES }).timeInForce).toBe('gtc');
  });

  it('replaces what the broker does not offer', () => {
    const settled = settleChoice(choice({ type: 'market', timeInForce: 'gtc', offset: 'close-today' }), IF, { ...OFFERED, orderTypes: ['limit'] });
    expect([settled.type, settled.timeInForce, settled.offset]).toEqual(['limit', 'day', 'auto']);
  });

  it('has hours besides the regular ones where the broker has them for the type', () => {
    const offered = { ...OFFERED, orderTypes: ORDER_TYPES, hours: [{ hours: 'extended', orderTypes: ['limit', 'stop-limit'] }, { hours: 'all', orderTypes: ['limit'] }] } as const;
    expect(hoursFor('limit', OFFERED)).toEqual(['regular']);
    expect(hoursFor('limit', offered)).toEqual(['regular', 'extended', 'all']);
    expect(hoursFor('market', offered)).toEqual(['regular']);
    expect(settleChoice(choice({ hours: 'all' }), AAPL, offered).hours).toBe('all');
    expect(settleChoice(choice({ hours: 'all', type: 'stop-limit' }), AAPL, offered).hours).toBe('regular');
    expect(settleChoice(choice({ hours: 'extended' }), IF, OFFERED).hours).toBe('regular');
  });

  it('leaves what is offered as it was chosen', () => {
    const chosen = choice({ type: 'market', timeInForce: 'fok', offset: 'close' });
    expect(settleChoice(chosen, IF, OFFERED)).toEqual(chosen);
  });
});

describe('an order that waits', () => {
  const ask = (change: Partial<TicketChoice>, action: 'buy' | 'sell' = 'buy') => ticketRequest(action, choice(change), '1', IF, 'A', [], quote, 0);

  it('carries its trigger, and a limit only where it has one', () => {
    expect(ask({ type: 'stop', triggerText: '5240.0', priceText: 'nonsense' })).toMatchObject({ ok: true, value: { type: 'stop', price: null, condition: { trigger: 26_200, trail: null, limitOffset: null } } });
    expect(ask({ type: 'stop-limit', mode: 'counter', triggerText: '5240', priceText: '5241' })).toMatchObject({ value: { price: 26_205, condition: { trigger: 26_200 } } });
    expect(ask({ type: 'stop-limit', mode: 'counter', triggerText: '5240' })).toMatchObject({ fault: { code: 'price-missing' } });
  });

  it('carries the distance that it trails by, as an amount or a part', () => {
    expect(ask({ type: 'trailing-stop', trailText: '5' })).toMatchObject({ value: { condition: { trigger: null, trail: { amount: 25 }, limitOffset: null } } });
    expect(ask({ type: 'trailing-stop', trailText: '1.5', trailUnit: 'ratio' })).toMatchObject({ value: { condition: { trail: { ratio: 0.015 } } } });
    expect(ask({ type: 'trailing-stop-limit', trailText: '5', offsetText: '0.4' })).toMatchObject({ value: { price: null, condition: { trail: { amount: 25 }, limitOffset: 2 } } });
  });

  it.each<[Partial<TicketChoice>, string]>([
    [{ type: 'stop' }, 'trigger-missing'],
    [{ type: 'stop', triggerText: '5240.1' }, 'trigger-off-tick'],
    [{ type: 'stop', triggerText: 'x' }, 'price-not-a-number'],
    [{ type: 'trailing-stop' }, 'trail-missing'],
    [{ type: 'trailing-stop', trailText: '0' }, 'trail-invalid'],
    [{ type: 'trailing-stop', trailText: '0.3' }, 'price-off-tick'],
    [{ type: 'trailing-stop', trailText: '100', trailUnit: 'ratio' }, 'trail-invalid'],
    [{ type: 'trailing-stop-limit', trailText: '1' }, 'limit-offset-missing'],
  ])('%o is refused: %s', (change, code) => {
    expect(ask(change)).toMatchObject({ ok: false, fault: { code } });
  });

  it('is reckoned at its limit, else at its trigger', () => {
    expect(maximumPrice(choice({ type: 'stop', triggerText: '5240' }), IF)).toBe(26_200);
    expect(maximumPrice(choice({ type: 'stop-limit', triggerText: '5240', priceText: '5241' }), IF)).toBe(26_205);
    expect(maximumPrice(choice({ type: 'trailing-stop', trailText: '5' }), IF)).toBeNull();
  });

  it('complains in the field about what was typed, not about nothing', () => {
    expect(conditionFieldFaults('stop', choice({}), IF)).toEqual({ first: null, offset: null });
    expect(conditionFieldFaults('stop', choice({ triggerText: '1.1' }), IF).first?.code).toBe('trigger-off-tick');
    expect(conditionFieldFaults('limit', choice({ triggerText: '1.1' }), IF).first).toBeNull();
    expect(conditionFieldFaults('trailing-stop-limit', choice({ trailText: '1', offsetText: 'x' }), IF).offset?.code).toBe('limit-offset-missing');
  });

  it('steps its distances, and keeps a trail in the other unit', () => {
    expect(stepDistance(IF, '', 1, 1)).toBe('0.2');
    expect(stepDistance(IF, '1.0', -10, 1)).toBe('0.2');
    expect(stepDistance(IF, '0.2', -1, 0)).toBe('0.0');
    expect(stepPercent('', 1)).toBe('0.1');
    expect(stepPercent('1.5', -1)).toBe('1.4');
    expect(trailInUnit(choice({ trailText: '52.3' }), 'ratio', 26_150, IF)).toBe('');
    expect(trailInUnit(choice({ trailText: '52.4' }), 'ratio', 26_200, IF)).toBe('1');
    expect(trailInUnit(choice({ trailText: '1', trailUnit: 'ratio' }), 'amount', 26_200, IF)).toBe('52.4');
    expect(trailInUnit(choice({ trailText: '1' }), 'ratio', NaN, IF)).toBe('');
  });

  it('takes a price that was pointed at as its trigger; any other type as a limit order’s price', () => {
    expect(pointedAt(choice({ type: 'stop' }), '5240.0')).toMatchObject({ type: 'stop', triggerText: '5240.0' });
    expect(pointedAt(choice({ type: 'market' }), '5240.0')).toMatchObject({ type: 'limit', mode: 'fixed', priceText: '5240.0' });
    expect(pointedAt(choice({ type: 'trailing-stop' }), '5240.0')).toMatchObject({ type: 'limit', priceText: '5240.0' });
  });
});

describe('the price of a button', () => {
  const price = (side: 'buy' | 'sell', change: Partial<TicketChoice>) => ticketPrice(side, choice(change), IF, quote, 0);

  it('follows the market as its mode says', () => {
    expect(price('buy', { mode: 'counter' })).toEqual(ok(26_157));
    expect(price('sell', { mode: 'counter' })).toEqual(ok(26_154));
    expect(price('buy', { mode: 'queue' })).toEqual(ok(26_154));
    expect(price('sell', { mode: 'queue' })).toEqual(ok(26_157));
    expect(price('buy', { mode: 'last' })).toEqual(ok(26_155));
  });

  it('is none for a market order', () => {
    expect(price('buy', { type: 'market', priceText: 'nonsense', mode: 'fixed' })).toEqual(ok(null));
  });

  it('is refused while the market has none', () => {
    expect(ticketPrice('buy', choice(), IF, emptyQuote(), 0)).toMatchObject({ ok: false, fault: { code: 'no-quote' } });
  });

  it('is what was typed, on tick and inside the limits', () => {
    expect(price('buy', { mode: 'fixed', priceText: '5230.8' })).toEqual(ok(26_154));
    expect(price('buy', { mode: 'fixed', priceText: '5230.9' })).toMatchObject({ fault: { code: 'price-off-tick', params: { below: '5230.8', above: '5231.0' } } });
    expect(price('buy', { mode: 'fixed', priceText: '6000' })).toMatchObject({ fault: { code: 'price-outside-limits', params: { low: '4700.0', high: '5740.0' } } });
    expect(price('buy', { mode: 'fixed', priceText: ' ' })).toMatchObject({ fault: { code: 'price-missing' } });
    expect(typedPrice('1', IF, NaN, NaN)).toEqual(ok(5));
  });
});

describe('stepping the price', () => {
  it('goes tick by tick from what is typed', () => {
    expect(stepPrice(IF, '5230.8', NaN, 1)).toBe('5231.0');
    expect(stepPrice(IF, '5230.8', NaN, -10)).toBe('5228.8');
  });

  it('takes an off-tick price to the next valid one, then on', () => {
    expect(stepPrice(IF, '5230.9', NaN, 1)).toBe('5231.0');
    expect(stepPrice(IF, '5230.9', NaN, -1)).toBe('5230.8');
  });

  it('starts from the market when nothing usable is typed', () => {
    expect(stepPrice(IF, '', 26_155, 1)).toBe('5231.2');
    expect(stepPrice(IF, 'x', 26_155, -1)).toBe('5230.8');
    expect(stepPrice(IF, '', NaN, 1)).toBe('');
  });
});

describe('what can be closed', () => {
  it('is what is held and not held back by working closing orders', () => {
    const held = [position({ frozenToday: 1 }), position({ side: 'short', today: 4, yesterday: 0 }), position({ account: 'B' }), position({ instrument: 'X.Y' })];
    expect(closableOf(held, 'A', IF.id)).toEqual([{ side: 'long', available: 2 }, { side: 'short', available: 4 }]);
  });
});

describe('the order of a button', () => {
  const closable = [{ side: 'long' as const, available: 2 }];
  const request = (action: Parameters<typeof ticketRequest>[0], quantity: string, change: Partial<TicketChoice> = {}, instrument = IF) =>
    ticketRequest(action, choice(change), quantity, instrument, 'A', closable, quote, 0);

  it('carries what was chosen', () => {
    expect(request('buy', '3', { offset: 'open', timeInForce: 'fok' })).toEqual(
      ok({ account: 'A', instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 26_157, quantity: 3, timeInForce: 'fok', source: 'ticket' }),
    );
  });

  it('closes at most what can be closed, on the side that closes it', () => {
    expect(request('close-long', '5')).toMatchObject({ ok: true, value: { side: 'sell', quantity: 2, offset: 'close', price: 26_154 } });
    expect(request('close-long', '1')).toMatchObject({ value: { quantity: 1 } });
    expect(sideOf('close-short')).toBe('buy');
  });

  it('leaves it to the core which lots to close where today and yesterday are apart', () => {
    expect(request('close-long', '1', {}, { ...IF, offsets: 'today-yesterday' })).toMatchObject({ value: { offset: 'auto' } });
  });

  it('refuses to close what is not there', () => {
    expect(request('close-short', '1')).toMatchObject({ ok: false, fault: { code: 'position-insufficient' } });
  });

  it('refuses a wrong quantity and a wrong price', () => {
    expect(request('buy', '21')).toMatchObject({ ok: false, fault: { code: 'quantity-above-max' } });
    expect(request('buy', '1', { mode: 'fixed', priceText: 'x' })).toMatchObject({ ok: false, fault: { code: 'price-not-a-number' } });
  });
});

describe('cost and maximum', () => {
  it('multiplies what one unit ties up, once both are known', () => {
    const maximum = { buyOpen: 9, sellOpen: 9, sellClose: 0, buyClose: 0, marginPerUnit: 188_308_800, feePerUnit: 36_099.5 };
    expect(costOf(maximum, ok(2))).toEqual({ margin: 376_617_600, fee: 72_199 });
    expect(costOf(null, ok(2))).toBeNull();
    expect(costOf(maximum, { ok: false, fault: { code: 'quantity-invalid' } })).toBeNull();
  });

  it('asks for the typed price only while it is good', () => {
    expect(maximumPrice(choice({ mode: 'fixed', priceText: '5230.8' }), IF)).toBe(26_154);
    expect(maximumPrice(choice({ mode: 'fixed', priceText: '5230.9' }), IF)).toBeNull();
    expect(maximumPrice(choice({ mode: 'counter', priceText: '5230.8' }), IF)).toBeNull();
  });
});

describe('the price field', () => {
  it('complains about what was typed, not about nothing', () => {
    expect(priceFieldFault(choice({ mode: 'fixed', priceText: '' }), IF, NaN, NaN)).toBeNull();
    expect(priceFieldFault(choice({ mode: 'fixed', priceText: '5230.9' }), IF, NaN, NaN)?.code).toBe('price-off-tick');
    expect(priceFieldFault(choice({ mode: 'last', priceText: '5230.9' }), IF, NaN, NaN)).toBeNull();
  });
});

describe('what is kept between runs', () => {
  it('never holds a typed price', () => {
    expect(keptChoice(choice({ mode: 'fixed', priceText: '5230.8', type: 'market' }))).toEqual({ type: 'market', timeInForce: 'day', offset: 'auto', mode: 'counter', trailUnit: 'amount' });
    expect(keptChoice(choice({ mode: 'queue' })).mode).toBe('queue');
    expect(keptChoice(choice({ type: 'stop', timeInForce: 'gtc', triggerText: '5240' }))).toMatchObject({ type: 'limit', timeInForce: 'day' });
  });
});
