/** Instruments that a live connection has and does not quote: waited for, then passed on to whoever else has them. */
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';

export interface SilentFeedsOptions {
  readonly directory: InstrumentDirectory;
  /** Whether a connection has quoted an instrument since it was asked to. */
  readonly hasQuoted: (connection: string, instrument: InstrumentId) => boolean;
  /** Whether a connection is up and still asked for an instrument. */
  readonly isAsked: (connection: string, instrument: InstrumentId) => boolean;
  readonly after: (ms: number, task: () => void) => () => void;
  /** Another connection carries these now. */
  readonly onPassedOn: (connection: string, instruments: readonly InstrumentId[]) => void;
}

/** How long a connection that is up may take to its first quote of an instrument, ms. */
export const SILENCE = 10_000;

export class SilentFeeds {
  readonly #options: SilentFeedsOptions;
  /** `connection instrument` that are being waited for. */
  readonly #awaited = new Set<string>();

  constructor(options: SilentFeedsOptions) {
    this.#options = options;
  }

  /** A live connection was asked for quotes of these. */
  asked(connection: string, instruments: readonly InstrumentId[]): void {
    const { directory, hasQuoted, after } = this.#options;
    const key = (id: InstrumentId): string => `${connection} ${id}`;
    const fresh = instruments.filter((id) => directory.isShared(id) && directory.carrierOf(id) === connection && !hasQuoted(connection, id) && !this.#awaited.has(key(id)));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#awaited.add(key(id));
    after(SILENCE, () => {
      for (const id of fresh) this.#awaited.delete(key(id));
      this.#look(connection, fresh);
    });
  }

  #look(connection: string, instruments: readonly InstrumentId[]): void {
    const { directory, hasQuoted, isAsked, onPassedOn } = this.#options;
    const silent = instruments.filter((id) => directory.carrierOf(id) === connection && isAsked(connection, id) && !hasQuoted(connection, id));
    const passedOn = directory.hush(connection, silent);
    if (passedOn.length > 0) onPassedOn(connection, passedOn);
  }
}
