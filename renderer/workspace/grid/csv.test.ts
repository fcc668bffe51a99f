import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, csvFile, csvLine } from '#shared/csv.ts';
import { loadEverything } from './csv.ts';

/** Reads one line of RFC 4180. */
function parse(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    let field = '';
    if (line[at] === '"') {
      at++;
      while (line[at] !== '"' || line[at + 1] === '"') {
        if (line[at] === '"') at++;
        field += line[at++];
      }
      at++;
    } else while (at < line.length && line[at] !== ',') field += line[at++];
    fields.push(field);
    at++;
  }
  return fields;
}

describe('CSV', () => {
  test('a field that would run as a formula is disarmed; figures are not touched', () => {
    expect(csvField('=1+1')).toBe("'=1+1");
    expect(csvField('@SUM(A1)')).toBe("'@SUM(A1)");
    expect(csvField('-12.50')).toBe('-12.50');
    expect(csvField('-2+3')).toBe("'-2+3");
    expect(csvField(-3)).toBe('-3');
    expect(csvField(NaN)).toBe('');
    expect(csvField(null)).toBe('');
  });

  test('any text comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((s) => !/^[=+\-@\t\r]/.test(s)), { minLength: 1, maxLength: 6 }), (fields) => {
        expect(parse(csvLine(fields).slice(0, -2))).toEqual(fields);
      }),
    );
  });

  test('a file begins with the mark that spreadsheets need', () => {
    expect(csvFile(['a', 'b'], [['x', 1]])).toBe('\uFEFFa,b\r\nx,1\r\n');
  });

  test('everything is read without doubles, also when rows arrive meanwhile', async () => {
    let rows = Array.from({ length: 2500 }, (_, i) => ({ id: `r${2500 - i}` }));
    let arrivals = 0;
    const all = await loadEverything(
      (offset, limit) => {
        const page = { rows: rows.slice(offset, offset + limit), total: rows.length };
        rows = [{ id: `new${++arrivals}` }, ...rows];
        return Promise.resolve(page);
      },
      (row) => row.id,
    );
    const ids = all?.map((row) => row.id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    for (let n = 1; n <= 2500; n++) expect(ids).toContain(`r${n}`);
  });

  test('half a file is no file', async () => {
    let calls = 0;
    const all = await loadEverything(() => Promise.resolve(++calls === 2 ? null : { rows: Array.from({ length: 1000 }, (_, i) => i), total: 3000 }), String);
    expect(all).toBeNull();
  });
});
