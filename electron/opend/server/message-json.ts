/**
 * Messages as JSON and back by their tables (brokers/futu/wire/schema): the mapping of protobuf's own libraries, which the document points
 * to (seeds/003, "协议体", line 11288). Names in lowerCamelCase (the written name is understood too), whole numbers of 64 bits as text, bytes
 * in base64, NaN and infinities as words: https://protobuf.dev/programming-guides/json
 */
import { MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Decoded, Encodable, Field, Message, Scalar } from '#electron/brokers/futu/wire/schema.ts';

type Values = Record<string, unknown>;

const MAX_DEPTH = 16;
const WHOLE = /^-?\d+$/;
const MOST: Readonly<Record<'id' | 'signedId', readonly [bigint, bigint]>> = { id: [0n, (1n << 64n) - 1n], signedId: [-(1n << 63n), (1n << 63n) - 1n] };

/** `td_buyQty` is `tdBuyQty`; most names are the same. */
export const jsonName = (name: string): string => name.replace(/_+(.)/g, (_all, letter: string) => letter.toUpperCase());

/** Throws MessageError when a required field is missing, as `encodeMessage` does. */
export function encodeJson<M extends Message>(message: M, value: Encodable<M>): Uint8Array {
  return Buffer.from(JSON.stringify(written(message, value)));
}

function written(message: Message, value: Values): Values {
  const out: Values = {};
  for (const [key, field] of Object.entries(message.fields)) {
    const given = value[key];
    if (given === undefined || given === null) {
      if (field.label === 'required') throw new MessageError(`${message.name}.${key} is required`);
      continue;
    }
    if (field.label !== 'repeated') out[jsonName(key)] = writtenField(field, given);
    else if ((given as readonly unknown[]).length > 0) out[jsonName(key)] = (given as readonly unknown[]).map((item) => writtenField(field, item));
  }
  return out;
}

function writtenField({ type }: Field, value: unknown): unknown {
  if (typeof type === 'object') return written(type, value as Values);
  if (type === 'count' || type === 'id' || type === 'signedId') return String(value);
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Names that the table does not know are passed over. Throws MessageError for what is no JSON, or not of this message. */
export function decodeJson<M extends Message>(message: M, bytes: Uint8Array): Decoded<M> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'), exact);
  } catch (error) {
    throw new MessageError(`${message.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return read(message, parsed, 0) as Decoded<M>;
}

/** A whole number too long for a double stays the text that it was (ids exceed 2^53). */
function exact(this: unknown, _key: string, value: unknown, ...[context]: readonly { readonly source?: string }[]): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && WHOLE.test(context.source) ? context.source : value;
}

function read(message: Message, given: unknown, depth: number): Values {
  if (depth > MAX_DEPTH) throw new MessageError(`${message.name}: nested more than ${MAX_DEPTH} deep`);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new MessageError(`${message.name} is no object`);
  const values = given as Values;
  const out: Values = {};
  for (const [key, field] of Object.entries(message.fields)) {
    const name = jsonName(key);
    const value = Object.hasOwn(values, name) ? values[name] : Object.hasOwn(values, key) ? values[key] : undefined;
    const where = `${message.name}.${key}`;
    if (field.label === 'repeated') {
      if (value !== undefined && value !== null && !Array.isArray(value)) throw new MessageError(`${where} is no list`);
      out[key] = ((value ?? []) as readonly unknown[]).map((item) => readField(field, item, where, depth));
    } else if (value !== undefined && value !== null) {
      out[key] = readField(field, value, where, depth);
    } else if (field.label === 'required') {
      throw new MessageError(`${where} is missing`);
    }
  }
  return out;
}

const readField = ({ type }: Field, value: unknown, where: string, depth: number): unknown => (typeof type === 'object' ? read(type, value, depth + 1) : readScalar(type, value, where));

function readScalar(type: Scalar, value: unknown, where: string): unknown {
  const wrong = (): never => {
    throw new MessageError(`${where} is no ${type}`);
  };
  switch (type) {
    case 'bool': return typeof value === 'boolean' ? value : wrong();
    case 'string': return typeof value === 'string' ? value : wrong();
    case 'bytes': return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : wrong();
    case 'double':
    case 'float': return readNumber(value) ?? wrong();
    case 'int32':
    case 'uint32': {
      const number = readNumber(value);
      const fits = number !== null && Number.isInteger(number) && (type === 'int32' ? number === (number | 0) : number === number >>> 0);
      return fits ? number : wrong();
    }
    case 'count': {
      const number = readNumber(value);
      return number !== null && Number.isSafeInteger(number) ? number : wrong();
    }
    case 'id':
    case 'signedId': {
      const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
      if (typeof text !== 'string' || text.length > 20 || !WHOLE.test(text)) return wrong();
      const [least, most] = MOST[type];
      const number = BigInt(text);
      return number >= least && number <= most ? String(number) : wrong();
    }
  }
}

const WORDS: ReadonlyMap<string, number> = new Map([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]]);

/** A number, or the text of one; null for anything else. */
function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const word = WORDS.get(value);
  if (word !== undefined) return word;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : null;
}
