/**
 * Every instrument that a connection named, and which connection carries it: whose quotes are shown, and whose terms count. A live
 * connection (a real broker, or quotes alone) goes before a simulated one; among equals the first that named it.
 */
import { fail, ok, type Result } from '#shared/result.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';

interface Offer {
  readonly connection: string;
  readonly live: boolean;
  readonly instrument: Instrument;
}

export class InstrumentDirectory {
  /** Of each instrument the offers, the carrier's first. */
  readonly #offers = new Map<InstrumentId, readonly Offer[]>();

  /**
   * Takes the instruments of a connection; one that it named before gets its new terms.
   * @param live whether it carries the market itself, and not a simulation of it
   * @returns those that it carries from now on and another connection did before
   */
  add(connection: string, instruments: readonly Instrument[], live = false): readonly InstrumentId[] {
    const taken: InstrumentId[] = [];
    for (const instrument of instruments) {
      const offers = this.#offers.get(instrument.id) ?? [];
      const offer: Offer = { connection, live, instrument };
      if (offers.some((other) => other.connection === connection)) {
        this.#offers.set(instrument.id, offers.map((other) => (other.connection === connection ? offer : other)));
        continue;
      }
      const at = live ? offers.filter((other) => other.live).length : offers.length;
      this.#offers.set(instrument.id, offers.toSpliced(at, 0, offer));
      if (at === 0 && offers.length > 0) taken.push(instrument.id);
    }
    return taken;
  }

  /**
   * A connection carries nothing any more.
   * @returns those that another connection carries from now on
   */
  remove(connection: string): readonly InstrumentId[] {
    const passedOn: InstrumentId[] = [];
    for (const [id, offers] of this.#offers) {
      const left = offers.filter((offer) => offer.connection !== connection);
      if (left.length === offers.length) continue;
      if (left.length === 0) this.#offers.delete(id);
      else this.#offers.set(id, left);
      if (left.length > 0 && offers[0].connection === connection) passedOn.push(id);
    }
    return passedOn;
  }

  get(id: InstrumentId): Instrument | undefined {
    return this.#offers.get(id)?.[0].instrument;
  }

  find(id: InstrumentId): Result<Instrument> {
    const instrument = this.get(id);
    return instrument ? ok(instrument) : fail('instrument-unknown', { instrument: id });
  }

  /** Connection that feeds an instrument. */
  carrierOf(id: InstrumentId): string | undefined {
    return this.#offers.get(id)?.[0].connection;
  }

  /** Whether the connection that feeds an instrument carries the market itself. */
  isLive(id: InstrumentId): boolean {
    return this.#offers.get(id)?.[0].live === true;
  }

  all(): readonly Instrument[] {
    return Array.from(this.#offers.values(), (offers) => offers[0].instrument);
  }
}
