/** Which of our slots a security's bytes stand for: found without making a text of them. */
import { Security } from '#electron/brokers/futu/messages/security.ts';
import { decodeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote } from '#shared/model/quote.ts';

/** An instrument that OpenD carries, and what is known of it now. */
export interface Listing {
  readonly instrument: Instrument;
  readonly market: number;
  readonly code: string;
  readonly slot: number;
  /** Its quote record: OpenD tells prices and the touch in different messages. */
  readonly quote: Float64Array;
  /** Index into PHASES of what its market is doing; a suspension of the security itself comes with its quote. */
  phase: number;
  /** Prints that came already. */
  readonly prints: PrintMemory;
}

/** So many prints are remembered; OpenD repeats the newest ones at each subscription. */
const REMEMBERED = 128;

/**
 * The newest prints of a listing by their sequence, which is unique and may exceed 2^53 (seeds/003, line 7833). That sequences grow is
 * not promised, so it is not relied upon.
 */
class PrintMemory {
  #halves: Uint32Array | null = null;
  #count = 0;
  /** UTC ms of the newest print. */
  newest = 0;

  /** Whether a print is new; it is not the next time. */
  admit(low: number, high: number): boolean {
    const halves = (this.#halves ??= new Uint32Array(REMEMBERED * 2));
    const known = Math.min(this.#count, REMEMBERED) * 2;
    for (let i = 0; i < known; i += 2) if (halves[i] === low && halves[i + 1] === high) return false;
    const at = (this.#count++ % REMEMBERED) * 2;
    halves[at] = low;
    halves[at + 1] = high;
    return true;
  }
}

interface Entry {
  readonly bytes: Uint8Array;
  readonly listing: Listing;
  readonly next: Entry | undefined;
}

export class Listings {
  readonly #byName = new Map<string, Listing>();
  readonly #byInstrument = new Map<string, Listing>();
  readonly #byBytes = new Map<number, Entry>();

  /** Adds an instrument under OpenD's name for it, or finds it. */
  add(instrument: Instrument, market: number, code: string, slot: number): Listing {
    const name = `${market}/${code}`;
    const known = this.#byName.get(name);
    if (known) return known;
    const listing: Listing = { instrument, market, code, slot, quote: emptyQuote(), phase: 0, prints: new PrintMemory() };
    this.#byName.set(name, listing);
    this.#byInstrument.set(instrument.id, listing);
    return listing;
  }

  named(market: number, code: string): Listing | undefined {
    return this.#byName.get(`${market}/${code}`);
  }

  of(instrument: string): Listing | undefined {
    return this.#byInstrument.get(instrument);
  }

  all(): Iterable<Listing> {
    return this.#byName.values();
  }

  /** The listing of an encoded Security, at `from` to `to` of `bytes`; undefined for one that is not carried. Throws MessageError. */
  find(bytes: Uint8Array, from: number, to: number): Listing | undefined {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    const first = this.#byBytes.get(hash);
    for (let entry = first; entry; entry = entry.next) if (same(entry.bytes, bytes, from, to)) return entry.listing;
    const { market, code } = decodeMessage(Security, bytes.subarray(from, to));
    const listing = this.named(market, code);
    if (listing) this.#byBytes.set(hash, { bytes: bytes.slice(from, to), listing, next: first });
    return listing;
  }
}

function same(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
