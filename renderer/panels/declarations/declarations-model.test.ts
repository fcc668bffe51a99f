import { describe, expect, test } from 'vitest';
import { OFFSETS } from '#shared/model/order.ts';
import { DECLARATION_KINDS, type Declaration } from '#shared/model/declaration.ts';
import { declarationsFor, declarationsOfPosition, sideOfDeclaration } from '#shared/orders/declarations.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { IF, IO } from '#test/stand-ins/instruments.ts';
import { amountCell, declarationRows, firstTyped, requestOf, rowActions, standingCell } from './declarations-model.ts';

const declared = (change: Partial<Declaration> = {}): Declaration => ({
  id: 'd1', account: 'A', kind: 'exercise', instrument: IO.id, side: 'long', quantity: 2, quote: null, state: 'working', fault: null, brokerId: 'k', time: 1, tradingDay: '2021-01-05', ...change,
});
const rowOf = (change: Partial<Declaration> = {}) => declarationRows([declared(change)], 'A', new Map([[IO.id, IO]]))[0];
const all: readonly MarketCapabilities[] = [{ exchange: 'CFFEX', kinds: ['future', 'option'], orderTypes: ['limit'], timesInForce: ['day'], offsets: OFFSETS, modify: false, declarations: DECLARATION_KINDS, depth: 5 }];

describe('what can be declared', () => {
  test('follows from what the instrument is and what its broker takes', () => {
    expect(declarationsFor(all, IO)).toEqual(['exercise', 'abandon', 'close-options', 'close-futures', 'ask-quote', 'quote']);
    expect(declarationsFor(all, IF)).toEqual(['ask-quote', 'quote']);
    expect(declarationsFor(all, { ...IF, legs: ['CFFEX.IF2101', 'CFFEX.IF2102'] })).toEqual(['combine', 'split']);
    expect(declarationsFor([{ ...all[0], declarations: ['quote'] }], IO)).toEqual(['quote']);
    expect(declarationsFor([], IO)).toEqual([]);
    expect(declarationsOfPosition(declarationsFor(all, IO), 'long')).toEqual(['exercise', 'abandon', 'close-options']);
    expect(declarationsOfPosition(declarationsFor(all, IO), 'short')).toEqual(['close-futures']);
  });
});

describe('what is typed', () => {
  const typed = firstTyped('exercise', 3);
  test('is refused in words where it is none', () => {
    for (const quantity of ['', '0', '-1', '1.5', 'x']) expect(requestOf({ ...typed, quantity }, 'A', IO, null)).toMatchObject({ fault: { code: 'quantity-invalid' } });
    expect(requestOf({ ...typed, quantity: '4' }, 'A', IO, 3)).toMatchObject({ fault: { code: 'position-insufficient', params: { needed: 4, available: 3 } } });
    expect(requestOf(typed, 'A', IO, 3)).toEqual({ ok: true, value: { account: 'A', kind: 'exercise', instrument: IO.id, quantity: 3 } });
  });
  test('names a side only where there is a choice', () => {
    for (const kind of DECLARATION_KINDS) {
      const request = requestOf({ ...typed, kind, side: 'short', bid: '100', ask: '101' }, 'A', IO, null);
      expect(request.ok && request.value.side).toBe(sideOfDeclaration(kind) === undefined ? 'short' : undefined);
    }
  });
  test('of a quote has both sides, on tick and apart', () => {
    const quote = { ...typed, kind: 'quote' as const, bid: '100', ask: '100.4', bidQuantity: '2', askQuantity: '3' };
    expect(requestOf(quote, 'A', IO, null)).toMatchObject({ value: { quantity: 0, quote: { bid: 500, bidQuantity: 2, bidOffset: 'open', ask: 502, askQuantity: 3, askOffset: 'open' } } });
    expect(requestOf({ ...quote, ask: '100' }, 'A', IO, null)).toMatchObject({ fault: { code: 'quote-crossed' } });
    expect(requestOf({ ...quote, bid: '100.1' }, 'A', IO, null)).toMatchObject({ fault: { code: 'price-off-tick' } });
    expect(requestOf({ ...quote, askQuantity: '' }, 'A', IO, null)).toMatchObject({ fault: { code: 'quantity-invalid' } });
  });
});

describe('rows', () => {
  test('are of the account, newest first', () => {
    const rows = declarationRows([declared(), declared({ id: 'd2', time: 2 }), declared({ id: 'd3', account: 'B' })], 'A', new Map());
    expect(rows.map(({ id }) => id)).toEqual(['d2', 'd1']);
  });
  test('say why, and can be taken back while they are not carried out', () => {
    expect(standingCell(rowOf({ state: 'rejected', fault: { code: 'declaration-failed', params: { result: '2' }, brokerText: '资金不够' } }), 'zh')).toMatchObject({ text: '被拒绝', tone: 'error', note: expect.stringContaining('资金不够') });
    expect(rowActions(rowOf(), 'en')).toEqual([expect.objectContaining({ id: 'withdraw', enabled: true })]);
    expect(rowActions(rowOf({ state: 'unknown' }), 'en')).toEqual([expect.objectContaining({ enabled: false })]);
    for (const over of [{ state: 'done' }, { state: 'cancelled' }, { kind: 'combine' }] as const) expect(rowActions(rowOf(over), 'en')).toEqual([]);
    expect(amountCell(rowOf({ quote: { bid: 500, bidQuantity: 2, bidOffset: 'open', ask: 502, askQuantity: 3, askOffset: 'open' } })).text).toBe('2 @ 100.0 / 100.4 @ 3');
  });
});
