import { expect, test } from 'vitest';
import { factsFile } from '#renderer/workspace/grid/fact-table.ts';
import { readSecurity, SECURITY_TYPE } from '#renderer/workspace/dragged-security.ts';
import type { ResearchAnswer } from '#shared/model/research.ts';
import { columnsOf, tableOf } from './research-answer.ts';

const tencent = { code: 'HK.00700', name: '腾讯控股', instrument: 'HKEX.00700' };
const unlisted = { code: 'HK.12345', name: '腾讯摩通', instrument: null };
const shown = (answer: ResearchAnswer): { readonly heads: string[]; readonly cells: string[][] } => {
  const { rows } = tableOf(answer);
  const columns = columnsOf(rows, 'en');
  return { heads: columns.map(({ header }) => header), cells: rows.map((row) => columns.map((column) => column.cell(row).text)) };
};

test('securities first, then each figure under its own head; parts in per cent, large ones short, what is not told a dash', () => {
  const answer: ResearchAnswer = { about: 'filter', answer: { rows: [{ ...tencent, values: { pe: 20.51234, 'change/5': 0.0123, 'market-value': 3.5e12 } }, { ...unlisted, values: { pe: -3 } }], total: 812 } };
  expect(shown(answer)).toEqual({
    heads: ['Code', 'Name', 'P/E', 'Change 5 d', 'Market value'],
    cells: [['HK.00700', '腾讯控股', '20.5123', '+1.23%', '3500B'], ['HK.12345', '腾讯摩通', '-3', '–', '–']],
  });
  expect(tableOf(answer)).toMatchObject({ total: 812, cut: false, rows: [{ instrument: 'HKEX.00700' }, { instrument: null }] });
  const { rows } = tableOf(answer);
  expect(factsFile(columnsOf(rows, 'en'), rows).replace('\uFEFF', '').split('\r\n').slice(1, 3)).toEqual(['HK.00700,腾讯控股,20.51234,0.0123,3500000000000', "HK.12345,腾讯摩通,-3,,"]);
});

test('what is nested stands in the row: plates by name, hours as clocks, in and out by size', () => {
  expect(shown({ about: 'plates-of', answer: [{ ...tencent, plates: [{ code: 'HK.BK1', name: '科网', instrument: null }, { code: 'HK.BK2', name: '', instrument: null }] }] }).cells).toEqual([['HK.00700', '腾讯控股', '科网 · HK.BK2']]);
  expect(shown({ about: 'capital-distribution', answer: { huge: null, big: { in: 5, out: 8 }, middle: { in: 1, out: 0 }, small: { in: 0, out: 0 } } })).toEqual({
    heads: ['Size', 'In', 'Out', 'Net'], cells: [['Big', '5', '8', '-3'], ['Middle', '1', '0', '1'], ['Small', '0', '0', '0']],
  });
  const terms = { lastTrade: '2025-03-28', exchange: 'HKFE', kind: '股指期货', size: 50, sizeUnit: '港元/点', currency: 'HKD', tick: 1, tickUnit: '点', hours: [{ from: 555, to: 720 }, { from: 1035, to: 1620 }], timeZone: 'CCT', stands: null };
  expect(shown({ about: 'contracts', answer: [{ ...unlisted, ...terms }] }).cells[0]).toContain('09:15–12:00 · 17:15–03:00');
});

test('a moment is shown once, as the market writes it', () => {
  const flow = { time: 1_623_081_600_000, text: '2021-06-08 00:00:00', net: -1, main: null, huge: null, big: null, middle: null, small: null };
  expect(shown({ about: 'capital-flow', answer: [flow] }).cells).toEqual([['2021-06-08 00:00:00', '-1', '–', '–', '–', '–', '–']]);
});

test('days and bars stand without a security; a cut answer says so', () => {
  expect(shown({ about: 'trading-days', answer: [{ date: '2025-01-02', open: 'morning' }] })).toEqual({ heads: ['Date', 'Open'], cells: [['2025-01-02', 'Morning']] });
  expect(tableOf({ about: 'bars', answer: { rows: [], complete: false } })).toEqual({ rows: [], total: null, cut: true });
});

test('a dropped security is read as it was written, and nothing else is taken for one', () => {
  const transfer = (text: string) => ({ getData: (type: string) => (type === SECURITY_TYPE ? text : '') });
  expect(readSecurity(transfer(JSON.stringify({ connection: 'f', ...unlisted })))).toEqual({ connection: 'f', ...unlisted });
  for (const text of ['', '{}', 'null', '[]', '{"connection":1,"code":"x"}', 'x']) expect(readSecurity(transfer(text))).toBeNull();
});
