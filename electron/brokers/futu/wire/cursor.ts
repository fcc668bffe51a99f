/**
 * Reads protobuf fields one by one where they lie, without making an object of anything: for the messages that come by the hundred
 * thousand. All others go through wire/message-codec. Encoding: https://protobuf.dev/programming-guides/encoding
 */
import { MessageError } from './message-codec.ts';

const TWO_32 = 4_294_967_296;
const MAX_VARINT_BYTES = 10;

/** `tag` is (field number << 3 | wire type). */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;

  /** Starts at the first byte of a message. */
  open(bytes: Uint8Array): void {
    if (bytes.buffer !== this.#view.buffer || bytes.byteOffset !== this.#view.byteOffset || bytes.length !== this.#view.byteLength) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.bytes = bytes;
    this.at = 0;
  }

  /** The halves of the last whole number that `wide` read, as they are in memory. */
  low = 0;
  high = 0;

  /** A whole number that is not negative: tags, lengths, and amounts (exact to 2^53). */
  varint(): number {
    const bytes = this.bytes;
    const at = this.at;
    const first = bytes[at];
    if (first < 0x80) {
      this.at = at + 1;
      return first;
    }
    const second = bytes[at + 1];
    if (second < 0x80) {
      this.at = at + 2;
      return (first & 0x7f) | (second << 7);
    }
    this.wide();
    return this.high * TWO_32 + this.low;
  }

  /** A whole number of up to 64 bits, into `low` and `high`. Negative ones come as their complement. */
  wide(): void {
    const bytes = this.bytes;
    let low = 0;
    let high = 0;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = bytes[this.at++];
      if (byte === undefined) throw new MessageError('a number is cut short');
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new MessageError('a number has more than 64 bits');
  }

  /** A signed whole number, exact to 2^53 either way. */
  signed(): number {
    this.wide();
    return (this.high | 0) * TWO_32 + this.low;
  }

  double(): number {
    if (this.at + 8 > this.bytes.length) throw new MessageError('a number is cut short');
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** The end of a message inside this one, which begins behind its length. Throws MessageError when it reaches beyond `limit`. */
  inside(limit: number): number {
    const length = this.varint();
    const end = this.at + length;
    if (!(end <= limit)) throw new MessageError('a message reaches beyond the one it is in');
    return end;
  }

  /** Passes over the field of a tag that was just read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0: this.varint(); break;
      case 1: this.at += 8; break;
      case 2: {
        const length = this.varint();
        this.at += length;
        break;
      }
      case 5: this.at += 4; break;
      default: throw new MessageError(`wire type ${tag & 7}`);
    }
    if (!(this.at <= this.bytes.length)) throw new MessageError('a field is cut short');
  }

  /** To be called where a message must end. */
  close(end: number): void {
    if (this.at !== end) throw new MessageError('a field reaches beyond its message');
  }
}
