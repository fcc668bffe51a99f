/**
 * Every instrument that a connection named, and which connection carries it: whose quotes are shown, and whose terms count. A live
 * connection (a real broker, or quotes alone) goes before a simulated one as long as it is not silent; among equals the first that
 * named it. One that names an instrument and quotes nothing of it steps back behind the others until it does.
 */
import { fail, ok, type Result } from '#shared/result.ts';
import { sameScale, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';

interface Offer {
  readonly connection: string;
  readonly live: boolean;
  /** It was asked for quotes and gave none. */
  readonly silent: boolean;
  readonly instrument: Instrument;
}

/** Live ones that quote, then simulated ones, then live ones that are silent. */
const rankOf = ({ live, silent }: Offer): number => (silent ? 2 : live ? 0 : 1);

/** The carrier's first; those of one rank as they came. */
const inOrder = (offers: readonly Offer[]): readonly Offer[] => offers.toSorted((one, other) => rankOf(one) - rankOf(other));

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
      const known = offers.find((other) => other.connection === connection);
      const offer: Offer = { connection, live, silent: known?.silent ?? false, instrument };
      if (this.#put(instrument.id, known ? offers.with(offers.indexOf(known), offer) : [...offers, offer]) && offers.length > 0) taken.push(instrument.id);
    }
    return taken;
  }

  /** @returns whether another connection carries the instrument now */
  #put(id: InstrumentId, offers: readonly Offer[]): boolean {
    const before = this.carrierOf(id);
    this.#offers.set(id, inOrder(offers));
    return this.carrierOf(id) !== before;
  }

  /**
   * A live connection quotes nothing of these, though it was asked to: the next one carries them, where prices are on the same scale there.
   * @returns those that another connection carries from now on
   */
  hush(connection: string, instruments: readonly InstrumentId[]): readonly InstrumentId[] {
    return instruments.filter((id) => {
      const offers = this.#offers.get(id) ?? [];
      const own = offers.find((offer) => offer.connection === connection && offer.live);
      if (!own) return false;
      const next = inOrder(offers.with(offers.indexOf(own), { ...own, silent: true }));
      return next[0].connection !== connection && sameScale(own.instrument, next[0].instrument) && this.#put(id, next);
    });
  }

  /** A connection that was silent quotes an instrument. @returns whether it carries it from now on and did not before */
  speaks(connection: string, id: InstrumentId): boolean {
    const offers = this.#offers.get(id) ?? [];
    const own = offers.find((offer) => offer.connection === connection && offer.silent);
    return own !== undefined && this.#put(id, offers.with(offers.indexOf(own), { ...own, silent: false }));
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

  /** Connections to be asked for quotes of an instrument: the one that feeds it, and those that were silent. */
  askedFor(id: InstrumentId): readonly string[] {
    return (this.#offers.get(id) ?? []).filter((offer, at) => at === 0 || offer.silent).map(({ connection }) => connection);
  }

  /** Whether others have an instrument too that a connection carries: its silence would pass it on. */
  isShared(id: InstrumentId): boolean {
    return (this.#offers.get(id)?.length ?? 0) > 1;
  }

  /** Whether a connection has an instrument and another's prices are shown, because it quotes none. */
  isSilent(connection: string, id: InstrumentId): boolean {
    return this.#offers.get(id)?.some((offer) => offer.silent && offer.connection === connection) ?? false;
  }

  /** Whether the connection that feeds an instrument carries the market itself. */
  isLive(id: InstrumentId): boolean {
    return this.#offers.get(id)?.[0].live === true;
  }

  all(): readonly Instrument[] {
    return Array.from(this.#offers.values(), (offers) => offers[0].instrument);
  }
}
