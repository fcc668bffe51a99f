/**
 * Which connection shows the prices of what: the market-data side of the connections. Quotes of one connection at a time come into the
 * hub; a live one goes before a simulated one as long as it quotes; what another carries from now on begins anew.
 */
import type { Broker, BrokerSink, LiveMarket } from '#electron/brokers/broker.ts';
import type { CandleService } from '#electron/candles/candle-service.ts';
import type { TimeShares } from '#electron/candles/time-shares.ts';
import type { Connection, ConnectionState } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { LiveMarkets } from './live-markets.ts';
import type { MarketDataHub } from './market-data/hub.ts';
import type { OrderManager } from './orders/order-manager.ts';
import { SilentFeeds } from './silent-feeds.ts';

export interface MarketFeedsOptions {
  readonly hub: MarketDataHub;
  readonly directory: InstrumentDirectory;
  readonly candles: CandleService;
  readonly timeShares: TimeShares;
  readonly orders: Pick<OrderManager, 'onFeedReset'>;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly connections: () => Iterable<{ readonly broker: Broker | null; readonly connection: Connection }>;
  /** The list of instruments, or who shows their prices, changed by a connection. */
  readonly onChanged: (id: string) => void;
  /** A connection that was asked for quotes of these gave none: others show theirs. */
  readonly onSilent: (id: string, instruments: readonly InstrumentId[]) => void;
}

/** What a broker says of the market. */
type MarketSink = Pick<BrokerSink, 'slotOf' | 'quote' | 'book' | 'trade' | 'queue' | 'timeShare' | 'feedReset'>;

/** Changes of who carries what that come within this are told as one, ms. */
const TOLD_TOGETHER = 100;

/** Whatever another system shows is the market of its own accounts, simulated ones too. */
const isLive = ({ kind }: Pick<Connection, 'kind'>): boolean => kind !== 'simulated';

export class MarketFeeds {
  readonly #options: MarketFeedsOptions;
  /** The connection that feeds a slot: another one's quotes of the same instrument are not mixed in. */
  readonly #feeders: (string | undefined)[] = [];
  /** What each connection was told last that somebody needs, and the quotes among it. */
  readonly #subscribed = new Map<string, string>();
  readonly #asked = new Map<string, readonly InstrumentId[]>();
  readonly #live: LiveMarkets;
  /** The live connection that quoted a slot last, by slot. */
  readonly #quoted: (string | undefined)[] = [];
  readonly #silent: SilentFeeds;
  /** Live connections that were silent on something and are not, and nobody was told yet. */
  readonly #spoke = new Set<string>();
  #closed = false;

  constructor(options: MarketFeedsOptions) {
    this.#options = options;
    const { hub, directory, after } = options;
    this.#live = new LiveMarkets(hub, directory);
    this.#silent = new SilentFeeds({
      directory,
      after,
      hasQuoted: (id, instrument) => this.#quoted[hub.slotOf(instrument)] === id,
      isAsked: (id, instrument) => !this.#closed && this.#isUp(id) && this.#asked.get(id)?.includes(instrument) === true,
      onPassedOn: (id, instruments) => {
        options.onSilent(id, instruments);
        this.#passOn(instruments);
        this.#changed([id], true);
      },
    });
    hub.onDemand(() => this.#subscribe());
  }

  /** What live connections carry, for a simulated exchange. @param id the connection that it is of */
  liveFor(id: string): LiveMarket {
    return this.#live.for(id);
  }

  #isUp(id: string): boolean {
    for (const { connection } of this.#options.connections()) if (connection.id === id) return connection.state === 'up';
    return false;
  }

  /** A connection lists these. */
  listed(connection: Pick<Connection, 'id' | 'kind'>, list: readonly Instrument[]): void {
    const { directory, hub } = this.#options;
    const { id } = connection;
    const taken = directory.add(id, list, isLive(connection));
    for (const instrument of list) this.#feeders[hub.slotOf(instrument.id)] = directory.carrierOf(instrument.id);
    if (taken.length > 0) this.#startAnew(taken);
    this.#changed([id], isLive(connection), [id]);
  }

  /** How a connection stands: its quotes are kept up, or not. */
  stateIs(connection: Pick<Connection, 'id' | 'kind'>, state: ConnectionState): void {
    const { id } = connection;
    const fed = this.#fedBy(id);
    this.#options.hub.markStale(fed, state !== 'up');
    if (!isLive(connection)) return;
    if (state === 'up') this.#silent.asked(id, this.#asked.get(id) ?? []);
    else this.#live.stale(fed);
  }

  /** Nothing of a connection's market is left. */
  gone(id: string): void {
    const { directory, hub } = this.#options;
    const carried = this.#fedBy(id);
    directory.remove(id);
    for (const [slot, feeder] of this.#quoted.entries()) if (feeder === id) this.#quoted[slot] = undefined;
    this.#passOn(carried.map((slot) => hub.idOf(slot)));
    this.#changed([id], true);
  }

  /** What a connection's broker says of the market goes into the hub where it is the one that feeds it. */
  sinkOf(connection: Pick<Connection, 'id' | 'kind'>): MarketSink {
    const { id } = connection;
    const { hub, directory, candles, orders, timeShares } = this.#options;
    const feeders = this.#feeders;
    const carriesMarket = isLive(connection);
    const live = this.#live;
    return {
      slotOf: (instrument) => hub.slotOf(instrument),
      quote: (slot, record, offset) => {
        if (feeders[slot] !== id && !(carriesMarket && this.#speaks(id, slot))) return;
        hub.quote(slot, record, offset);
        if (!carriesMarket) return;
        this.#quoted[slot] = id;
        live.quote(slot);
      },
      book: (slot, record, offset) => {
        if (feeders[slot] !== id) return;
        hub.book(slot, record, offset);
        if (carriesMarket) live.book(slot);
      },
      trade: (slot, exchangeTime, price, quantity, aggressor) => {
        if (feeders[slot] !== id) return;
        hub.trade(slot, exchangeTime, price, quantity, aggressor);
        if (carriesMarket) live.trade(slot, exchangeTime, price, quantity, aggressor);
      },
      queue: (slot, record, offset) => {
        if (feeders[slot] === id) hub.queue(slot, record, offset);
      },
      timeShare: (instrument, points) => {
        if (directory.carrierOf(instrument) === id) timeShares.told(instrument, points);
      },
      feedReset: (instruments) => {
        const own = instruments.filter((instrument) => directory.carrierOf(instrument) === id);
        hub.forgetTrades(own.map((instrument) => hub.slotOf(instrument)));
        candles.reset(own);
        orders.onFeedReset(own);
      },
    };
  }

  /** Whether a quote comes from a live connection that was silent on its slot: it feeds it from this quote on. Many may speak up at once: that is told once. */
  #speaks(id: string, slot: number): boolean {
    const { directory, hub, after } = this.#options;
    const instrument = hub.idOf(slot);
    if (!directory.speaks(id, instrument)) return false;
    this.#passOn([instrument]);
    if (this.#spoke.size === 0) {
      after(TOLD_TOGETHER, () => {
        const spoke = [...this.#spoke];
        this.#spoke.clear();
        if (!this.#closed) this.#changed(spoke, true);
      });
    }
    this.#spoke.add(id);
    return true;
  }

  /**
   * Tells everybody what connections list, or no longer carry.
   * @param live whether what live connections carry may be other than it was
   * @param subscribing those that are told anew what is needed; all unless given
   */
  #changed(ids: readonly string[], live: boolean, subscribing: Iterable<string> = [...this.#subscribed.keys()]): void {
    if (live) this.#live.changed();
    for (const id of subscribing) this.#subscribed.delete(id);
    for (const id of ids) this.#options.onChanged(id);
    this.#subscribe();
  }

  /** Slots that a connection feeds. */
  #fedBy(id: string): number[] {
    const slots: number[] = [];
    this.#feeders.forEach((feeder, slot) => {
      if (feeder === id) slots.push(slot);
    });
    return slots;
  }

  /** Other connections carry these now. */
  #passOn(instruments: readonly InstrumentId[]): void {
    const { directory, hub } = this.#options;
    for (const instrument of instruments) this.#feeders[hub.slotOf(instrument)] = directory.carrierOf(instrument);
    this.#startAnew(instruments);
  }

  /** What the connection before said of these is gone. */
  #startAnew(instruments: readonly InstrumentId[]): void {
    const { hub, candles, orders } = this.#options;
    hub.forget(instruments.map((instrument) => hub.slotOf(instrument)));
    candles.reset(instruments);
    orders.onFeedReset(instruments);
  }

  /** Tells each broker which of its instruments somebody needs. */
  #subscribe(): void {
    const { hub, connections } = this.#options;
    const wanted = this.#byAsked(hub.wanted());
    const queues = this.#byAsked(hub.wantedBesides('queues'));
    const timeShares = this.#byAsked(hub.wantedBesides('timeShares'));
    for (const { broker, connection } of connections()) {
      const { id } = connection;
      const list = wanted.get(id) ?? [];
      const besides = { queues: queues.get(id) ?? [], timeShares: timeShares.get(id) ?? [] };
      const key = [list, besides.queues, besides.timeShares].map((each) => each.join(' ')).join('|');
      if (!broker || this.#subscribed.get(id) === key) continue;
      this.#subscribed.set(id, key);
      this.#asked.set(id, list);
      broker.subscribe(list, besides);
      if (connection.state === 'up' && isLive(connection)) this.#silent.asked(id, list);
    }
  }

  /** Instruments by the connections that are asked for them, each list in order. */
  #byAsked(instruments: Iterable<InstrumentId>): Map<string, InstrumentId[]> {
    const lists = new Map<string, InstrumentId[]>();
    for (const instrument of instruments) {
      for (const asked of this.#options.directory.askedFor(instrument)) {
        const list = lists.get(asked) ?? [];
        list.push(instrument);
        lists.set(asked, list);
      }
    }
    for (const list of lists.values()) list.sort();
    return lists;
  }

  /** Nothing is waited for any more. */
  close(): void {
    this.#closed = true;
  }
}
