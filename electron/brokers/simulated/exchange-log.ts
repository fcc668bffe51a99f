/** The simulated exchange's memory: its events and its clock, one line each, in a broker's durable space. */
import type { BrokerDocument, BrokerStorage } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { ExchangeEvent } from './exchange/events.ts';
import { ExchangeState } from './exchange/exchange-state.ts';

/** Where the replay stood: exchange time (UTC ms) and speed. */
export interface ClockPosition {
  readonly time: number;
  readonly speed: number;
}

type Entry = ExchangeEvent | ({ readonly type: 'clock' } & ClockPosition);

/** Entries after which a snapshot replaces them. */
export const SNAPSHOT_EVERY = 20_000;

export class ExchangeLog {
  readonly #storage: BrokerStorage;
  /** Entries in the log since the snapshot. */
  #length = 0;

  constructor(storage: BrokerStorage) {
    this.#storage = storage;
  }

  /**
   * Reads everything back. Throws where what is there cannot be read or does not fit the instruments; nothing is changed then.
   * @returns `clock` null where nothing was ever written
   */
  restore(instruments: readonly Instrument[]): { readonly state: ExchangeState; readonly clock: ClockPosition | null } {
    const text = this.#storage.readSnapshot();
    const saved = text === null ? null : (JSON.parse(text) as { readonly clock: ClockPosition | null; readonly exchange: unknown });
    const state = saved ? ExchangeState.from(saved.exchange, instruments) : new ExchangeState(instruments);
    let clock = saved?.clock ?? null;
    const entries = this.#storage.readEntries();
    for (const line of entries) {
      const entry = JSON.parse(line) as Entry;
      if (entry.type !== 'clock') state.apply(entry);
      // Whatever was last written tells how far the replay had come.
      clock = { time: entry.time, speed: entry.type === 'clock' ? entry.speed : (clock?.speed ?? 1) };
    }
    this.#length = entries.length;
    return { state, clock };
  }

  /** Writes before it returns; throws when the disk refuses, and then nothing of it was written. */
  append(events: readonly ExchangeEvent[], documents: readonly BrokerDocument[] = []): void {
    if (events.length > 0) this.#write(events, documents);
  }

  /** @param documents kept in the same transaction */
  appendClock(clock: ClockPosition, documents: readonly BrokerDocument[] = []): void {
    this.#write([{ type: 'clock', ...clock }], documents);
  }

  #write(entries: readonly Entry[], documents: readonly BrokerDocument[] = []): void {
    this.#storage.append(entries.map((entry) => JSON.stringify(entry)), documents);
    this.#length += entries.length;
  }

  get full(): boolean {
    return this.#length >= SNAPSHOT_EVERY;
  }

  /** Replaces the log by the state that it led to. Everything that led there must have been appended. */
  snapshot(state: ExchangeState, clock: ClockPosition): void {
    this.#storage.writeSnapshot(JSON.stringify({ clock, exchange: state.snapshot() }));
    this.#length = 0;
  }
}
