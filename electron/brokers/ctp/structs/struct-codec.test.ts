import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHeaders } from '../headers/read-headers.ts';
import { encode } from './gbk.ts';
import { StructCodec, type StructValues } from './struct-codec.ts';

const HEADER = `
typedef char TName[21];
enum Resume { RESTART, QUICK = 2 };
struct Order { TName InstrumentID; char Direction; double Price; int Volume; short Days; bool IsSwap; long long Sequence; unsigned int Flags; char Text[9]; Resume resume; float Ratio; };
`;
const { layouts } = readHeaders(['a.h'], new Map([['a.h', new TextEncoder().encode(HEADER)]]), 'itanium');
const codec = new StructCodec(layouts, 'Order');

/** What a compiled program makes of the same fields, as bytes. */
function compiled(body: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-struct-'));
  try {
    writeFileSync(join(folder, 'a.cpp'), `#include <cstdio>\n#include <cstring>\n#include <cfloat>\n${HEADER}\nint main() { Order o; memset(&o, 0, sizeof o);\n${body}\nfwrite(&o, sizeof o, 1, stdout); }`);
    execFileSync('g++', ['-w', '-o', join(folder, 'a'), join(folder, 'a.cpp')]);
    return execFileSync(join(folder, 'a'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('reads what a compiled program wrote, and writes the same bytes', { timeout: 30_000 }, () => {
  const bytes = compiled(`strcpy(o.InstrumentID, "IF2101"); o.Direction = '1'; o.Price = 5278.6; o.Volume = -7; o.Days = 300; o.IsSwap = true; o.Sequence = 9007199254740993LL;
    o.Flags = 4000000000u; memcpy(o.Text, "\\xb9\\xd2\\xb5\\xa5  ", 6); o.resume = QUICK; o.Ratio = 0.5f;`);
  const values: StructValues = {
    InstrumentID: 'IF2101', Direction: '1', Price: 5278.6, Volume: -7, Days: 300, IsSwap: 1, Sequence: '9007199254740993', Flags: 4_000_000_000, Text: '挂单  ', resume: 2, Ratio: 0.5,
  };
  expect(codec.size).toBe(bytes.length);
  expect(codec.decode(bytes)).toEqual(values);
  expect(codec.encode(values).equals(bytes)).toBe(true);
});

test('DBL_MAX is no price, both ways', { timeout: 30_000 }, () => {
  const bytes = compiled('o.Price = DBL_MAX;');
  expect(codec.decode(bytes).Price).toBeNaN();
  expect(codec.encode({ Price: NaN }).equals(bytes)).toBe(true);
});

test('what does not fit or cannot be written is refused, never cut', () => {
  expect(() => codec.encode({ Text: '123456789' })).toThrow(/Text takes 8 bytes/);
  expect(() => codec.encode({ Text: '挂单挂单1' })).toThrow(RangeError);
  expect(() => codec.encode({ Text: '😀' })).toThrow(/GBK/);
  expect(codec.decode(codec.encode({ Text: '挂单挂单' })).Text).toBe('挂单挂单');
});

test('a field of another version is left out', () => {
  expect(codec.has('InvestUnitID')).toBe(false);
  expect(codec.encode({ InvestUnitID: '1', Volume: 3 }).equals(codec.encode({ Volume: 3 }))).toBe(true);
});

test('text in GBK comes back as it was', () => {
  const known = fc.constantFrom(...'许可盘口中金所沪深错误结算单未确认不足€abc 123、。（）'.split(''));
  fc.assert(
    fc.property(fc.array(known, { maxLength: 40 }), (chars) => {
      const text = chars.join('');
      expect(new TextDecoder('gbk').decode(encode(text))).toBe(text);
    }),
  );
});

test('any values that a struct can hold come back', () => {
  const values = fc.record({
    InstrumentID: fc.string({ unit: fc.constantFrom(...'abcIF2103-& '.split('')), maxLength: 20 }),
    Direction: fc.constantFrom('', '0', '1', 'a'),
    Price: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map((price) => (Object.is(price, -0) ? 0 : price)),
    Volume: fc.integer(),
    Days: fc.integer({ min: -32768, max: 32767 }),
    IsSwap: fc.constantFrom(0, 1),
    Sequence: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    Flags: fc.nat(0xffffffff),
    Text: fc.constantFrom('', '挂单', 'ok'),
    resume: fc.constantFrom(0, 2),
    Ratio: fc.constantFrom(0, 0.25, 1.5),
  });
  fc.assert(
    fc.property(values, (one) => {
      expect(codec.decode(codec.encode(one))).toEqual(one);
    }),
  );
});
