/**
 * A counter of the CTP family as a broker of the house: the trading session, the quotes and the desk under one roof. What it is comes from
 * the user's SDK folder; nothing here knows a version.
 */
import { join } from 'node:path';
import type { Broker, BrokerContext, BrokerFactory, OrderReport } from '#electron/brokers/broker.ts';
import type { Environment } from '#shared/model/account.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { DeclarationKind } from '#shared/model/declaration.ts';
import type { Exchange, InstrumentId } from '#shared/model/instrument.ts';
import type { Money } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallbackArgument } from './binding/native-api.ts';
import type { ChildLauncher } from './process/counter-process.ts';
import { DEPTH, MarketData } from './quotes/market-data.ts';
import { createQuotesOnly } from './quotes/quotes-only.ts';
import type { CounterLink, LinkOptions, Row } from './session/counter-link.ts';
import { errorWordsOf } from './session/error-words.ts';
import type { Credentials, LoggedIn } from './session/login.ts';
import { Password, type KeepSecrets } from './session/password.ts';
import { TraderSession } from './session/trader-session.ts';
import { beijingDay, dayOf } from './trading/days.ts';
import { CounterDeclarations, declarationKinds } from './trading/declaration-desk.ts';
import { fundsOf, optionValueOf, positionsOf } from './trading/holdings.ts';
import { Investors, type Investor } from './trading/investors.ts';
import { Listings } from './trading/listings.ts';
import { OrderBook } from './trading/order-book.ts';
import { TIMES, TYPES } from './trading/order-words.ts';
import { Phases } from './trading/phases.ts';
import { Rates } from './trading/rates.ts';
import { CounterRecords } from './trading/records.ts';
import { CounterStatements } from './trading/statements.ts';
import { TradeDesk } from './trading/trade-desk.ts';

export interface CtpSettings {
  /** What the ids of the accounts begin with: no other connection's begin with it. */
  readonly connection: string;
  /** The investors that the login trades for; empty: the counter is asked. */
  readonly investorIds: readonly string[];
  readonly launch: ChildLauncher;
  /** The SDK folder. */
  readonly folder: string;
  /** Folder of the connection's own, for flow files. */
  readonly flow: string;
  readonly traderFront: string;
  /** Empty: trading without quotes. */
  readonly marketFront: string;
  readonly who: Credentials;
  /** Of the accounts. */
  readonly environment: Environment;
  /** Instruments of a quotes’ library that stands alone; absent: a counter, which lists its own. */
  readonly listed?: readonly InstrumentId[];
  readonly preventSelfTrade: boolean;
  /** Where a password that was changed at the counter is kept. */
  readonly keepSecrets: KeepSecrets;
  readonly pace?: Partial<Pace>;
}

export interface Pace {
  readonly connectMs: number;
  readonly answerMs: number;
  /** Between two queries: a little over the second that the family asks for. */
  readonly apartMs: number;
}
const PACE: Pace = { connectMs: 15_000, answerMs: 20_000, apartMs: 1_050 };

const CAPABILITIES: readonly MarketCapabilities[] = Object.entries(TYPES).map(([exchange, orderTypes]) => ({
  exchange: exchange as Exchange,
  kinds: ['future', 'option', 'stock', 'fund', 'index'],
  orderTypes,
  timesInForce: TIMES,
  offsets: ['open', 'close', 'close-today', 'close-yesterday'],
  modify: false,
  replaces: true,
  depth: 5,
}));

/** With what a counter's header has of declarations. CFFEX takes no exercise by the interface (CTP 6.6.9 接口说明, ReqExecOrderInsert, FAQ). */
const capabilitiesWith = (kinds: readonly DeclarationKind[]): readonly MarketCapabilities[] =>
  CAPABILITIES.map((market) => ({ ...market, declarations: market.exchange === 'CFFEX' ? kinds.filter((kind) => kind !== 'exercise' && kind !== 'abandon') : kinds }));

/** Between two words of how fast the counter answers. */
const LATENCY_EVERY_MS = 1_000;
const PASSWORD_NOTE = 'password/changed';
/** What is asked before trading begins: confirmation, statement, instruments. */
const STEPS = 3;

export function createCtpBroker(settings: CtpSettings): BrokerFactory {
  const { launch, folder, flow, marketFront, who: { brokerId, userId, password }, listed } = settings;
  if (!listed) return (context) => build(settings, context);
  const pace = { ...PACE, ...settings.pace };
  return (context) =>
    createQuotesOnly(
      {
        link: { launch, clock: context, folder, kind: 'marketData', flow: join(flow, 'market'), front: marketFront, raw: [DEPTH], words: errorWordsOf(folder), apartMs: pace.apartMs, answerMs: pace.answerMs },
        login: { BrokerID: brokerId, UserID: userId, Password: password },
        listed,
        connectMs: pace.connectMs,
      },
      context,
    );
}

function build(settings: CtpSettings, { sink, storage, now, after }: BrokerContext): Broker {
  const { connection, investorIds, who, folder, environment, preventSelfTrade, launch } = settings;
  const { brokerId, userId } = who;
  const pace = { ...PACE, ...settings.pace };
  const clock = { now, after };
  const words = errorWordsOf(folder);
  const investors = new Investors(connection, investorIds.length > 0 ? investorIds : [userId]);
  const nameOf = ({ id, name }: Investor): string => [brokerId, id, id === userId ? '' : name].filter((part) => part !== '').join(' ');
  const listings = new Listings();
  const book = new OrderBook(investors, storage, listings);
  const phases = new Phases();
  const desk = new TradeDesk({ investors, brokerId, userId, preventSelfTrade, book, listings, phases, words, sink, clock, answered: (ms) => answered(ms), rated: (investor, instrument) => rates.at(investor, instrument), unpriced: (investor, instrument) => rates.want([instrument], investor) });
  const declarations = new CounterDeclarations({ investors, listings, brokerId, userId, words, clock, nextRef: () => desk.nextRef(), notes: book });
  const statements = new CounterStatements({ investors, nameOf, brokerId, storage, clock });
  const password = new Password({
    ...who,
    note: { read: () => storage.readDocument(PASSWORD_NOTE), write: (digest) => storage.append([], [{ key: PASSWORD_NOTE, text: digest }]) },
    keep: settings.keepSecrets,
    trouble: (fault) => sink.log('error', '', fault),
  });
  const rates = new Rates({
    brokerId, investors, listings,
    learned: (investor, instrument) => {
      desk.charge(investor, instrument);
      if (investor !== investors.first) return;
      sink.instruments([instrument]);
      quotes?.refresh();
    },
  });
  const common: Omit<LinkOptions, 'kind' | 'flow' | 'front' | 'raw'> = { launch, clock, folder, words, apartMs: pace.apartMs, answerMs: pace.answerMs };
  let latency: number | null = null;
  let latencyTold = -Infinity;
  /** The newest measurement is shown, at most one a second. */
  const answered = (ms: number): void => {
    latency = ms;
    if (!isReady || now() - latencyTold < LATENCY_EVERY_MS) return;
    latencyTold = now();
    sink.connection('up', quotesFault, latency);
  };
  /** Why there are no quotes, beside trading that goes on. */
  let quotesFault: Fault | null = null;
  let quotesHeard = false;
  const quotesAre = (fault: Fault | null): void => {
    quotesHeard = true;
    quotesFault = fault && { code: 'counter-quotes-down', ...(fault.brokerText === undefined ? {} : { brokerText: fault.brokerText }) };
    if (isReady) sink.connection('up', quotesFault, latency);
  };
  let link: CounterLink | null = null;
  let session: LoggedIn | null = null;
  let listedOn = '';
  let isReady = false;
  let closed = false;
  let starting: Promise<Result<null>> = Promise.resolve(ok(null));

  const trader = new TraderSession(
    { link: { ...common, answered, kind: 'trader', flow: join(settings.flow, 'trader'), front: settings.traderFront, raw: [] }, who, password, clock, connectMs: pace.connectMs },
    {
      in: (to, loggedIn) => {
        starting = begin(to, loggedIn);
      },
      down: (fault) => {
        end();
        sink.connection('down', fault, null);
      },
      told: (called, values) => {
        if (called === 'OnRtnInstrumentStatus') phaseTold(values.at(0));
        else if (!declarations.told(called, values)) desk.told(called, values);
      },
    },
  );
  const quotes = settings.marketFront === '' ? null : new MarketData({
    link: { ...common, kind: 'marketData', flow: join(settings.flow, 'market'), front: settings.marketFront, raw: [DEPTH] },
    login: () => ({ BrokerID: brokerId, UserID: userId, Password: password.current }),
    listings, sink, clock,
    phaseOf: (instrument) => phases.of(instrument),
    tradingDay: () => session?.tradingDay ?? '',
    onState: quotesAre,
  });

  const phaseTold = (row: CallbackArgument | undefined): void => {
    if (typeof row === 'object' && row !== null && phases.take(row)) quotes?.phasesChanged();
  };

  const end = (): void => {
    link = null;
    session = null;
    isReady = false;
    desk.end();
    declarations.end();
    phases.clear();
    statements.end();
    rates.end();
  };

  /** Whom the login trades for, where the user did not say. A counter that does not tell has one: the user. */
  const learnInvestors = async (to: CounterLink): Promise<void> => {
    if (investorIds.length > 0 || !to.has('ReqQryInvestor')) return;
    const told = await to.query('ReqQryInvestor', { BrokerID: brokerId, InvestorID: '' });
    const found = told.ok ? told.value.map((row) => ({ id: String(row.InvestorID ?? '').trim(), name: String(row.InvestorName ?? '').trim() })).filter(({ id }) => id !== '') : [];
    if (found.length > 0) investors.learn(found);
  };

  /** Statement before instruments, instruments before the account, the account before `up`: what the core does at `up` finds all of them. */
  const begin = async (to: CounterLink, loggedIn: LoggedIn): Promise<Result<null>> => {
    const isNewDay = loggedIn.tradingDay !== listedOn;
    link = to;
    session = loggedIn;
    const isStill = (): boolean => link === to && session === loggedIn && !closed;
    const step = (at: number): void => sink.connection('connecting', { code: 'counter-progress', params: { step: at, of: STEPS } }, null);
    step(1);
    if (isNewDay) await learnInvestors(to);
    if (!isStill()) return fail('broker-down');
    const settled = await statements.begin(to, loggedIn);
    if (!isStill()) return fail('broker-down');
    if (!settled.ok) return failed(settled.fault);
    step(STEPS);
    if (isNewDay) {
      const listed = await to.query('ReqQryInstrument', {});
      if (!isStill()) return fail('broker-down');
      if (!listed.ok) return failed(listed.fault);
      const left = listings.learn(listed.value);
      listedOn = loggedIn.tradingDay;
      sink.instruments(listings.all);
      if (left > 0) sink.log('info', '', { code: 'counter-instruments-left-out', params: { count: left } });
    }
    desk.begin(to, loggedIn);
    declarations.begin(to, loggedIn);
    const capabilities = capabilitiesWith(declarationKinds((method) => to.has(method)));
    sink.accounts(investors.all.map((investor) => ({ id: investor.account, environment, name: nameOf(investor), currencies: ['CNY'], capabilities })));
    isReady = true;
    sink.connection('up', quotesFault, latency);
    // Its quotes may be down all the same.
    quotes?.tellState();
    rates.begin(to, isNewDay);
    quotes?.refresh();
    void quotes?.begin();
    // A closed port gives no callback at all.
    if (quotes && !quotesHeard) after(pace.connectMs, () => quotesHeard || closed || quotesAre({ code: 'counter-unreachable' }));
    return ok(null);
  };
  const failed = (fault: Fault): Result<null> => {
    sink.connection('down', fault, null);
    // What the counter did not answer now it may answer later; a line that fell comes back by itself.
    const [to, loggedIn] = [link, session];
    if (to && loggedIn && fault.code !== 'counter-disconnected') after(pace.answerMs, () => link === to && session === loggedIn && !closed && (starting = begin(to, loggedIn)));
    return { ok: false, fault };
  };

  /** @param of an account. Rows of other investors, which an operator may be told too, are left out. */
  const asked = async <T>(of: string, method: string, answer: (rows: readonly Row[]) => T, by: 'investor' | 'account' | 'broker' = 'investor'): Promise<Result<T>> => {
    const investor = investors.withAccount(of);
    if (!investor) return fail('account-unknown', { account: of });
    if (!link || !isReady) return fail('broker-down');
    const rows = await link.query(method, { BrokerID: brokerId, ...(by === 'investor' ? { InvestorID: investor.id } : by === 'account' ? { AccountID: investor.id } : {}) });
    return rows.ok ? ok(answer(rows.value.filter(({ InvestorID }) => [undefined, '', investor.id].includes(InvestorID as string | undefined)))) : rows;
  };
  const records = new CounterRecords({
    listings,
    day: () => dayOf(session?.tradingDay ?? '') ?? '',
    today: () => beijingDay(now()),
    has: (method) => link?.has(method) ?? false,
    query: (of, method, by) => asked(of, method, (rows) => rows, by),
  });
  /** Of each account, for counters whose funds do not say it. */
  const optionValues = new Map<string, Money>();
  const takeOrders = (rows: readonly Row[]): readonly OrderReport[] => rows.flatMap((row) => desk.take(row)?.report ?? []);

  return {
    kind: 'ctp',
    capabilities: CAPABILITIES,
    async connect() {
      sink.connection('connecting', null, null);
      const opened = await trader.open();
      return opened.ok ? starting : opened;
    },
    async close() {
      closed = true;
      end();
      await Promise.all([trader.close(), quotes?.close()]);
      sink.connection('off', null, null);
    },
    subscribe(instruments) {
      quotes?.want(instruments);
      rates.want(instruments);
    },
    // The counter would refuse it (42): nothing is ordered before its statement is confirmed.
    place(intent) {
      const day = statements.waitingOf(intent.account);
      return day === null ? desk.place(intent) : fail('statement-unconfirmed', { day });
    },
    cancel: (_account, clientOrderId, brokerOrderId) => desk.cancel(clientOrderId, brokerOrderId),
    modify: () => fail('not-supported', { what: 'modify', offered: 'cancel' }),
    queryOrders: (of) => asked(of, 'ReqQryOrder', takeOrders),
    async queryFills(of) {
      const rows = await asked(of, 'ReqQryTrade', (all) => all);
      if (!rows.ok) return rows;
      const told = desk.fillsOf(rows.value);
      if (told.isWhole) return ok(told.fills);
      // A trade whose order is not known here yet (placed elsewhere, or before we came): the orders first, then the trades again.
      const orders = await asked(of, 'ReqQryOrder', takeOrders);
      return orders.ok ? ok(desk.fillsOf(rows.value).fills) : orders;
    },
    async queryPositions(of) {
      const positions = await asked(of, 'ReqQryInvestorPosition', (rows) => {
        optionValues.set(of, optionValueOf(rows, listings));
        return positionsOf(of, rows, listings);
      });
      if (positions.ok) rates.want(positions.value.map(({ instrument }) => instrument));
      return positions;
    },
    queryFunds: (of) => asked(of, 'ReqQryTradingAccount', (rows) => rows.map((row) => fundsOf(of, row, optionValues.get(of) ?? 0, now())).filter((funds) => funds !== null)),
    accountRecords: (of, question) => records.ask(of, question),
    unlock: (of, typed) => Promise.resolve(investors.withAccount(of) && typed !== '' && typed === password.current ? ok(null) : fail('unlock-refused')),
    statementDesk: statements.desk,
    declarations: {
      declare(intent) {
        const day = statements.waitingOf(intent.account);
        return day === null ? declarations.declare(intent) : fail('statement-unconfirmed', { day });
      },
      withdraw: (of, id, key) => declarations.withdraw(of, id, key),
      list: (of) => declarations.list(of),
      listen: (listener) => declarations.listen(listener),
    },
  };
}
