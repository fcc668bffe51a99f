import { expect, test } from 'vitest';
import type { Instrument } from '#shared/model/instrument.ts';
import { groupToShow, instrumentToShow } from './desk-of-world.ts';

const named = (id: string, product: string): Instrument => ({ id, exchange: id.split('.')[0], product }) as Instrument;
const offered = [named('SSE.600519', '600519'), named('CFFEX.T2703', 'T'), named('CFFEX.IF2612', 'IF')];

test('the same instrument, else the same product, else the same exchange, else the first', () => {
  expect(instrumentToShow('SSE.600519', undefined, offered)).toBe('SSE.600519');
  expect(instrumentToShow('CFFEX.IF2101', named('CFFEX.IF2101', 'IF'), offered)).toBe('CFFEX.IF2612');
  expect(instrumentToShow('CFFEX.IF2101', undefined, offered)).toBe('CFFEX.IF2612');
  expect(instrumentToShow('CFFEX.IO2101-C-5000', named('CFFEX.IO2101-C-5000', 'IO'), offered)).toBe('CFFEX.T2703');
  expect(instrumentToShow('HKEX.00700', undefined, offered)).toBe('SSE.600519');
  expect(instrumentToShow('HKEX.00700', undefined, [])).toBeNull();
});

test('the group in use while most of it is there, else one of which most is, else none', () => {
  const group = (id: string, ...instruments: string[]) => ({ id, name: id, instruments, position: 0 });
  const old = group('old', 'CFFEX.IF2101', 'CFFEX.T2103', 'SSE.600519');
  const today = group('today', 'CFFEX.IF2612', 'SSE.600519', 'CFFEX.T2703');
  expect(groupToShow('old', [old, today], offered)).toBe('today');
  expect(groupToShow('today', [old, today], offered)).toBe('today');
  expect(groupToShow(null, [old], offered)).toBeNull();
  expect(groupToShow(null, [group('none'), today], offered)).toBe('today');
  // A group of a few is kept where it is in use, and never chosen for the whole.
  const few = group('few', 'SSE.600519');
  const many = [...offered, ...['A', 'B', 'C'].map((code) => named(`NYSE.${code}`, code))];
  expect(groupToShow('few', [old, few], many)).toBe('few');
  expect(groupToShow('old', [old, few], many)).toBeNull();
});
