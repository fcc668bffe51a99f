/**
 * The compact form of a recorded day. Little-endian:
 *
 * magic       8 bytes `PANKOUDY`
 * version     u16 (1), header length u16
 * header      JSON: instrument, tradingDay, tickSize, rows, blockRows, columns, turnoverScale
 * header sum  u32 CRC-32 of everything before it
 * blocks      of `blockRows` rows each: u32 length, u32 CRC-32 of the bytes that follow, brotli
 *
 * A block holds its rows column after column. A figure is a variable-length integer: 0 is an empty field, otherwise 1 + zigzag of
 * the difference to the last figure of its column in this block. Each block stands alone, so a file that was cut short says at which
 * row it ends.
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { fail, ok, type Result } from '#shared/result.ts';
import { DAY_COLUMNS, emptyColumns, type RecordedDay } from './recorded-day.ts';

const MAGIC = Buffer.from('PANKOUDY', 'latin1');
const VERSION = 1;
const BLOCK_ROWS = 8192;
/** More rows than any market sends in a day: a damaged header must not ask for all memory. */
const MOST_ROWS = 20_000_000;

interface Header {
  readonly instrument: string;
  readonly tradingDay: string;
  readonly tickSize: number;
  readonly rows: number;
  readonly blockRows: number;
  readonly columns: readonly string[];
  /** Turnover is stored as whole multiples of 1/turnoverScale. */
  readonly turnoverScale: number;
}

class Writer {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** A whole number from 0 to 2^53, seven bits a byte, lowest first. */
  varint(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

function turnoverScaleOf(turnover: Float64Array): number {
  for (const scale of [1, 10, 100, 1000, 10_000]) {
    if (turnover.every((value) => Number.isNaN(value) || Math.abs(value * scale - Math.round(value * scale)) < 1e-6 * scale)) return scale;
  }
  return 10_000;
}

/** Packs a day. Every figure comes back as it was: prices and sizes are whole, turnover whole in 1/turnoverScale. */
export function encodeDay(day: RecordedDay): Buffer {
  const turnoverScale = turnoverScaleOf(day.columns.turnover);
  const header: Header = { instrument: day.instrument, tradingDay: day.tradingDay, tickSize: day.tickSize, rows: day.rows, blockRows: BLOCK_ROWS, columns: DAY_COLUMNS, turnoverScale };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const fixed = Buffer.alloc(4);
  fixed.writeUInt16LE(VERSION, 0);
  fixed.writeUInt16LE(text.length, 2);
  const head = Buffer.concat([MAGIC, fixed, text]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(head), 0);
  const parts: Buffer[] = [head, sum];
  for (let from = 0; from < day.rows; from += BLOCK_ROWS) {
    const packed = packBlock(day, from, Math.min(day.rows, from + BLOCK_ROWS), turnoverScale);
    const lead = Buffer.alloc(8);
    lead.writeUInt32LE(packed.length, 0);
    lead.writeUInt32LE(crc32(packed), 4);
    parts.push(lead, packed);
  }
  return Buffer.concat(parts);
}

function packBlock(day: RecordedDay, from: number, to: number, turnoverScale: number): Buffer {
  const writer = new Writer();
  for (const name of DAY_COLUMNS) {
    const column = day.columns[name];
    const scale = name === 'turnover' ? turnoverScale : 1;
    let before = 0;
    for (let row = from; row < to; row++) {
      if (Number.isNaN(column[row])) {
        writer.varint(0);
        continue;
      }
      const value = Math.round(column[row] * scale);
      const difference = value - before;
      writer.varint(1 + (difference >= 0 ? difference * 2 : -difference * 2 - 1));
      before = value;
    }
  }
  const bytes = writer.bytes();
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/**
 * Unpacks a day.
 * @param file name for the sentence of a failure
 * @returns `day-file-truncated` when bytes are missing at the end (the line is the CSV's: row + 2), `day-file-unreadable` when
 * the file is no day file, of another version, or damaged
 */
export function decodeDay(bytes: Buffer, file: string): Result<RecordedDay> {
  const unreadable = (reason: string): Result<RecordedDay> => fail('day-file-unreadable', { file, reason });
  const begins = bytes.subarray(0, MAGIC.length);
  if (!begins.equals(MAGIC.subarray(0, begins.length))) return unreadable('not a Pankou day file');
  const start = MAGIC.length + 4;
  if (bytes.length < start) return fail('day-file-truncated', { file, line: 1 });
  const version = bytes.readUInt16LE(MAGIC.length);
  if (version !== VERSION) return unreadable(`version ${version}, this program reads ${VERSION}`);
  const end = start + bytes.readUInt16LE(MAGIC.length + 2);
  if (bytes.length < end + 4) return fail('day-file-truncated', { file, line: 1 });
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return unreadable('the header is damaged');
  const header = parseHeader(bytes.toString('utf8', start, end));
  if (!header) return unreadable('the header is not understood');

  const columns = emptyColumns(header.rows);
  let at = end + 4;
  for (let row = 0; row < header.rows; row += header.blockRows) {
    if (bytes.length < at + 8) return fail('day-file-truncated', { file, line: row + 2 });
    const length = bytes.readUInt32LE(at);
    const sum = bytes.readUInt32LE(at + 4);
    if (bytes.length < at + 8 + length) return fail('day-file-truncated', { file, line: row + 2 });
    const packed = bytes.subarray(at + 8, at + 8 + length);
    const to = Math.min(header.rows, row + header.blockRows);
    if (crc32(packed) !== sum || !unpackBlock(packed, columns, row, to, header.turnoverScale)) return unreadable(`damaged between lines ${row + 2} and ${to + 1}`);
    at += 8 + length;
  }
  if (at !== bytes.length) return unreadable(`${bytes.length - at} bytes too many at the end`);
  return ok({ instrument: header.instrument, tradingDay: header.tradingDay, tickSize: header.tickSize, rows: header.rows, columns });
}

function parseHeader(text: string): Header | null {
  let header: Partial<Header>;
  try {
    header = JSON.parse(text) as Partial<Header>;
  } catch {
    return null;
  }
  const { instrument, tradingDay, tickSize, rows, blockRows, columns, turnoverScale } = header;
  const whole = (value: unknown, most: number): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) <= most;
  if (typeof instrument !== 'string' || typeof tradingDay !== 'string' || typeof tickSize !== 'number' || !(tickSize > 0)) return null;
  if (!whole(rows, MOST_ROWS) || !whole(blockRows, MOST_ROWS) || !whole(turnoverScale, 10_000)) return null;
  if (columns?.join() !== DAY_COLUMNS.join()) return null;
  return { instrument, tradingDay, tickSize, rows, blockRows, columns, turnoverScale };
}

/** @returns false when the block does not hold exactly its rows */
function unpackBlock(packed: Buffer, columns: Record<string, Float64Array>, from: number, to: number, turnoverScale: number): boolean {
  let bytes: Buffer;
  try {
    bytes = brotliDecompressSync(packed, { maxOutputLength: DAY_COLUMNS.length * (to - from) * 9 });
  } catch {
    return false;
  }
  let at = 0;
  for (const name of DAY_COLUMNS) {
    const column = columns[name];
    const scale = name === 'turnover' ? turnoverScale : 1;
    let value = 0;
    for (let row = from; row < to; row++) {
      let code = 0;
      let weight = 1;
      for (;;) {
        if (at >= bytes.length || weight > 2 ** 49) return false;
        const byte = bytes[at++];
        code += (byte & 127) * weight;
        if (byte < 128) break;
        weight *= 128;
      }
      if (code === 0) {
        column[row] = NaN;
        continue;
      }
      const zigzag = code - 1;
      value += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      column[row] = value / scale;
    }
  }
  return at === bytes.length;
}

/** Reads and unpacks a day file. One that cannot be opened is `day-file-unreadable`. */
export function readDayFile(path: string): Result<RecordedDay> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return fail('day-file-unreadable', { file: path, reason: error instanceof Error ? error.message : String(error) });
  }
  return decodeDay(bytes, path);
}
