import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import { PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { Position } from '#electron/brokers/futu/messages/trade-records.ts';
import { decodeMessage, encodeMessage, MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Message, Scalar } from '#electron/brokers/futu/wire/schema.ts';
import { decodeJson, encodeJson, jsonName } from './message-json.ts';

const whole = (most: bigint, least = 0n) => fc.bigInt({ min: least, max: most }).map(String);
const SCALARS: Readonly<Record<Scalar, fc.Arbitrary<unknown>>> = {
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }), bool: fc.boolean(),
  // JSON has no -0.
  double: fc.double().map((each) => each + 0), float: fc.float().map((each) => each + 0), string: fc.string({ unit: 'grapheme' }), bytes: fc.uint8Array({ maxLength: 40 }),
  id: whole((1n << 64n) - 1n), signedId: whole((1n << 63n) - 1n, -(1n << 63n)), count: fc.maxSafeInteger(),
};

/** Any value that a table allows. */
function valueOf(message: Message, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(message.fields).flatMap(([key, { type, label }]) => {
    if (depth > 3 && label !== 'required') return label === 'repeated' ? [[key, fc.constant([])]] : [];
    const one = typeof type === 'object' ? valueOf(type, depth + 1) : SCALARS[type];
    const made: fc.Arbitrary<unknown> = label === 'repeated' ? fc.array(one, { maxLength: 2 }) : label === 'required' ? one : fc.option(one, { nil: undefined });
    return [[key, made]];
  })));
}

const plain = (value: unknown): unknown =>
  value instanceof Uint8Array ? [...value] : Array.isArray(value) ? value.map(plain) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, plain(each)]]))) : value;

describe('messages as JSON', () => {
  it('say the same as in protobuf, for the request of every protocol', () => {
    for (const protocol of PROTOCOLS.values()) {
      if (protocol.kind !== 'call') continue;
      fc.assert(
        fc.property(valueOf(protocol.request), (value) => {
          const fromBytes = decodeMessage(protocol.request, encodeMessage<Message>(protocol.request, value));
          const fromJson = decodeJson(protocol.request, encodeJson<Message>(protocol.request, value));
          expect(plain(fromJson)).toEqual(plain(fromBytes));
        }),
        { numRuns: 8 },
      );
    }
  });

  it('have protobuf’s names and forms: by hand from its document', () => {
    const packetID = { connID: '281756479345015383', serialNo: 7 };
    const asked = { packetID, header: { trdEnv: 0, accID: '18446744073709551615', trdMarket: 1 }, trdSide: 1, orderType: 1, code: '00700', qty: 100, price: NaN };
    expect(Buffer.from(encodeJson(PlaceOrder.c2s, asked)).toString()).toBe(
      '{"packetID":{"connID":"281756479345015383","serialNo":7},"header":{"trdEnv":0,"accID":"18446744073709551615","trdMarket":1},"trdSide":1,"orderType":1,"code":"00700","qty":100,"price":"NaN"}',
    );
    expect(['td_buyQty', 'orederCount', 'SecuritySuspendList'].map(jsonName)).toEqual(['tdBuyQty', 'orederCount', 'SecuritySuspendList']);
    expect(Object.keys(Position.fields).map(jsonName)).toContain('tdBuyQty');
  });

  it('are read as leniently as protobuf’s libraries do, and no more', () => {
    const read = (text: string) => decodeJson(PlaceOrder.c2s, Buffer.from(text));
    const base = '"header":{"trdEnv":0,"accID":1152921504606846977,"trdMarket":"1"},"trdSide":1.0,"orderType":1e0,"code":"00700","qty":"100"';
    expect(read(`{"packetID":{"connID":9007199254740993,"serialNo":7},${base},"price":null,"unheardOf":[1]}`)).toEqual({
      packetID: { connID: '9007199254740993', serialNo: 7 }, header: { trdEnv: 0, accID: '1152921504606846977', trdMarket: 1 }, trdSide: 1, orderType: 1, code: '00700', qty: 100,
    });
    const odd = [
      '', '[]', 'null', '{', `{${base}}`, `{"packetID":{"connID":-1,"serialNo":7},${base}}`, `{"packetID":{"connID":1.5,"serialNo":7},${base}}`, `{"packetID":[],${base}}`,
      `{"packetID":{"connID":1,"serialNo":4294967296},${base}}`, `{"packetID":{"connID":1,"serialNo":"x"},${base}}`, `{"packetID":{"connID":"18446744073709551616","serialNo":1},${base}}`,
      `{"packetID":{"connID":1,"serialNo":1},"__proto__":{"packetID":1},${base.replace('"00700"', '700')}}`,
    ];
    for (const text of odd) expect(() => read(text), text).toThrow(MessageError);
    expect(() => read('['.repeat(500_000))).toThrow(MessageError);
  });
});
