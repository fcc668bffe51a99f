/** The counter's instruments, by our id and by its code. */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import { exchangeOf, instrumentOf } from './instruments.ts';

export class Listings {
  readonly #byId = new Map<InstrumentId, Instrument>();
  /** A share's code may be listed at two exchanges. */
  readonly #byCode = new Map<string, readonly Instrument[]>();

  /** Takes the whole list. @returns how many were left out */
  learn(rows: readonly StructValues[]): number {
    this.#byId.clear();
    this.#byCode.clear();
    const ticks = new Map(rows.map((row) => [String(row.InstrumentID), Number(row.PriceTick)] as const));
    let left = 0;
    for (const row of rows) {
      const instrument = instrumentOf(row, (code) => ticks.get(code));
      if (instrument) this.put(instrument);
      else left++;
    }
    return left;
  }

  put(instrument: Instrument): void {
    this.#byId.set(instrument.id, instrument);
    const others = (this.#byCode.get(instrument.code) ?? []).filter(({ id }) => id !== instrument.id);
    this.#byCode.set(instrument.code, [...others, instrument]);
  }

  of(id: InstrumentId): Instrument | undefined {
    return this.#byId.get(id);
  }

  /** By the counter's words. Its quotes often name no exchange; then a code of one exchange alone is known. */
  find(exchange: string, code: string): Instrument | undefined {
    const known = this.#byCode.get(code);
    if (!known || (known.length === 1 && exchange === '')) return known?.[0];
    const named = exchangeOf(exchange);
    return known.find((instrument) => instrument.exchange === named);
  }

  get all(): readonly Instrument[] {
    return [...this.#byId.values()];
  }
}
