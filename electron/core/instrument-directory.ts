/** Every instrument that a connection named, and which connection carries it. */
import { fail, ok, type Result } from '#shared/result.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';

interface Entry {
  readonly instrument: Instrument;
  readonly connection: string;
}

export class InstrumentDirectory {
  readonly #entries = new Map<InstrumentId, Entry>();

  /** Takes the instruments of a connection. The connection that named one first keeps carrying its quotes. */
  add(connection: string, instruments: readonly Instrument[]): void {
    for (const instrument of instruments) {
      const known = this.#entries.get(instrument.id);
      if (!known || known.connection === connection) this.#entries.set(instrument.id, { instrument, connection });
    }
  }

  get(id: InstrumentId): Instrument | undefined {
    return this.#entries.get(id)?.instrument;
  }

  find(id: InstrumentId): Result<Instrument> {
    const entry = this.#entries.get(id);
    return entry ? ok(entry.instrument) : fail('instrument-unknown', { instrument: id });
  }

  /** Connection that feeds an instrument. */
  carrierOf(id: InstrumentId): string | undefined {
    return this.#entries.get(id)?.connection;
  }

  all(): readonly Instrument[] {
    return [...this.#entries.values()].map((entry) => entry.instrument);
  }
}
