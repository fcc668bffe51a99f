import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { AAPL, CU, IF, PAB } from '#test/stand-ins/instruments.ts';
import { changeOf, chosenList, freeName, inOrder, markState, markText, markTitle, movedTo, nameCell, originCell, searchInstruments, shareOf, STALE_MARK, watchRows, withInstrument, withoutInstrument } from './watchlist-model.ts';

const named = (base: Instrument, code: string, zh: string, en: string): Instrument => ({ ...base, id: `${base.exchange}.${code}`, code, name: { zh, en } });
const ALL = [named(IF, 'IF2101', '沪深300股指2101', 'CSI 300 Index Jan 21'), named(PAB, '000001', '平安银行', 'Ping An Bank'), named(AAPL, 'AAPL', '苹果', 'Apple'), named(CU, 'cu2103', '沪铜2103', 'Copper Mar 21')];
const codes = (found: readonly Instrument[]): string[] => found.map((i) => i.code);

describe('search', () => {
  test('by code in any case, by either name, best first', () => {
    expect(codes(searchInstruments(ALL, 'if'))).toEqual(['IF2101']);
    expect(codes(searchInstruments(ALL, '平安'))).toEqual(['000001']);
    expect(codes(searchInstruments(ALL, 'appl'))).toEqual(['AAPL']);
    expect(codes(searchInstruments(ALL, '2103'))).toEqual(['cu2103']);
    expect(codes(searchInstruments(ALL, '沪'))).toEqual(['IF2101', 'cu2103']);
    expect(codes(searchInstruments(ALL, '21'))).toEqual(['IF2101', 'cu2103']);
    expect(searchInstruments(ALL, '  ')).toEqual([]);
    expect(searchInstruments(ALL, 'zzz')).toEqual([]);
  });

  test('an exact code comes before what only begins with it; never more than asked for', () => {
    const many = [named(PAB, '0000012', 'x', 'x'), named(PAB, '000001', 'x', 'x')];
    expect(codes(searchInstruments(many, '000001'))).toEqual(['000001', '0000012']);
    expect(searchInstruments(many, '0', 1)).toHaveLength(1);
  });
});

describe('lists', () => {
  const list = (id: string, position: number, name = id) => ({ id, name, instruments: [], position });

  test('in their order; the chosen one, else the first', () => {
    const lists = inOrder([list('b', 2), list('a', 1)]);
    expect(lists.map((l) => l.id)).toEqual(['a', 'b']);
    expect(chosenList(lists, 'b')?.id).toBe('b');
    expect(chosenList(lists, 'gone')?.id).toBe('a');
    expect(chosenList([], null)).toBeUndefined();
  });

  test('a new name is one that no list has', () => {
    expect(freeName([], 'New')).toBe('New');
    expect(freeName([list('1', 0, 'New'), list('2', 0, 'New 2')], 'New')).toBe('New 3');
  });

  test('moving, adding and removing lose nothing and double nothing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }), fc.nat(12), fc.nat(12), (ids, pick, place) => {
        const id = ids[pick % ids.length];
        const moved = movedTo(ids, id, place % ids.length);
        expect([...moved].sort()).toEqual([...ids].sort());
        expect(moved.indexOf(id)).toBe(place % ids.length);
        expect(withInstrument(ids, id)).toBe(ids);
        expect(withoutInstrument(withInstrument(ids, 'long-id'), 'long-id')).toEqual(ids);
      }),
    );
    expect(movedTo(['a'], 'gone', 0)).toEqual(['a']);
  });
});

describe('what a quote says', () => {
  test('change and percentage are measured against the instrument’s reference', () => {
    const quote = emptyQuote();
    quote[QUOTE.last] = 110;
    quote[QUOTE.preSettlement] = 100;
    quote[QUOTE.preClose] = 200;
    expect(changeOf({ reference: 'pre-settlement' }, quote, 0)).toBe(10);
    expect(shareOf({ reference: 'pre-settlement' }, quote, 0)).toBeCloseTo(0.1, 12);
    expect(shareOf({ reference: 'pre-close' }, quote, 0)).toBeCloseTo(-0.45, 12);
    expect(changeOf({ reference: 'pre-close' }, emptyQuote(), 0)).toBeNaN();
  });

  test('against a negative reference (oil, April 2020) a rise is still a rise; against zero there is no percentage', () => {
    const quote = emptyQuote();
    quote[QUOTE.preSettlement] = -100;
    quote[QUOTE.last] = -50;
    expect(shareOf({ reference: 'pre-settlement' }, quote, 0)).toBeCloseTo(0.5, 12);
    quote[QUOTE.preSettlement] = 0;
    expect(shareOf({ reference: 'pre-settlement' }, quote, 0)).toBeNaN();
  });

  test('stale comes before the phase; only plain trading has no mark', () => {
    const quote = emptyQuote();
    const marks = PHASES.map((_, phase) => {
      quote[QUOTE.phase] = phase;
      return markText(markState(quote, 0), 'en');
    });
    expect(new Set(marks).size).toBe(PHASES.length);
    expect(marks[PHASES.indexOf('continuous')]).toBe('');
    quote[QUOTE.stale] = 1;
    expect(markText(markState(quote, 0), 'zh')).toBe(STALE_MARK);
    expect(markTitle(markState(quote, 0), 'en')).toMatch(/down/);
  });

  test('a synthetic price is named as one; an instrument that nobody offers says so', () => {
    const [known, unknown] = watchRows([IF.id, 'X.Y'], new Map([[IF.id, IF]]));
    expect(originCell(known, 'en')).toMatchObject({ text: 'syn' });
    expect(originCell(known, 'zh').title).toMatch(/合成/);
    expect(nameCell(unknown, 'en').title).toMatch(/No connection/);
    expect(originCell(unknown, 'en').text).toBe('');
  });
});
