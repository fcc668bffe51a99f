/**
 * OpenD's frame: a 44-byte little-endian header and a body (seeds/003, "协议设计 / 协议头", lines 11203-11243).
 *
 * | at | bytes | what |
 * |--|--|--|
 * | 0 | 2 | "FT" |
 * | 2 | 4 | protocol id |
 * | 6 | 1 | format: 0 protobuf, 1 JSON |
 * | 7 | 1 | version: 0 |
 * | 8 | 4 | serial number: a reply repeats its request's |
 * | 12 | 4 | length of the body as it is sent |
 * | 16 | 20 | SHA-1 of the plain body |
 * | 36 | 8 | reserved |
 */
import { hash } from 'node:crypto';

export const HEADER_BYTES = 44;

/** A frame may not be longer: a whole option chain is some hundred kilobytes. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

export const FORMAT = { protobuf: 0, json: 1 } as const;

const AT = { magic: 0, protocol: 2, format: 6, version: 7, serial: 8, length: 12, sha1: 16, reserved: 36 } as const;
const SHA1_BYTES = 20;
const MAGIC_F = 0x46;
const MAGIC_T = 0x54;
const VERSION = 0;

export type FrameFlaw = 'magic' | 'version' | 'format' | 'oversized' | 'checksum' | 'truncated';

/** Why a byte stream cannot be OpenD's. The stream has lost its step: the connection must be closed. */
export class FrameError extends Error {
  readonly flaw: FrameFlaw;
  constructor(flaw: FrameFlaw, detail: string) {
    super(detail);
    this.name = 'FrameError';
    this.flaw = flaw;
  }
}

/** A frame as it came. `body` may lie in the chunk it came in and is valid until the handler returns; it may still be enciphered. */
export interface Frame {
  readonly protocol: number;
  readonly format: number;
  readonly serial: number;
  readonly sha1: Uint8Array;
  readonly body: Uint8Array;
}

/** Room for a header in front of a body that is written behind it; see `sealInPlace`. */
export const HEADER_ROOM: Uint8Array = new Uint8Array(HEADER_BYTES);

function writeHeader(frame: Uint8Array, protocol: number, serial: number, format: number, length: number, plain: Uint8Array): void {
  const view = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  frame[AT.magic] = MAGIC_F;
  frame[AT.magic + 1] = MAGIC_T;
  view.setUint32(AT.protocol, protocol, true);
  frame[AT.format] = format;
  frame[AT.version] = VERSION;
  view.setUint32(AT.serial, serial, true);
  view.setUint32(AT.length, length, true);
  frame.set(sha1Of(plain), AT.sha1);
  frame.fill(0, AT.reserved, HEADER_BYTES);
}

/**
 * A frame of a body that is not enciphered, without a copy: `frame` begins with HEADER_BYTES of room and holds the body behind them.
 * @returns the same array
 */
export function sealInPlace(frame: Uint8Array, protocol: number, serial: number, format: number = FORMAT.protobuf): Uint8Array {
  writeHeader(frame, protocol, serial, format, frame.length - HEADER_BYTES, frame.subarray(HEADER_BYTES));
  return frame;
}

/** A frame whose body is sent as `sealed`; the checksum is of `plain`. */
export function encodeFrame(protocol: number, serial: number, plain: Uint8Array, sealed: Uint8Array = plain, format: number = FORMAT.protobuf): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + sealed.length);
  writeHeader(frame, protocol, serial, format, sealed.length, plain);
  frame.set(sealed, HEADER_BYTES);
  return frame;
}

const sha1Of = (bytes: Uint8Array): Uint8Array => hash('sha1', bytes, 'buffer');

/** Throws FrameError unless the plain body is the one that the header's SHA-1 speaks of. */
export function checkBody(frame: Pick<Frame, 'sha1' | 'protocol' | 'serial'>, plain: Uint8Array): void {
  const actual = sha1Of(plain);
  const told = frame.sha1;
  for (let i = 0; i < SHA1_BYTES; i++) {
    if (actual[i] !== told[i]) throw new FrameError('checksum', `SHA-1 of protocol ${frame.protocol}, serial ${frame.serial}, does not match its body`);
  }
}

/**
 * Takes bytes as they come, in pieces of any size, and hands out whole frames. A frame that lies whole in one piece is not copied;
 * of any other at most one is held, never longer than `maxBody`.
 */
export class FrameDecoder {
  readonly #maxBody: number;
  readonly #onFrame: (frame: Frame) => void;
  /** A header that came in pieces, and how much of it is there. */
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerFilled = 0;
  /** The body that is being filled: null while none is. */
  #body: Uint8Array | null = null;
  #bodyFilled = 0;
  #broken: FrameError | null = null;

  constructor(onFrame: (frame: Frame) => void, maxBody: number = MAX_BODY_BYTES) {
    this.#onFrame = onFrame;
    this.#maxBody = maxBody;
  }

  /** Throws FrameError at the first byte that cannot be right, and ever after. What the handler throws passes through. */
  push(chunk: Uint8Array): void {
    if (this.#broken) throw this.#broken;
    try {
      this.#take(chunk);
    } catch (error) {
      if (error instanceof FrameError) this.#broken = error;
      throw error;
    }
  }

  /** To be called when the stream ends. Throws FrameError when it ends inside a frame. */
  end(): void {
    if (this.#broken) throw this.#broken;
    const missing = this.#body ? this.#body.length - this.#bodyFilled : this.#headerFilled > 0 ? HEADER_BYTES - this.#headerFilled : 0;
    if (missing > 0) throw new FrameError('truncated', `the stream ended ${missing} bytes short of a whole ${this.#body ? 'frame' : 'header'}`);
  }

  #take(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body) {
        const count = Math.min(this.#body.length - this.#bodyFilled, chunk.length - at);
        this.#body.set(chunk.subarray(at, at + count), this.#bodyFilled);
        this.#bodyFilled += count;
        at += count;
        if (this.#bodyFilled === this.#body.length) this.#finish(this.#body);
        continue;
      }
      if (this.#headerFilled === 0 && chunk.length - at >= HEADER_BYTES) {
        const header = chunk.subarray(at, at + HEADER_BYTES);
        const length = checkHeader(header, HEADER_BYTES, this.#maxBody);
        at += HEADER_BYTES;
        if (chunk.length - at >= length) {
          const body = chunk.subarray(at, at + length);
          at += length;
          this.#onFrame(frameOf(header, body));
          continue;
        }
        this.#header.set(header);
        this.#headerFilled = HEADER_BYTES;
        this.#begin(length);
        continue;
      }
      const count = Math.min(HEADER_BYTES - this.#headerFilled, chunk.length - at);
      this.#header.set(chunk.subarray(at, at + count), this.#headerFilled);
      this.#headerFilled += count;
      at += count;
      const length = checkHeader(this.#header, this.#headerFilled, this.#maxBody);
      if (this.#headerFilled === HEADER_BYTES) this.#begin(length);
    }
  }

  #begin(length: number): void {
    this.#body = new Uint8Array(length);
    this.#bodyFilled = 0;
    if (length === 0) this.#finish(this.#body);
  }

  #finish(body: Uint8Array): void {
    this.#body = null;
    this.#headerFilled = 0;
    this.#onFrame(frameOf(this.#header, body));
  }
}

/** Looks at as much of a header as is there, so that a stranger is recognised at its first byte. @returns the body's length, 0 while it is not known */
function checkHeader(header: Uint8Array, filled: number, maxBody: number): number {
  if ((filled > 0 && header[AT.magic] !== MAGIC_F) || (filled > 1 && header[AT.magic + 1] !== MAGIC_T)) {
    throw new FrameError('magic', 'what listens there does not speak the OpenD protocol');
  }
  if (filled > AT.format && header[AT.format] !== FORMAT.protobuf && header[AT.format] !== FORMAT.json) throw new FrameError('format', `unknown body format ${header[AT.format]}`);
  if (filled > AT.version && header[AT.version] !== VERSION) throw new FrameError('version', `unknown frame version ${header[AT.version]}`);
  if (filled < AT.sha1) return 0;
  const length = new DataView(header.buffer, header.byteOffset, HEADER_BYTES).getUint32(AT.length, true);
  if (length > maxBody) throw new FrameError('oversized', `a body of ${length} bytes is above the limit of ${maxBody}`);
  return length;
}

function frameOf(header: Uint8Array, body: Uint8Array): Frame {
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  return {
    protocol: view.getUint32(AT.protocol, true),
    format: header[AT.format],
    serial: view.getUint32(AT.serial, true),
    sha1: header.subarray(AT.sha1, AT.sha1 + SHA1_BYTES),
    body,
  };
}
