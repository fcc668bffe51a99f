import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import { PlaceOrder, UpdateOrder } from '#electron/brokers/futu/messages/trade.ts';
import { TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import { InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import { GetKL } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Answered, Asked } from '#electron/brokers/futu/messages/protocol.ts';
import { decodeMessage, encodeMessage, MessageError } from './message-codec.ts';
import { message, opt, rep, req, type Encodable, type Message, type Scalar } from './schema.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const SAMPLE = message('Sample', { id: req.id(1), count: opt.count(2), list: rep.int32(3), text: opt.string(4), inner: opt.of(5, message('Inner', { price: req.double(1) })) });

const SCALAR_VALUES: Readonly<Record<Scalar, fc.Arbitrary<unknown>>> = {
  int32: fc.integer(),
  uint32: fc.nat(0xffff_ffff),
  bool: fc.boolean(),
  double: fc.double({ noNaN: true }),
  float: fc.float({ noNaN: true }),
  string: fc.string({ unit: 'grapheme', maxLength: 12 }),
  bytes: fc.uint8Array({ maxLength: 12 }),
  id: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  signedId: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  count: fc.maxSafeInteger(),
};

/** Any value that a table allows. */
function anyOf(table: Message): fc.Arbitrary<Record<string, unknown>> {
  const keys: Record<string, fc.Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const [key, field] of Object.entries(table.fields)) {
    const one = typeof field.type === 'object' ? anyOf(field.type) : SCALAR_VALUES[field.type];
    keys[key] = field.label === 'repeated' ? fc.array(one, { maxLength: 2 }) : one;
    if (field.label !== 'optional') required.push(key);
  }
  return fc.record(keys, { requiredKeys: required });
}

describe('the encoding', () => {
  it('is protobuf’s: bytes reckoned by hand', () => {
    // c2s (field 1, length 2): time (field 1, varint) 1
    expect(hex(encodeMessage(KeepAlive.request, { c2s: { time: 1 } }))).toBe('0a020801');
    // 150 is 96 01, -1 ten bytes, "OK" 4f 4b, 1.5 is 3ff8…
    expect(hex(encodeMessage(SAMPLE, { id: '150', count: -1, list: [1, 2], text: 'OK', inner: { price: 1.5 } }))).toBe('08960110ffffffffffffffffff011801180222024f4b2a0909000000000000f83f');
  });

  it('keeps 64-bit identities whole', () => {
    const value = { id: '18446744073709551615', list: [] };
    expect(decodeMessage(SAMPLE, encodeMessage(SAMPLE, value))).toEqual(value);
    expect(decodeMessage(SAMPLE, encodeMessage(SAMPLE, { id: '281756479345015383', list: [] })).id).toBe('281756479345015383');
  });

  it('refuses an amount that a number cannot hold', () => {
    const bytes = new BinaryWriter().tag(1, WireType.Varint).uint64(1n).tag(2, WireType.Varint).int64(2n ** 60n + 1n).finish();
    expect(() => decodeMessage(SAMPLE, bytes)).toThrow(/beyond 2\^53/);
    expect(() => encodeMessage(SAMPLE, { id: '1', count: 0.5 })).toThrow(MessageError);
  });

  it('wants what is required, on the way out and in, by name', () => {
    expect(() => encodeMessage(SAMPLE, {} as Encodable<typeof SAMPLE>)).toThrow('Sample.id is required');
    expect(() => decodeMessage(SAMPLE, new Uint8Array(0))).toThrow('Sample.id is missing');
    expect(() => decodeMessage(SAMPLE, Buffer.from('08012a00', 'hex'))).toThrow('Inner.price is missing');
  });

  it('leaves out what is optional and was not said', () => {
    expect(Object.keys(decodeMessage(SAMPLE, Buffer.from('0801', 'hex')))).toEqual(['list', 'id']);
  });

  it('skips fields that it does not know, groups included', () => {
    const bytes = new BinaryWriter().tag(90, WireType.Varint).int32(5).tag(1, WireType.Varint).uint64(7n).tag(91, WireType.LengthDelimited).string('new').tag(92, WireType.Bit64).double(1)
      .tag(93, WireType.Bit32).float(1).tag(94, WireType.StartGroup).tag(1, WireType.Varint).int32(1).tag(94, WireType.EndGroup).finish();
    expect(decodeMessage(SAMPLE, bytes)).toEqual({ id: '7', list: [] });
  });

  it('takes lists of numbers packed as well', () => {
    expect(decodeMessage(SAMPLE, Buffer.from('08011a03010203', 'hex')).list).toEqual([1, 2, 3]);
    expect(() => decodeMessage(SAMPLE, Buffer.from('08011a7f0102', 'hex'))).toThrow(MessageError);
  });

  it('of any table comes back as it went', () => {
    for (const protocol of PROTOCOLS.values()) {
      const tables = protocol.kind === 'call' ? [protocol.c2s, protocol.s2c] : [protocol.s2c];
      for (const table of tables) {
        fc.assert(
          fc.property(anyOf(table), (value) => {
            expect(decodeMessage(table, encodeMessage(table, value))).toEqual(value);
          }),
          { numRuns: 8 },
        );
      }
    }
  });

  it('of garbage and of cut messages ends in a MessageError or a value', () => {
    const whole = encodeMessage(UpdateOrder.response, {
      retType: 0,
      s2c: {
        header: { trdEnv: 1, accID: '281756479345015383', trdMarket: 1 },
        order: { trdSide: 1, orderType: 1, orderStatus: 5, orderID: '0', orderIDEx: '20250101_1', code: '00700', name: '腾讯控股', qty: 100, createTime: '2025-01-02 10:00:00', updateTime: '2025-01-02 10:00:00' },
      },
    });
    // Two bytes are an answer without content.
    for (let length = 0; length < whole.length; length++) {
      if (length === 2) continue;
      expect(() => decodeMessage(UpdateOrder.response, whole.subarray(0, length))).toThrow(MessageError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(199), fc.nat(255), (garbage, at, byte) => {
        const bent = Uint8Array.from(whole);
        bent[at % bent.length] = byte;
        for (const bytes of [garbage, bent]) {
          try {
            decodeMessage(UpdateOrder.response, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(MessageError);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the tables', () => {
  it('name every field number once', () => {
    const check = (table: Message): void => {
      const numbers = Object.values(table.fields).map(({ number }) => number);
      expect(new Set(numbers).size, table.name).toBe(numbers.length);
      for (const { type } of Object.values(table.fields)) if (typeof type === 'object') check(type);
    };
    for (const protocol of PROTOCOLS.values()) check(protocol.kind === 'call' ? protocol.request : protocol.response);
    for (const protocol of PROTOCOLS.values()) check(protocol.response);
  });

  it('hold every protocol of the Python SDK that can be called or is pushed', () => {
    const system = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008];
    const trade = [2001, 2005, 2008, 2101, 2102, 2111, 2201, 2202, 2205, 2208, 2211, 2218, 2221, 2222, 2223, 2225, 2226];
    const live = [3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010, 3011, 3012, 3013, 3014, 3015, 3019];
    const asked = [3103, 3104, 3105, ...Array.from({ length: 24 }, (_, i) => 3201 + i)];
    expect([...PROTOCOLS.keys()].sort((a, b) => a - b)).toEqual([...system, ...trade, ...live, ...asked]);
  });

  it('give their types to whoever asks', () => {
    expectTypeOf<Answered<typeof InitConnect>['connID']>().toEqualTypeOf<string>();
    expectTypeOf<Answered<typeof InitConnect>['aesCBCiv']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Answered<typeof GetKL>['klList'][number]['volume']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Asked<typeof PlaceOrder>['header']>().toEqualTypeOf<Encodable<typeof TrdHeader>>();
  });
});
