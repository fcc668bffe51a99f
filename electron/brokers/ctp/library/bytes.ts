/** A library's file, read with bounds: a damaged or cut file is a LibraryError, never a wild read. Little-endian, as both systems are. */

export class LibraryError extends Error {}

export class FileBytes {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  #check(offset: number, size: number): void {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + size > this.#bytes.length) throw new LibraryError('the file is cut short or damaged');
  }

  u8(offset: number): number {
    this.#check(offset, 1);
    return this.#bytes[offset];
  }

  u16(offset: number): number {
    this.#check(offset, 2);
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getUint32(offset, true);
  }

  /** A file offset or size: no file is longer than 2^53. */
  u64(offset: number): number {
    this.#check(offset, 8);
    return Number(this.#view.getBigUint64(offset, true));
  }

  /** Text up to a zero byte, Latin-1: symbol names are. */
  text(offset: number, longest = 4096): string {
    this.#check(offset, 0);
    let end = offset;
    while (end < this.#bytes.length && end - offset < longest && this.#bytes[end] !== 0) end++;
    return String.fromCharCode(...this.#bytes.subarray(offset, end));
  }

  /** Whether the bytes at `offset` are these. */
  starts(offset: number, ...bytes: readonly number[]): boolean {
    return offset + bytes.length <= this.#bytes.length && bytes.every((byte, at) => this.#bytes[offset + at] === byte);
  }
}
