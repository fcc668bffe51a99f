/**
 * A broker whose every answer a test scripts: silence, late, twice, in another order, lost. It keeps an honest book of its own
 * (orders, fills, positions, funds), so that what the core believes can be held against what is true. As `environment: 'real'` it
 * has a password.
 *
 * A test drives it by `script` (what it does by itself with the next commands) and by `at` (what happens at the exchange).
 */
import type { Broker, BrokerContext, BrokerFactory, BrokerSink, FillReport, OrderIntent, OrderReport, ReportedState } from '#electron/brokers/broker.ts';
import type { Environment, Funds } from '#shared/model/account.ts';
import type { BrokerKind, MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { sideClosedBy, sideOpenedBy, Holding, partOf } from '#shared/ledger/holding.ts';
import { marginOf } from '#shared/ledger/fees.ts';
import { ORDER_TYPES } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';

/** What becomes of a command. */
export type Answering =
  /** Taken, and said so. */
  | 'answer'
  /** Taken, and nothing is said. */
  | 'silent'
  /** Lost on the way: the broker never sees it. */
  | 'lose'
  /** The broker's own library says no: certainly not sent. */
  | 'fail'
  /** Refused by the counter. */
  | 'refuse';

export interface Script {
  place: Answering;
  cancel: Answering;
  modify: Answering;
  /** `hang`: no answer at all. */
  queries: 'answer' | 'fail' | 'hang';
  /** Whether reports carry our id. */
  carriesClientId: boolean;
  /** Sends positions and funds with every fill. */
  reportsPositions: boolean;
  /** Runs when an event is due; by default it is delivered at once. A test may keep, repeat or reorder deliveries. */
  deliver: (event: () => void) => void;
}

export interface ScriptedAccount {
  readonly id: string;
  readonly name?: string;
  readonly environment?: Environment;
  readonly password?: string;
  /** In 1/10,000 CNY. */
  readonly cash?: Money;
}

export interface ScriptedOptions {
  readonly instruments: readonly Instrument[];
  readonly accounts?: readonly ScriptedAccount[];
  readonly script?: Partial<Script>;
  readonly kind?: BrokerKind;
  readonly capabilities?: readonly MarketCapabilities[];
}

export interface ScriptedBroker extends Broker {
  readonly script: Script;
  /** Everything that was handed to the wire, also what was lost after that. */
  readonly placed: readonly OrderIntent[];
  readonly cancelled: readonly { readonly clientOrderId: string; readonly brokerOrderId: string | null }[];
  /** The broker's own truth, by broker order id. */
  readonly book: ReadonlyMap<string, OrderReport>;
  readonly fills: readonly FillReport[];
  readonly unlocked: ReadonlySet<string>;
  readonly at: {
    /** Trades so much of an order. @returns the fill's id */
    fill(brokerOrderId: string, quantity: number, price?: Ticks): string;
    end(brokerOrderId: string, state: Extract<ReportedState, 'cancelled' | 'rejected' | 'expired'>, fault?: Fault | null): void;
    /** Places an order that does not come from here. @returns its broker order id */
    placeElsewhere(intent: Omit<OrderIntent, 'id'>, clientOrderId?: string | null): string;
    /** Where a trailing order's trigger stands now, or that it was reached. */
    trigger(brokerOrderId: string, triggerPrice: Ticks, triggered: boolean): void;
    /** Says again how an order stands. */
    report(brokerOrderId: string): void;
    /** The broker order id of one of our orders. */
    idOf(clientOrderId: string): string;
    drop(): void;
    restore(): void;
    sink: BrokerSink;
  };
}

const ALL_MARKETS = (instruments: readonly Instrument[]): MarketCapabilities[] =>
  [...new Set(instruments.map((instrument) => instrument.exchange))].map((exchange) => ({
    exchange,
    kinds: ['future', 'stock', 'fund', 'option'],
    orderTypes: ORDER_TYPES,
    timesInForce: ['day', 'ioc', 'fok', 'gtc'],
    offsets: ['open', 'close', 'close-today', 'close-yesterday'],
    modify: true,
    depth: 5,
  }));

/** Makes a factory as the core's registry takes it, and gives the test the broker once it is made. */
export function createScriptedBroker(options: ScriptedOptions, made?: (broker: ScriptedBroker) => void): BrokerFactory {
  return (context) => {
    const broker = build(options, context);
    made?.(broker);
    return broker;
  };
}

function build(options: ScriptedOptions, { sink, now }: BrokerContext): ScriptedBroker {
  const accounts = options.accounts ?? [{ id: 'REAL-1', environment: 'real', password: 'open sesame' }];
  const instruments = new Map(options.instruments.map((instrument) => [instrument.id, instrument]));
  const script: Script = {
    place: 'answer',
    cancel: 'answer',
    modify: 'answer',
    queries: 'answer',
    carriesClientId: true,
    reportsPositions: false,
    deliver: (event) => void setImmediate(event),
    ...options.script,
  };
  const placed: OrderIntent[] = [];
  const cancelled: { clientOrderId: string; brokerOrderId: string | null }[] = [];
  const book = new Map<string, OrderReport>();
  const ours = new Map<string, string>();
  const fills: FillReport[] = [];
  const holdings = new Map<string, Holding>();
  const unlocked = new Set<string>();
  let up = false;
  let orderNumber = 0;
  let fillNumber = 0;
  let time = 1_000;

  const refusal: Fault = { code: 'broker-rejected', brokerText: 'scripted' };
  const tell = (event: () => void): void => {
    if (up) script.deliver(() => up && event());
  };
  const seen = (report: OrderReport): OrderReport => (script.carriesClientId ? report : { ...report, clientOrderId: null });
  const say = (brokerOrderId: string): void => {
    const report = seen(book.get(brokerOrderId)!);
    tell(() => sink.order(report));
  };
  const put = (report: OrderReport): void => void book.set(report.brokerOrderId, { ...report, exchangeTime: ++time });
  const enter = (intent: Omit<OrderIntent, 'id'>, clientOrderId: string | null): string => {
    const { account, instrument, side, offset, type, price, quantity, timeInForce, condition } = intent;
    const waiting = condition ? { condition, triggered: false, triggerPrice: condition.trigger } : {};
    const brokerOrderId = `B${++orderNumber}`;
    put({ account, clientOrderId, brokerOrderId, instrument, side, offset, type, price, quantity, timeInForce, ...waiting, state: 'working', filled: 0, fault: null, exchangeTime: 0, tradingDay: '2021-01-04' });
    if (clientOrderId !== null) ours.set(clientOrderId, brokerOrderId);
    return brokerOrderId;
  };
  const holdingOf = (account: string, id: string, side: PositionSide): Holding => {
    const key = `${account}/${id}/${side}`;
    let holding = holdings.get(key);
    if (!holding) holdings.set(key, (holding = new Holding(account, instruments.get(id)!, side)));
    return holding;
  };
  const positionOf = (holding: Holding): Position => holding.position(marginOf(holding.instrument, holding.side, holding.dayValue, holding.quantity));
  const hold = ({ account, instrument: id, side, offset, price, quantity, fee }: FillReport): Holding => {
    const instrument = instruments.get(id)!;
    if (instrument.offsets === 'net' || offset !== 'open') {
      const closing = holdingOf(account, id, sideClosedBy(side));
      const { closed } = closing.close(price, quantity, instrument.offsets === 'net' ? 'any' : partOf(offset, instrument.offsets));
      if (instrument.offsets !== 'net' || closed === quantity) {
        closing.feesToday += fee;
        return closing;
      }
      const opening = holdingOf(account, id, sideOpenedBy(side));
      opening.open(price, quantity - closed);
      opening.feesToday += fee;
      return opening;
    }
    const opening = holdingOf(account, id, sideOpenedBy(side));
    opening.open(price, quantity);
    opening.feesToday += fee;
    return opening;
  };
  const fundsOf = (account: string): Funds[] => {
    const balance = accounts.find(({ id }) => id === account)?.cash ?? 10_000_000_0000;
    return [
      { account, currency: 'CNY', balance, equity: balance, available: balance, margin: 0, frozen: 0, marketValue: 0, realised: 0, unrealised: 0, fees: 0, risk: 0, netDeposits: 0, reportedAt: now() },
    ];
  };
  const answer = <T>(value: () => T): Promise<Result<T>> => {
    if (!up || script.queries === 'fail') return Promise.resolve(fail('broker-down'));
    if (script.queries === 'hang') return new Promise(() => {});
    return Promise.resolve(ok(value()));
  };
  const find = (clientOrderId: string, brokerOrderId: string | null): OrderReport | undefined => book.get(brokerOrderId ?? ours.get(clientOrderId) ?? '');

  /** Applies a change or cancellation as scripted. */
  const request = (how: Answering, kind: 'changing' | 'cancelling', account: string, clientOrderId: string, target: OrderReport | undefined, apply: (report: OrderReport) => void): Result<null> => {
    if (how === 'fail') return { ok: false, fault: refusal };
    if (how === 'lose') return ok(null);
    if (how === 'refuse' || target?.state !== 'working') {
      tell(() => sink.refusal({ account, clientOrderId, request: kind, fault: refusal }));
      return ok(null);
    }
    apply(target);
    if (how === 'answer') say(target.brokerOrderId);
    return ok(null);
  };

  return {
    kind: options.kind ?? 'ctp',
    capabilities: options.capabilities ?? ALL_MARKETS(options.instruments),
    script,
    placed,
    cancelled,
    book,
    fills,
    unlocked,
    connect() {
      up = true;
      sink.connection('connecting', null, null);
      sink.instruments(options.instruments);
      sink.accounts(accounts.map(({ id, environment = 'real', name = id }) => ({ id, environment, name, currencies: ['CNY'] })));
      sink.connection('up', null, 0);
      return Promise.resolve(ok(null));
    },
    close() {
      if (up) sink.connection('off', null, null);
      up = false;
      return Promise.resolve();
    },
    subscribe: () => {},
    place(intent) {
      if (!up || script.place === 'fail') return { ok: false, fault: up ? refusal : { code: 'broker-down' } };
      placed.push(intent);
      if (script.place === 'lose') return ok(null);
      const brokerOrderId = enter(intent, intent.id);
      if (script.place === 'refuse') put({ ...book.get(brokerOrderId)!, state: 'rejected', fault: refusal });
      if (script.place !== 'silent') say(brokerOrderId);
      return ok(null);
    },
    cancel(account, clientOrderId, brokerOrderId) {
      if (!up) return fail('broker-down');
      cancelled.push({ clientOrderId, brokerOrderId });
      return request(script.cancel, 'cancelling', account, clientOrderId, find(clientOrderId, brokerOrderId), (report) => put({ ...report, state: 'cancelled' }));
    },
    modify(account, clientOrderId, brokerOrderId, price, quantity, condition) {
      if (!up) return fail('broker-down');
      return request(script.modify, 'changing', account, clientOrderId, find(clientOrderId, brokerOrderId), (report) =>
        put({ ...report, price, quantity, ...(condition ? { condition, triggerPrice: condition.trigger } : {}), state: report.filled >= quantity ? 'filled' : 'working' }),
      );
    },
    queryOrders: (account) => answer(() => [...book.values()].filter((report) => report.account === account).map(seen)),
    queryFills: (account) => answer(() => fills.filter((fill) => fill.account === account).map((fill) => (script.carriesClientId ? fill : { ...fill, clientOrderId: null }))),
    queryPositions: (account) => answer(() => [...holdings.values()].filter((holding) => holding.account === account).map(positionOf)),
    queryFunds: (account) => answer(() => fundsOf(account)),
    unlock(account, password) {
      if (accounts.find(({ id }) => id === account)?.password !== password) return Promise.resolve(fail('unlock-refused'));
      unlocked.add(account);
      return Promise.resolve(ok(null));
    },
    lock(account) {
      unlocked.delete(account);
      return Promise.resolve(ok(null));
    },
    at: {
      sink,
      fill(brokerOrderId, quantity, price) {
        const order = book.get(brokerOrderId)!;
        const { account, clientOrderId, instrument, side, offset, tradingDay } = order;
        const fill: FillReport = {
          account, brokerFillId: `F${++fillNumber}`, brokerOrderId, clientOrderId, instrument, side, offset,
          price: price ?? order.price ?? 100, quantity, fee: quantity * 10_000, exchangeTime: ++time, tradingDay,
        };
        fills.push(fill);
        const filled = order.filled + quantity;
        put({ ...order, filled, state: order.state === 'working' && filled >= order.quantity ? 'filled' : order.state });
        const holding = hold(fill);
        const told = script.carriesClientId ? fill : { ...fill, clientOrderId: null };
        tell(() => sink.fill(told));
        say(brokerOrderId);
        if (script.reportsPositions) {
          const position = positionOf(holding);
          tell(() => sink.position(position));
          for (const funds of fundsOf(account)) tell(() => sink.funds(funds));
        }
        return fill.brokerFillId;
      },
      end(brokerOrderId, state, fault = null) {
        put({ ...book.get(brokerOrderId)!, state, fault });
        say(brokerOrderId);
      },
      placeElsewhere(intent, clientOrderId = null) {
        const brokerOrderId = enter(intent, clientOrderId);
        say(brokerOrderId);
        return brokerOrderId;
      },
      trigger(brokerOrderId, triggerPrice, triggered) {
        put({ ...book.get(brokerOrderId)!, triggerPrice, triggered });
        say(brokerOrderId);
      },
      report: say,
      idOf(clientOrderId) {
        const brokerOrderId = ours.get(clientOrderId);
        if (brokerOrderId === undefined) throw new Error(`the broker never saw ${clientOrderId}`);
        return brokerOrderId;
      },
      drop() {
        up = false;
        sink.connection('down', { code: 'broker-down' }, null);
      },
      restore() {
        up = true;
        sink.connection('up', null, 0);
      },
    },
  };
}
