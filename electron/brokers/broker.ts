/**
 * What every broker system is to the core. A broker turns its vendor's words into these and nothing else; it knows
 * neither the core nor another broker. All callbacks may come at any time after `connect`, in any order (protocols:
 * order-lifecycle, rule 6), on the event loop's own turn, never from inside a call of the core.
 */
import type { Account, Environment, Funds } from '#shared/model/account.ts';
import type { AccountAnswer, AccountQuestion } from '#shared/model/account-records.ts';
import type { QueueBroker } from '#shared/model/broker-queue.ts';
import type { Adjustment, Candle, Period } from '#shared/model/candle.ts';
import type { BrokerKind, ConnectionState, MarketCapabilities, Quotas } from '#shared/model/connection.ts';
import type { ConnectionPreset, ConnectionProfile, ConnectionTestStep, ProfileField } from '#shared/model/connection-profile.ts';
import type { Declaration } from '#shared/model/declaration.ts';
import type { Currency, Exchange, Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Offset, OrderCondition, OrderHours, OrderSwitch, OrderType, RequestKind, Side, TimeInForce } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { OwnReminder, Reminder } from '#shared/model/reminder.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import type { FoundInstrument, ResearchAnswer, ResearchQuestion } from '#shared/model/research.ts';
import type { SimulationTerms } from '#shared/model/simulation.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault, Result } from '#shared/result.ts';

/** An order on its way out: validated, checked, journalled. */
export interface OrderIntent {
  readonly id: string;
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  /** See `Order.legOffset`. */
  readonly legOffset?: Offset;
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  /** Absent: the regular hours. */
  readonly hours?: OrderHours;
  /** Of a conditional type only. */
  readonly condition?: OrderCondition;
}

/** `disabled`: kept by the broker, out of the market, until it is put back (`Broker.switchOrder`). */
export type ReportedState = 'working' | 'disabled' | 'filled' | 'cancelled' | 'rejected' | 'expired';

/** The broker's view of an order, complete enough to adopt one that is unknown here. */
export interface OrderReport {
  readonly account: string;
  /** Our id where the broker carries it; null for an order placed elsewhere. */
  readonly clientOrderId: string | null;
  readonly brokerOrderId: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  readonly legOffset?: Offset;
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  /** Absent: the regular hours. */
  readonly hours?: OrderHours;
  readonly condition?: OrderCondition;
  /** A conditional order: whether its trigger was reached, and where a trailing one stands. */
  readonly triggered?: boolean;
  readonly triggerPrice?: Ticks | null;
  readonly state: ReportedState;
  /** Cumulative, as the broker says. */
  readonly filled: number;
  /** Why it ended, or why the last request for it was refused. */
  readonly fault: Fault | null;
  readonly exchangeTime: number;
  readonly tradingDay: string;
}

/** Of a combination's order come its own fills, in the combination, and those of its legs, each in its leg: the former move the order, the latter the positions. */
export interface FillReport {
  readonly account: string;
  readonly brokerFillId: string;
  readonly brokerOrderId: string;
  readonly clientOrderId: string | null;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  readonly price: Ticks;
  readonly quantity: number;
  readonly fee: Money;
  readonly exchangeTime: number;
  readonly tradingDay: string;
}

/** A change or cancellation that the broker refused: the order stays as it was. */
export interface RequestRefusal {
  readonly account: string;
  readonly clientOrderId: string;
  readonly request: RequestKind;
  readonly fault: Fault;
}

export interface BrokerAccount {
  readonly id: string;
  readonly environment: Environment;
  readonly name: string;
  readonly currencies: Account['currencies'];
  /** As in shared/model/account. */
  readonly capabilities?: Account['capabilities'];
}

/** Where a broker delivers. Market data goes by slot (see `slotOf`) as flat records, copied before the call returns. */
export interface BrokerSink {
  connection(state: ConnectionState, fault: Fault | null, latencyMs: number | null): void;
  accounts(accounts: readonly BrokerAccount[]): void;
  instruments(instruments: readonly Instrument[]): void;
  /** The number of an instrument in the hub; stable while the core runs. Announce the instrument first. */
  slotOf(instrument: InstrumentId): number;
  /** A whole quote record (shared/model/quote), from `offset` of `record`. */
  quote(slot: number, record: Float64Array, offset: number): void;
  /** A whole book record (shared/model/order-book). */
  book(slot: number, record: Float64Array, offset: number): void;
  trade(slot: number, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void;
  /** A whole broker queue (shared/model/broker-queue). */
  queue(slot: number, record: Float64Array, offset: number): void;
  /** Whom numbers in broker queues stand for: those that were not told yet. */
  queueBrokers(brokers: readonly QueueBroker[]): void;
  /** Minutes of the day's time-share that are new or have changed, oldest first. */
  timeShare(instrument: InstrumentId, points: readonly TimeSharePoint[]): void;
  /** What is used of the broker's quotas; what is left out stays as it was told. */
  quotas(quotas: Quotas): void;
  /** The feed of these instruments jumped in time: bars and tape start anew. */
  feedReset(instruments: readonly InstrumentId[]): void;
  order(report: OrderReport): void;
  fill(report: FillReport): void;
  refusal(refusal: RequestRefusal): void;
  position(position: Position): void;
  funds(funds: Funds): void;
  /** A trading day was settled: positions rolled, day figures start anew. */
  settled(account: string, tradingDay: string): void;
  /** An account started again: its orders were reported as cancelled before this, its positions are gone; its new funds follow. */
  accountReset(account: string): void;
  replay(status: ReplayStatus): void;
  log(level: 'info' | 'warning' | 'error', text: string, fault: Fault | null): void;
  /** A request waits for its turn in the broker's rate, until UTC ms: shown while it does. */
  pacing?(what: string, until: number): void;
}

/** What a broker may keep between runs: an append-only log and one snapshot, both durable in the order they were written. */
export interface BrokerStorage {
  readSnapshot(): string | null;
  /** Entries appended since the snapshot, oldest first. */
  readEntries(): readonly string[];
  /**
   * Written before the call returns, so that it precedes anything the core journals afterwards. Throws when the disk refuses.
   * @param documents kept by key for good, in the same transaction; a key written again is replaced
   */
  append(entries: readonly string[], documents?: readonly BrokerDocument[]): void;
  /** Replaces the snapshot and drops the entries it contains, in one transaction. Documents stay. */
  writeSnapshot(snapshot: string): void;
  readDocument(key: string): string | null;
  /** Keys that begin with `prefix`, in order of their text. */
  documentKeys(prefix: string): readonly string[];
}

/** What a broker keeps beside its log: a day's statement. */
export interface BrokerDocument {
  readonly key: string;
  readonly text: string;
}

/** The largest orders by what they do to the position, in contracts or shares. */
export interface BrokerMaximum {
  /** Bought, with borrowed money where the account may. */
  readonly buyOpen: number;
  /** Sold short. */
  readonly sellOpen: number;
  /** Sold of what is held, and bought back of what is short; absent: not told, and what is known here counts. */
  readonly sellClose?: number;
  readonly buyClose?: number;
  /** What one contract ties up, where the broker says: the larger of the two sides. */
  readonly marginPerUnit?: Money;
}

/** A group of instruments that the broker keeps for the user. */
export interface WatchlistGroup {
  readonly name: string;
  /** False for those that the broker makes itself. */
  readonly writable: boolean;
}

export interface WatchlistGroups {
  list(): Promise<Result<readonly WatchlistGroup[]>>;
  /** In the group's own order; what it names is announced as instruments before the answer. `others`: how many are none here. */
  read(name: string): Promise<Result<{ readonly instruments: readonly InstrumentId[]; readonly others: number }>>;
  change(name: string, add: readonly InstrumentId[], remove: readonly InstrumentId[]): Promise<Result<null>>;
}

/** A catalogue larger than what is listed from the start: searched, and listed from, when the user asks. */
export interface InstrumentFinder {
  /** By the broker's own code or a part of a code or name, the best matches first. */
  find(text: string, limit: number): Promise<Result<readonly FoundInstrument[]>>;
  /**
   * Lists what is named by the broker's own codes, as instruments announced before the answer, and again at each later start. Answers each
   * one's id; null: unknown there, or not carried.
   */
  list(codes: readonly string[]): Promise<Result<readonly (InstrumentId | null)[]>>;
}

/** A price reminder that the broker keeps for the user, in the terminal's words (shared/model/reminder). */
export type BrokerReminder = Pick<Reminder, 'instrument' | 'kind' | 'threshold' | 'frequency' | 'note' | 'enabled'>;

/** One that it has, under its own key. */
export interface KeptReminder extends BrokerReminder {
  readonly key: string;
}

/** A reminder of the broker's was reached. `key` empty: it does not say which. */
export interface ReminderTrigger {
  readonly key: string;
  /** The price then, in ticks of its instrument; null where it is no instrument here. */
  readonly price: Ticks | null;
  /** The broker's own sentence. */
  readonly text: string;
}

export interface BrokerReminders {
  /**
   * All of them, or a failure. What they are about is announced as instruments before the answer. `own`: of no kind or instrument here.
   */
  list(): Promise<Result<{ readonly reminders: readonly KeptReminder[]; readonly own: readonly OwnReminder[] }>>;
  /** Makes one, which is on. @returns its key */
  add(reminder: BrokerReminder): Promise<Result<string>>;
  /** Of the same instrument. */
  change(from: KeptReminder, to: BrokerReminder): Promise<Result<null>>;
  remove(reminder: KeptReminder): Promise<Result<null>>;
  /** Whether one of an instrument can be kept. */
  carries(instrument: InstrumentId): boolean;
  /** A reminder as it would be read back: what the broker cuts short or rounds. */
  asKept(reminder: BrokerReminder): BrokerReminder;
  /** Tells of each trigger from now on. */
  onTrigger(listener: (trigger: ReminderTrigger) => void): void;
}

/** Accounts at the trader's will: what a simulated exchange offers and a real counter does not. Amounts are whole 1/10,000. */
export interface AccountDesk {
  /** Opens an account of a name (1 to 40 characters, not taken); it is announced by `BrokerSink.accounts` before the answer. */
  open(name: string, deposits: Readonly<Partial<Record<Currency, Money>>>): Promise<Result<BrokerAccount>>;
  deposit(account: string, currency: Currency, amount: Money): Promise<Result<null>>;
  /** At most what is available. */
  withdraw(account: string, currency: Currency, amount: Money): Promise<Result<null>>;
  transfer(from: string, to: string, currency: Currency, amount: Money): Promise<Result<null>>;
  /** Cancels every order, drops every position and starts again from `deposits`. Fills and statements of the past stay. */
  reset(account: string, deposits: Readonly<Partial<Record<Currency, Money>>>): Promise<Result<null>>;
}

/** A declaration on its way out: checked and journalled. */
export interface DeclarationIntent extends Pick<Declaration, 'id' | 'account' | 'kind' | 'instrument' | 'side' | 'quantity' | 'quote'> {
  /** Which lots an exercise takes, where the market tells today's from yesterday's. */
  readonly offset: Offset;
}

/** A declaration as the broker tells of it. */
export interface DeclarationReport extends Omit<Declaration, 'id' | 'brokerId'> {
  /** Our id where the broker carries it; null for one that was declared elsewhere. */
  readonly clientId: string | null;
  readonly brokerId: string;
}

/** What is declared besides orders (shared/model/declaration); which of it, a market's capabilities say. */
export interface DeclarationDesk {
  /** Hands it to the wire. A failure means that it certainly was not sent. What becomes of it is told to the listener. */
  declare(intent: DeclarationIntent): Result<{ readonly tradingDay: string }>;
  withdraw(account: string, id: string, brokerId: string | null): Result<null>;
  /** The day's, all of them. */
  list(account: string): Promise<Result<readonly DeclarationReport[]>>;
  /** Tells of each as it changes, from now on. */
  listen(listener: (report: DeclarationReport) => void): void;
}

/** Daily statements. An account whose newest statement is not confirmed places no orders (as CTP's settlement confirmation). */
export interface StatementDesk {
  /** Whether its days are a replay's, which waits for nobody. */
  readonly isReplay: boolean;
  /** Newest first. */
  list(account: string): Promise<Result<readonly StatementHeading[]>>;
  /** @param number of the settlement */
  read(account: string, number: number): Promise<Result<Statement>>;
  /** Confirms a statement and every one before it. */
  confirm(account: string, number: number): Promise<Result<null>>;
  /** Whether statements are confirmed as they are written, so that trading goes on without a word. */
  confirmAutomatically(on: boolean): void;
}

/**
 * What the terminal's live connections carry, for a simulated exchange that market-makes against it. Calls come as the quotes do, from
 * inside another broker's; whoever listens takes note and leaves.
 */
export interface LiveMarket {
  /** Instruments that a live connection carries, with its terms. */
  carried(): readonly Instrument[];
  carries(instrument: InstrumentId): boolean;
  /** Has these kept up; replaces what was asked before. */
  want(instruments: readonly InstrumentId[]): void;
  /** Copies of the state as it is now, null where no live connection carries it. `QUOTE.stale` tells whether it is kept up. */
  newest(instrument: InstrumentId): { readonly quote: Float64Array; readonly book: Float64Array | null } | null;
  /** @returns what ends it */
  listen(listener: LiveMarketListener): () => void;
}

/** Records are the hub's own and change afterwards: copy what is kept. */
export interface LiveMarketListener {
  /** Which instruments are carried, or on which terms, changed. */
  carriedChanged(): void;
  quote(instrument: InstrumentId, record: Float64Array): void;
  book(instrument: InstrumentId, record: Float64Array): void;
  /** Its connection is down: until the next quote it has no price. */
  stale(instrument: InstrumentId): void;
  trade(instrument: InstrumentId, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void;
}

export interface BrokerContext {
  readonly sink: BrokerSink;
  readonly storage: BrokerStorage;
  /** Absent where there is none beside this broker. */
  readonly live?: LiveMarket;
  /** UTC ms, with fractions. Injected so that tests own time. */
  readonly now: () => number;
  /** Runs `task` after `ms`; returns a canceller. Injected like `now`. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** Instruments of which more is wanted than quote, book and prints, as far as a broker has it. */
export interface Besides {
  readonly queues: readonly InstrumentId[];
  readonly timeShares: readonly InstrumentId[];
}

export interface Broker {
  readonly kind: BrokerKind;
  readonly capabilities: readonly MarketCapabilities[];
  connect(): Promise<Result<null>>;
  /** Ends at once what can end; resolves when nothing is left behind. */
  close(): Promise<void>;

  /** What the hub wants now, and of which of it more than quote, book and prints; replaces the previous set. */
  subscribe(instruments: readonly InstrumentId[], besides?: Besides): void;

  /** Hands the order to the wire. A failure means that it certainly was not sent. Acceptance and fills come to the sink. */
  place(intent: OrderIntent): Result<null>;
  cancel(account: string, clientOrderId: string, brokerOrderId: string | null): Result<null>;
  /** `condition`: new terms of what an order that has not triggered waits for; absent: as they are. */
  modify(account: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number, condition?: OrderCondition): Result<null>;

  /** Where its capabilities name it. How the order stands then comes to the sink, a refusal too. */
  switchOrder?(account: string, clientOrderId: string, brokerOrderId: string, what: OrderSwitch): Result<null>;

  /** Whole answers or a failure, never half. Today's orders include the open ones. */
  queryOrders(account: string): Promise<Result<readonly OrderReport[]>>;
  queryFills(account: string): Promise<Result<readonly FillReport[]>>;
  queryPositions(account: string): Promise<Result<readonly Position[]>>;
  queryFunds(account: string): Promise<Result<readonly Funds[]>>;

  /** Real accounts; the simulated exchange needs none. */
  unlock?(account: string, password: string): Promise<Result<null>>;
  lock?(account: string): Promise<Result<null>>;

  /**
   * What the broker itself reckons that an account can trade now. Fails, at once where it would have to wait, and what is reckoned here
   * counts. @param price limit in ticks; null: at the market
   */
  maximum?(account: string, instrument: InstrumentId, type: OrderType, price: Ticks | null): Promise<Result<BrokerMaximum>>;

  /** Exchanges whose open orders of an account `cancelAll` ends by one request; none: each by itself. */
  cancelAllAt?(account: string): readonly Exchange[];
  /** Answered when the far side took it; the orders' ends come to the sink. */
  cancelAll?(account: string): Promise<Result<null>>;

  /**
   * Bars before `before` (exclusive; null: to now), oldest first, in the periods it has (others are built from them).
   * @param adjustment of an instrument that is `adjustable`; forwards where it is absent
   */
  history?(instrument: InstrumentId, period: Period, before: number | null, limit: number, adjustment?: Adjustment): Promise<Result<readonly Candle[]>>;
  readonly historyPeriods?: readonly Period[];

  /** The day's time-share as the broker keeps it, oldest first; it tells the sink of what follows while that is subscribed. */
  timeShare?(instrument: InstrumentId): Promise<Result<readonly TimeSharePoint[]>>;

  /** What its books say of an account; see shared/model/account-records. */
  accountRecords?(account: string, question: AccountQuestion): Promise<Result<AccountAnswer>>;

  /** What it knows beyond quotes and orders; see shared/model/research. A question waits its turn where the far side keeps a rate, or fails with the wait. */
  research?(question: ResearchQuestion): Promise<Result<ResearchAnswer>>;

  readonly finder?: InstrumentFinder;
  readonly watchlistGroups?: WatchlistGroups;
  readonly reminders?: BrokerReminders;
  readonly accountDesk?: AccountDesk;
  readonly statementDesk?: StatementDesk;
  readonly declarations?: DeclarationDesk;

  /** How far from ideal a simulated exchange is from now on; what is on its way keeps its order. */
  simulate?(terms: SimulationTerms): void;

  /**
   * False where its own prices of an instrument are not those that the terminal shows, as a live connection carries it: nothing is
   * ordered there. Absent: always true.
   */
  tradesAt?(instrument: InstrumentId): boolean;

  /** A clock of its own that can be driven (the simulated exchange's replay). */
  setReplay?(change: { readonly speed?: number; readonly paused?: boolean; readonly time?: number }): Result<null>;
}

export type BrokerFactory = (context: BrokerContext) => Broker;

/** Secrets of a profile by name, out of the vault; never logged, never in an error. */
export type Secrets = Readonly<Record<string, string>>;

/** What the registry knows of a broker system that users connect themselves: one per broker folder. */
export interface BrokerSystem {
  readonly kind: ConnectionProfile['kind'];
  /** Names of the secrets that it may ask for. */
  readonly secrets: readonly string[];
  /** What it asks for, in the order of its form; secrets too. */
  readonly fields: readonly ProfileField[];
  /** Where a connection can begin, the likeliest first; at least one. */
  readonly presets: readonly ConnectionPreset[];
  /**
   * Judges a profile's settings once each is right for its field (shared/connections/profile-fields): what fields say together, or what
   * one means. The fault names the field in `params.field`.
   */
  check(settings: ConnectionProfile['settings']): Result<null>;
  /** Which accounts a profile leads to: decides the frame around the screen and the lock. */
  environmentOf(settings: ConnectionProfile['settings']): Environment | 'quotes-only';
  /**
   * The broker of a profile.
   * @param folder of its own, for files that a vendor's library keeps; not made yet
   * @param keepSecrets where a secret that was changed on the way (a password that the far side had changed) goes: into the vault, at once;
   * an empty one is forgotten
   */
  make(profile: ConnectionProfile, secrets: Secrets, folder: string, keepSecrets: (change: Secrets) => Result<null>): BrokerFactory;
  /** What a value of a field that is `probed` leads to, for the user to recognise; leaves nothing open. */
  probe?(field: string, value: string): Promise<Result<string>>;
  /** Tries a profile step by step, as far as it gets, and leaves nothing open. `onStep` hears of each step when it ends. */
  test(profile: ConnectionProfile, secrets: Secrets, folder: string, onStep: (step: ConnectionTestStep) => void): Promise<void>;
}
