/**
 * Structs of a vendor's headers to plain values and back, by field name. Text is GBK up to its first zero byte (blanks are kept:
 * OrderSysID is padded with them and must be sent back as it came); DBL_MAX and what is not finite mean “no value” and become NaN;
 * 64-bit whole numbers stay text.
 */
import { encode as encodeGbk } from './gbk.ts';
import type { CType, Primitive } from '../headers/declarations.ts';
import type { Layouts, PlacedField } from '../headers/layout.ts';

export type StructValue = number | string;
export type StructValues = Readonly<Record<string, StructValue>>;

/** Bytes from a library, copied out of it. */
export type Bytes = Buffer;

/** No price, in the CTP family's own spelling. */
export const DBL_MAX = Number.MAX_VALUE;

const gbk = new TextDecoder('gbk');

/** GBK text up to a zero byte or the end of its field. */
export function readText(bytes: Bytes, offset: number, size: number): string {
  const stop = offset + size;
  let end = offset;
  let plain = true;
  for (; end < stop; end++) {
    const byte = bytes[end];
    if (byte === 0) break;
    if (byte > 0x7f) plain = false;
  }
  return plain ? bytes.toString('latin1', offset, end) : gbk.decode(bytes.subarray(offset, end));
}

/** A double, NaN where the vendor has none. */
export function readDouble(bytes: Bytes, offset: number): number {
  const value = bytes.readDoubleLE(offset);
  return value >= DBL_MAX || value <= -DBL_MAX ? NaN : value;
}

/** Text that a counter sends in pieces, cut anywhere, in the middle of a character too: handed over byte for byte (latin1), to be joined and then decoded. */
const PIECES: Readonly<Record<string, ReadonlySet<string>>> = { CThostFtdcSettlementInfoField: new Set(['Content']) };

/** The text of pieces, joined. */
export const joinPieces = (pieces: readonly string[]): string => gbk.decode(Buffer.from(pieces.join(''), 'latin1'));

function readPiece(bytes: Bytes, offset: number, size: number): string {
  const end = bytes.subarray(offset, offset + size).indexOf(0);
  return bytes.toString('latin1', offset, offset + (end < 0 ? size : end));
}

type Read = (bytes: Bytes, offset: number) => StructValue;
type Write = (bytes: Bytes, offset: number, value: StructValue) => void;

const NUMBERS: { readonly [P in Primitive]?: { readonly read: Read; readonly write: Write } } = {
  bool: { read: (b, o) => b.readUInt8(o), write: (b, o, v) => b.writeUInt8(v ? 1 : 0, o) },
  'signed char': { read: (b, o) => b.readInt8(o), write: (b, o, v) => b.writeInt8(Number(v), o) },
  'unsigned char': { read: (b, o) => b.readUInt8(o), write: (b, o, v) => b.writeUInt8(Number(v), o) },
  short: { read: (b, o) => b.readInt16LE(o), write: (b, o, v) => b.writeInt16LE(Number(v), o) },
  'unsigned short': { read: (b, o) => b.readUInt16LE(o), write: (b, o, v) => b.writeUInt16LE(Number(v), o) },
  int: { read: (b, o) => b.readInt32LE(o), write: (b, o, v) => b.writeInt32LE(Number(v), o) },
  'unsigned int': { read: (b, o) => b.readUInt32LE(o), write: (b, o, v) => b.writeUInt32LE(Number(v), o) },
  'long long': { read: (b, o) => b.readBigInt64LE(o).toString(), write: (b, o, v) => b.writeBigInt64LE(BigInt(v), o) },
  'unsigned long long': { read: (b, o) => b.readBigUInt64LE(o).toString(), write: (b, o, v) => b.writeBigUInt64LE(BigInt(v), o) },
  float: { read: (b, o) => b.readFloatLE(o), write: (b, o, v) => b.writeFloatLE(Number(v), o) },
  double: { read: readDouble, write: (b, o, v) => b.writeDoubleLE(Number.isNaN(v) ? DBL_MAX : Number(v), o) },
};

interface Codec {
  readonly name: string;
  readonly offset: number;
  readonly read: Read;
  readonly write: Write;
}

const isText = (type: CType): boolean => type.kind === 'array' && type.of.kind === 'primitive' && type.of.name === 'char';

/** A single character field is a code (`'0'`): text of one letter, empty where it is zero. */
const CHARACTER = {
  read: (bytes: Bytes, offset: number): string => (bytes[offset] === 0 ? '' : String.fromCharCode(bytes[offset])),
  write: (bytes: Bytes, offset: number, value: StructValue): void => void bytes.writeUInt8(value === '' ? 0 : String(value).charCodeAt(0) & 0xff, offset),
};

export class StructCodec {
  readonly name: string;
  readonly size: number;
  readonly #fields: readonly Codec[];
  readonly #byName: ReadonlyMap<string, Codec>;

  /** Throws where the headers do not define the struct. */
  constructor(layouts: Layouts, name: string) {
    const layout = layouts.of(name);
    this.name = name;
    this.size = layout.size;
    this.#fields = Array.from(layout.fields.values(), (field) => codecOf(layouts, field, PIECES[name.slice(name.lastIndexOf(':') + 1)]?.has(field.name) ? readPiece : readText)).filter((codec) => codec !== null);
    this.#byName = new Map(this.#fields.map((codec) => [codec.name, codec]));
  }

  has(field: string): boolean {
    return this.#byName.has(field);
  }

  /** Every field of the struct at `offset`. */
  decode(bytes: Bytes, offset = 0): Record<string, StructValue> {
    const values: Record<string, StructValue> = {};
    for (const { name, offset: at, read } of this.#fields) values[name] = read(bytes, offset + at);
    return values;
  }

  /**
   * A struct with these values, all else zero. A field that this version of the headers does not have is left out: versions differ
   * in what they take. Throws RangeError for text that does not fit: nothing is cut silently on its way to a counter.
   */
  encode(values: StructValues): Bytes {
    const bytes = Buffer.alloc(this.size);
    for (const [name, value] of Object.entries(values)) this.#byName.get(name)?.write(bytes, this.#byName.get(name)!.offset, value);
    return bytes;
  }
}

/** null for what is not read by name: pointers, nested structs, arrays of numbers. */
function codecOf(layouts: Layouts, { name, type, offset, size }: PlacedField, textOf: typeof readText): Codec | null {
  if (isText(type)) {
    return {
      name,
      offset,
      read: (bytes, at) => textOf(bytes, at, size),
      write: (bytes, at, value) => {
        const text = encodeGbk(String(value));
        // The last byte is the zero that ends it.
        if (text.length >= size) throw new RangeError(`${name} takes ${size - 1} bytes, “${String(value)}” has ${text.length}`);
        bytes.set(text, at);
      },
    };
  }
  if (type.kind === 'primitive' && type.name === 'char') return { name, offset, ...CHARACTER };
  if (type.kind === 'primitive') {
    const wide = type.name === 'long' || type.name === 'unsigned long' ? (layouts.sizeOf(type) === 8 ? ('long long' as const) : ('int' as const)) : type.name;
    const number = NUMBERS[wide];
    return number ? { name, offset, ...number } : null;
  }
  if (type.kind === 'named' && layouts.sizeOf(type) === 4 && layouts.alignmentOf(type) === 4) {
    const number = NUMBERS.int;
    return number ? { name, offset, ...number } : null;
  }
  return null;
}
