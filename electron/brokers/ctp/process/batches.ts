/** Structs of fixed size gathered into one piece of memory, to cross to another process in few messages. */
export class Batches {
  readonly #send: (name: string, bytes: Uint8Array, size: number) => void;
  #name = '';
  #size = 0;
  #bytes = Buffer.alloc(64 * 1024);
  #length = 0;

  constructor(send: (name: string, bytes: Uint8Array, size: number) => void) {
    this.#send = send;
  }

  /** Keeps the order of everything that is added: another kind of struct sends what was gathered before. */
  add(name: string, bytes: Buffer): void {
    if (name !== this.#name || bytes.length !== this.#size) this.flush();
    this.#name = name;
    this.#size = bytes.length;
    if (this.#length + bytes.length > this.#bytes.length) {
      const wider = Buffer.alloc(this.#bytes.length * 2);
      this.#bytes.copy(wider, 0, 0, this.#length);
      this.#bytes = wider;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    this.#send(this.#name, Uint8Array.from(bytes), this.#size);
  }
}
