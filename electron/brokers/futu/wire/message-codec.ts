/** Messages to bytes and back by their tables (wire/schema), in the protobuf encoding: https://protobuf.dev/programming-guides/encoding */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Decoded, Encodable, Message, PlannedField, Scalar } from './schema.ts';

/** A message that its table does not allow. */
export class MessageError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'MessageError';
  }
}

/** Messages inside messages, at most so deep. */
const MAX_DEPTH = 16;

const WIRE_TYPES: Readonly<Record<Scalar, WireType>> = {
  int32: WireType.Varint,
  uint32: WireType.Varint,
  bool: WireType.Varint,
  double: WireType.Bit64,
  float: WireType.Bit32,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
  id: WireType.Varint,
  signedId: WireType.Varint,
  count: WireType.Varint,
};

type Values = Record<string, unknown>;

/** Throws MessageError when a required field is missing or a value does not fit its type. */
export function encodeMessage<M extends Message>(message: M, value: Encodable<M>): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, message, value);
  return writer.finish();
}

/** As `encodeMessage`, behind what `writer` holds already. */
export function writeMessage<M extends Message>(writer: BinaryWriter, message: M, value: Encodable<M>): void {
  write(writer, message, value);
}

function write(writer: BinaryWriter, message: Message, value: Values): void {
  const plan = (message.plan.encode ??= Object.entries(message.fields).map(([key, field]) => ({ ...field, key })).sort((a, b) => a.number - b.number));
  for (const field of plan) {
    const given = value[field.key];
    if (given === undefined || given === null) {
      if (field.label === 'required') throw new MessageError(`${message.name}.${field.key} is required`);
    } else if (field.label === 'repeated') {
      for (const item of given as readonly unknown[]) writeField(writer, message, field, item);
    } else {
      writeField(writer, message, field, given);
    }
  }
}

function writeField(writer: BinaryWriter, message: Message, field: PlannedField, value: unknown): void {
  if (typeof field.type === 'object') {
    writer.tag(field.number, WireType.LengthDelimited).fork();
    write(writer, field.type, value as Values);
    writer.join();
    return;
  }
  writer.tag(field.number, WIRE_TYPES[field.type]);
  try {
    writeScalar(writer, field.type, value);
  } catch (error) {
    throw new MessageError(`${message.name}.${field.key}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function writeScalar(writer: BinaryWriter, type: Scalar, value: unknown): void {
  switch (type) {
    case 'int32': return void writer.int32(value as number);
    case 'uint32': return void writer.uint32(value as number);
    case 'bool': return void writer.bool(value as boolean);
    case 'double': return void writer.double(value as number);
    case 'float': return void writer.float(value as number);
    case 'string': return void writer.string(value as string);
    case 'bytes': return void writer.bytes(value as Uint8Array);
    case 'id': return void writer.uint64(value as string);
    case 'signedId': return void writer.int64(value as string);
    case 'count':
      if (!Number.isSafeInteger(value)) throw new RangeError(`${String(value)} is no whole number`);
      writer.int64(value as number);
  }
}

/** Fields that the table does not know are skipped. Throws MessageError for a missing required field and for bytes that are no message. */
export function decodeMessage<M extends Message>(message: M, bytes: Uint8Array): Decoded<M> {
  const reader = new BinaryReader(bytes);
  try {
    return read(reader, message, reader.len, 0) as Decoded<M>;
  } catch (error) {
    if (error instanceof MessageError) throw error;
    throw new MessageError(`${message.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function decodePlan(message: Message): readonly (PlannedField | undefined)[] {
  const plan: (PlannedField | undefined)[] = [];
  for (const [key, field] of Object.entries(message.fields)) plan[field.number] = { ...field, key };
  return plan;
}

function read(reader: BinaryReader, message: Message, end: number, depth: number): Values {
  if (depth > MAX_DEPTH) throw new MessageError(`${message.name}: nested more than ${MAX_DEPTH} deep`);
  if (end > reader.len) throw new MessageError(`${message.name}: cut short`);
  const plan = (message.plan.decode ??= decodePlan(message));
  const value: Values = {};
  for (const key in message.fields) if (message.fields[key].label === 'repeated') value[key] = [];
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = plan[number];
    if (!field) {
      reader.skip(wireType, number, MAX_DEPTH);
      continue;
    }
    const { type, key } = field;
    if (typeof type === 'object') {
      if (wireType !== WireType.LengthDelimited) throw new MessageError(`${message.name}.${key}: wire type ${wireType}`);
      const length = reader.uint32();
      const inner = read(reader, type, reader.pos + length, depth + 1);
      if (field.label === 'repeated') (value[key] as unknown[]).push(inner);
      else value[key] = inner;
    } else if (wireType === WIRE_TYPES[type]) {
      const scalar = readScalar(reader, type, message, key);
      if (field.label === 'repeated') (value[key] as unknown[]).push(scalar);
      else value[key] = scalar;
    } else if (field.label === 'repeated' && wireType === WireType.LengthDelimited) {
      // Numbers may also come packed into one field.
      const until = reader.uint32() + reader.pos;
      if (until > end) throw new MessageError(`${message.name}.${key}: cut short`);
      while (reader.pos < until) (value[key] as unknown[]).push(readScalar(reader, type, message, key));
    } else {
      throw new MessageError(`${message.name}.${key}: wire type ${wireType}`);
    }
  }
  if (reader.pos !== end) throw new MessageError(`${message.name}: a field reaches beyond its message`);
  for (const key in message.fields) {
    if (message.fields[key].label === 'required' && value[key] === undefined) throw new MessageError(`${message.name}.${key} is missing`);
  }
  return value;
}

function readScalar(reader: BinaryReader, type: Scalar, message: Message, key: string): unknown {
  switch (type) {
    case 'int32': return reader.int32();
    case 'uint32': return reader.uint32();
    case 'bool': return reader.bool();
    case 'double': return reader.double();
    case 'float': return reader.float();
    case 'string': return reader.string();
    case 'bytes': return reader.bytes().slice();
    case 'id': return String(reader.uint64());
    case 'signedId': return String(reader.int64());
    case 'count': {
      const count = Number(reader.int64());
      if (!Number.isSafeInteger(count)) throw new MessageError(`${message.name}.${key}: ${count} is beyond 2^53`);
      return count;
    }
  }
}
