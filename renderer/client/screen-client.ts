/**
 * The client behind the interface that panels see: asks and answers, topics, the market, and a link that comes back by itself.
 *
 * On a connection: `hello`, every topic's snapshot, `ready`. Then the instrument list is read, since slots are only as old as
 * the core's run, and only with it the market is watched again. When a link drops, every ask under way is answered
 * `connection-lost` (a write may or may not have arrived: the snapshots of the next link tell), and every quote turns stale.
 */
import type { Answer, Ask, CommandName } from '#shared/contract/commands.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import { CONTRACT_VERSION } from '#shared/contract/messages.ts';
import type { TopicChange, TopicName } from '#shared/contract/topics.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Client, LinkState } from './client.ts';
import { ScreenMarket } from './market-mirror.ts';
import type { LinkTrouble, OpenPort, Port } from './port.ts';

/** Waits between attempts, in ms; the last is kept. */
const BACK_OFF = [100, 250, 500, 1_000, 2_000, 4_000] as const;

export interface ScreenClientOptions {
  readonly open: OpenPort;
  readonly requestFrame: (paint: () => void) => void;
  /** UTC ms with fraction. */
  readonly now: () => number;
  /** Calls back after `ms`; the returned function cancels. */
  readonly after: (ms: number, done: () => void) => () => void;
  /** The instrument list, each time it was read. */
  readonly onInstruments: (instruments: readonly Instrument[]) => void;
}

type Settle = (answer: Result<unknown>) => void;
type Listener = (change: TopicChange) => void;

export class ScreenClient implements Client {
  readonly market: ScreenMarket;
  link: LinkState = 'connecting';
  /** Why the link is not up; null while it is, or before the first attempt has ended. */
  trouble: LinkTrouble | null = null;

  readonly #options: ScreenClientOptions;
  readonly #topics = new Map<TopicName, Set<Listener>>();
  readonly #links = new Set<(state: LinkState) => void>();
  readonly #pending = new Map<number, Settle>();
  #port: Port | null = null;
  #nextId = 1;
  #attempt = 0;
  #cancelRetry: (() => void) | null = null;
  /** What the window wants live; the core forgets it with the link. */
  #candles: Ask<'candles.watch'> | null = null;
  /** How the connections stand, by id. */
  #connections: ReadonlyMap<string, Pick<Connection, 'state' | 'listing'>> = new Map();
  /** The slots of this link are known: before that, nothing of the market could be placed. */
  #listed = false;
  #closed = false;

  constructor(options: ScreenClientOptions) {
    this.#options = options;
    this.market = new ScreenMarket({
      requestFrame: options.requestFrame,
      now: options.now,
      painted: (frame) => this.#port?.send({ type: 'painted', frame }),
      watch: ({ quotes, books, trades, queues }) => void this.#watch({ quotes: [...quotes], books: [...books], trades: [...trades], queues: [...queues] }),
    });
    this.on('connections', (change) => this.#connectionsChanged(change));
  }

  /** Opens the link, or tries at once where it waits. */
  connect(): void {
    if (this.#port || this.#closed) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    let port: Port | null = null;
    let gone = false;
    const mine = (): boolean => !gone && (port === null || this.#port === port);
    port = this.#options.open({
      message: (message) => {
        if (mine()) this.#receive(message);
      },
      frame: (frame) => {
        if (mine()) this.market.apply(frame);
      },
      closed: (trouble) => {
        gone = true;
        if (port === null || this.#port === port) this.#lost(trouble);
      },
    });
    if (!gone) this.#port = port;
  }

  /** Ends the link for good. */
  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#port?.close();
    if (this.#port) this.#lost('no-core');
  }

  ask<C extends CommandName>(command: C, ask: Ask<C>): Promise<Result<Answer<C>>> {
    if (command === 'candles.watch') this.#candles = ask as Ask<'candles.watch'>;
    if (this.link !== 'up') return Promise.resolve(fail('connection-lost'));
    return this.#send(command, ask);
  }

  on<T extends TopicName>(topic: T, listener: (change: TopicChange<T>) => void): () => void {
    let listeners = this.#topics.get(topic);
    if (!listeners) this.#topics.set(topic, (listeners = new Set()));
    const mine = listener as Listener;
    listeners.add(mine);
    return () => listeners.delete(mine);
  }

  onLink(listener: (state: LinkState) => void): () => void {
    this.#links.add(listener);
    return () => this.#links.delete(listener);
  }

  #send<C extends CommandName>(command: C, ask: Ask<C>): Promise<Result<Answer<C>>> {
    const port = this.#port;
    if (!port) return Promise.resolve(fail('connection-lost'));
    const id = this.#nextId++;
    const answered = new Promise<Result<Answer<C>>>((resolve) => {
      this.#pending.set(id, (answer) => resolve(answer as Result<Answer<C>>));
    });
    port.send({ type: 'command', id, command, ask });
    return answered;
  }

  #receive(message: CoreMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.version !== CONTRACT_VERSION) this.#refuseVersion();
        return;
      case 'ready':
        this.#ready();
        return;
      case 'answer': {
        const settle = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        settle?.(message.ok ? ok(message.value) : { ok: false, fault: message.fault });
        return;
      }
      case 'change':
        for (const change of message.changes) this.#publish(change);
    }
  }

  #publish(change: TopicChange): void {
    for (const listener of this.#topics.get(change.topic) ?? []) {
      try {
        listener(change);
      } catch (cause) {
        reportError(cause);
      }
    }
  }

  #ready(): void {
    this.#attempt = 0;
    this.trouble = null;
    this.#setLink('up');
    void this.#readInstruments();
    if (this.#candles) void this.#send('candles.watch', this.#candles);
  }

  async #readInstruments(): Promise<void> {
    const port = this.#port;
    const answer = await this.#send('instruments.list', {});
    if (!answer.ok || this.#port !== port) return;
    const slots = new Map<InstrumentId, number>();
    for (const { slot, instrument } of answer.value) slots.set(instrument.id, slot);
    this.#listed = true;
    this.market.setSlots(slots);
    this.#options.onInstruments(answer.value.map((listed) => listed.instrument));
    this.market.linkReady();
  }

  /** A connection that comes up may bring instruments; one that lists others, or carries others, says so. */
  #connectionsChanged(change: TopicChange<'connections'>): void {
    const connections = new Map(change.snapshot ? [] : this.#connections);
    let others = false;
    for (const { id, state, listing } of change.items) {
      const before = this.#connections.get(id);
      others ||= (state === 'up' && before?.state !== 'up') || listing !== before?.listing;
      connections.set(id, { state, ...(listing === undefined ? {} : { listing }) });
    }
    for (const id of change.removed) connections.delete(id);
    this.#connections = connections;
    if (others && this.link === 'up') void this.#readInstruments();
  }

  async #watch(ask: Ask<'market.watch'>): Promise<void> {
    if (!this.#listed) return;
    const answer = await this.#send('market.watch', ask);
    if (!answer.ok && answer.fault.code !== 'connection-lost') reportError(new Error(`market.watch was refused: ${answer.fault.code}`));
  }

  #refuseVersion(): void {
    this.#port?.close();
    this.#lost('other-version');
  }

  #lost(trouble: LinkTrouble): void {
    this.#port = null;
    this.#listed = false;
    this.trouble = trouble;
    this.market.linkLost();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#setLink('lost');
    for (const settle of pending) settle(fail('connection-lost'));
    if (this.#closed) return;
    const wait = BACK_OFF[Math.min(this.#attempt++, BACK_OFF.length - 1)];
    this.#cancelRetry = this.#options.after(wait, () => this.connect());
  }

  #setLink(state: LinkState): void {
    this.link = state;
    for (const listener of this.#links) listener(state);
  }
}
