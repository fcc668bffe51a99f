/**
 * Declarations at a counter: exercise, self-closing, quotes and questions for them, combining. The family names all their requests, structs and
 * returns by one pattern (`ReqExecOrderInsert`, `OnRtnExecOrder`, `ExecOrderRef` …), so that one desk serves them by a table. Which of them a
 * counter has, its header says. Source: ThostFtdcTraderApi.h and ThostFtdcUserApiStruct.h; CTP 6.6.9 接口说明, ReqExecOrderInsert.
 */
import type { DeclarationDesk, DeclarationIntent, DeclarationReport } from '#electron/brokers/broker.ts';
import type { DeclarationKind, DeclarationState } from '#shared/model/declaration.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallbackArgument } from '../binding/native-api.ts';
import type { Clock } from '../session/clock.ts';
import type { CounterLink, Row } from '../session/counter-link.ts';
import { faultOf, type ErrorWords } from '../session/error-words.ts';
import type { LoggedIn } from '../session/login.ts';
import { dayOf, momentOfTradingDay, timeOf } from './days.ts';
import type { Investors } from './investors.ts';
import type { Listings } from './listings.ts';
import { offsetIn, offsetOut, stateIn } from './order-words.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isRow = (value: CallbackArgument | undefined): value is Row => typeof value === 'object' && value !== null;

/** What a row says of where it stands. */
interface Standing {
  readonly state: DeclarationState;
  readonly fault?: Fault;
}

interface Family {
  /** In the names of its requests, structs and returns. */
  readonly name: 'ExecOrder' | 'OptionSelfClose' | 'ForQuote' | 'Quote' | 'CombAction';
  /** By the value of `of`. */
  readonly kinds: readonly (readonly [kind: DeclarationKind, value: string])[];
  /** The field that tells a family's kinds apart; empty where it has one. */
  readonly of: string;
  readonly fields: (intent: DeclarationIntent, instrument: Instrument, refs: () => string) => Row;
  readonly standing: (row: Row) => Standing;
}

const said = (row: Row, code: Fault['code'], params: Readonly<Record<string, string>>): Fault => ({ code, params, brokerText: text(row.StatusMsg) });

/** OrderSubmitStatus 4: the exchange did not take it. ExecResult: n not carried out yet, c taken back, 0 done, a not known; the rest are refusals. */
function executed(row: Row): Standing {
  const submit = text(row.OrderSubmitStatus);
  const result = text(row.ExecResult);
  if (submit === '4') return { state: 'rejected', fault: said(row, 'counter-refused', { id: submit }) };
  if (result === 'c') return { state: 'cancelled' };
  if (result === '0') return { state: 'done' };
  if (result === 'n' || result === 'a' || result === '') return { state: submit === '0' ? 'submitting' : 'working' };
  return { state: 'rejected', fault: said(row, 'declaration-failed', { result }) };
}

/** ForQuoteStatus and ActionStatus: a submitted, b accepted, c rejected. */
const accepted = (status: string, row: Row): Standing =>
  status === 'c' ? { state: 'rejected', fault: said(row, 'counter-refused', { id: status }) } : { state: status === 'b' ? 'done' : 'submitting' };

function quoted(row: Row): Standing {
  const state = stateIn(text(row.QuoteStatus), text(row.OrderSubmitStatus));
  if (state === 'rejected') return { state, fault: said(row, 'counter-refused', { id: text(row.OrderSubmitStatus) }) };
  return { state: state === 'filled' ? 'done' : state === 'working' ? (text(row.QuoteStatus) === 'a' ? 'submitting' : 'working') : 'cancelled' };
}

const FAMILIES: readonly Family[] = [
  {
    name: 'ExecOrder', of: 'ActionType', kinds: [['exercise', '1'], ['abandon', '2']],
    fields: ({ quantity, offset }, { exchange }) => ({
      Volume: quantity, OffsetFlag: offsetOut(offset), HedgeFlag: '1', PosiDirection: '2',
      // CFFEX gives no future and closes by itself; the others leave the future that the option was for.
      ReservePositionFlag: exchange === 'CFFEX' ? '1' : '0', CloseFlag: exchange === 'CFFEX' ? '0' : '1',
    }),
    standing: executed,
  },
  { name: 'OptionSelfClose', of: 'OptSelfCloseFlag', kinds: [['close-options', '1'], ['close-futures', '3']], fields: ({ quantity }) => ({ Volume: quantity, HedgeFlag: '1' }), standing: executed },
  { name: 'ForQuote', of: '', kinds: [['ask-quote', '']], fields: () => ({}), standing: (row) => accepted(text(row.ForQuoteStatus), row) },
  {
    name: 'Quote', of: '', kinds: [['quote', '']],
    fields: ({ quote }, instrument, refs) => (quote
      ? {
          AskPrice: priceOf(instrument, quote.ask), AskVolume: quote.askQuantity, AskOffsetFlag: offsetOut(quote.askOffset), AskHedgeFlag: '1', AskOrderRef: refs(),
          BidPrice: priceOf(instrument, quote.bid), BidVolume: quote.bidQuantity, BidOffsetFlag: offsetOut(quote.bidOffset), BidHedgeFlag: '1', BidOrderRef: refs(),
        }
      : {}),
    standing: quoted,
  },
  { name: 'CombAction', of: 'CombDirection', kinds: [['combine', '0'], ['split', '1']], fields: ({ quantity, side }) => ({ Volume: quantity, Direction: side === 'short' ? '1' : '0', HedgeFlag: '1' }), standing: (row) => accepted(text(row.ActionStatus), row) },
];
const FAMILY_OF: ReadonlyMap<DeclarationKind, Family> = new Map(FAMILIES.flatMap((family) => family.kinds.map(([kind]) => [kind, family] as const)));

/** The kinds whose request a counter's header and library have. */
export const declarationKinds = (has: (method: string) => boolean): readonly DeclarationKind[] => FAMILIES.flatMap(({ name, kinds }) => (has(`Req${name}Insert`) ? kinds.map(([kind]) => kind) : []));

/** A question for a quote is looked up in the day's list after this. */
const ASK_MS = 1_500;

/** What a withdrawal names. */
interface Known {
  readonly family: Family;
  readonly row: Row;
}

export interface DeclarationDeskOptions {
  readonly investors: Investors;
  readonly listings: Listings;
  readonly brokerId: string;
  readonly userId: string;
  readonly words: ErrorWords;
  readonly clock: Clock;
  /** The next reference of the session: shared with orders, so that none is given out twice. */
  readonly nextRef: () => string;
  /** Notes durably which of ours a key is, and tells it again. */
  readonly notes: { note(key: string, client: string): void; clientOf(key: string): string | null };
}

export class CounterDeclarations implements DeclarationDesk {
  readonly #options: DeclarationDeskOptions;
  readonly #known = new Map<string, Known>();
  #listener: (report: DeclarationReport) => void = () => undefined;
  #link: CounterLink | null = null;
  #session: LoggedIn | null = null;
  #day = '';
  #actions = 0;

  constructor(options: DeclarationDeskOptions) {
    this.#options = options;
  }

  begin(link: CounterLink, session: LoggedIn): void {
    const day = dayOf(session.tradingDay) ?? '';
    if (day !== this.#day) this.#known.clear();
    this.#day = day;
    this.#link = link;
    this.#session = session;
  }

  end(): void {
    this.#link = null;
    this.#session = null;
  }

  listen(listener: (report: DeclarationReport) => void): void {
    this.#listener = listener;
  }

  /** Key of a declaration: its family and, as an order's, day, front, session and reference. */
  #keyOf({ name }: Family, row: Row): string {
    return `${this.#day}:${Number(row.FrontID)}:${Number(row.SessionID)}:${name}-${text(row[`${name}Ref`]).trim()}`;
  }

  declare(intent: DeclarationIntent): Result<{ readonly tradingDay: string }> {
    const { investors, listings, brokerId, userId, notes, nextRef, clock } = this.#options;
    const [link, session, family] = [this.#link, this.#session, FAMILY_OF.get(intent.kind)];
    if (!link || !session) return fail('account-offline');
    const investor = investors.withAccount(intent.account);
    const instrument = listings.of(intent.instrument);
    if (!investor) return fail('account-unknown', { account: intent.account });
    if (!instrument) return fail('instrument-unknown', { instrument: intent.instrument });
    if (!family || !link.has(`Req${family.name}Insert`)) return fail('declaration-not-offered', { instrument: instrument.code, what: intent.kind, offered: declarationKinds((method) => link.has(method)).join(', ') });
    const request = link.nextRequest();
    const value = family.kinds.find(([kind]) => kind === intent.kind)?.[1] ?? '';
    const fields: Row = {
      ...family.fields(intent, instrument, nextRef),
      ...(family.of === '' ? {} : { [family.of]: value }),
      BrokerID: brokerId, InvestorID: investor.id, UserID: userId, InstrumentID: instrument.code, ExchangeID: instrument.exchange, RequestID: request, [`${family.name}Ref`]: nextRef(),
    };
    const row: Row = { ...fields, FrontID: session.frontId, SessionID: session.sessionId };
    const key = this.#keyOf(family, row);
    try {
      notes.note(key, intent.id);
    } catch (error) {
      return fail('counter-call-failed', { request: `Req${family.name}Insert`, reason: error instanceof Error ? error.message : String(error) });
    }
    this.#known.set(key, { family, row });
    void this.#send(link, `Req${family.name}Insert`, fields, request, (fault) => this.#refused(key, fault));
    // Nothing is told of a question that was taken: the day's list says it.
    if (family.name === 'ForQuote') clock.after(ASK_MS, () => void this.list(intent.account).then((told) => told.ok && told.value.filter(({ brokerId: one }) => one === key).forEach((report) => this.#listener(report))));
    return ok({ tradingDay: this.#day });
  }

  withdraw(account: string, id: string, brokerKey: string | null): Result<null> {
    const { brokerId, userId, investors } = this.#options;
    const link = this.#link;
    if (!link) return fail('account-offline');
    const found = brokerKey === null ? [...this.#known].find(([key]) => this.#options.notes.clientOf(key) === id) : ([brokerKey, this.#known.get(brokerKey)] as const);
    const [key, known] = found ?? [];
    if (key === undefined || !known) return fail('declaration-unknown', { id });
    const { family: { name }, row } = known;
    const method = `Req${name}Action`;
    if (!link.has(method)) return fail('not-supported', { what: method, offered: declarationKinds((one) => link.has(one.replace('Insert', 'Action'))).join(', ') });
    const request = link.nextRequest();
    const fields: Row = {
      BrokerID: brokerId, InvestorID: investors.withAccount(account)?.id ?? userId, UserID: userId, RequestID: request, ActionFlag: '0', InstrumentID: row.InstrumentID, ExchangeID: row.ExchangeID,
      [`${name}ActionRef`]: ++this.#actions, [`${name}Ref`]: row[`${name}Ref`], FrontID: row.FrontID, SessionID: row.SessionID, ...(row[`${name}SysID`] === undefined ? {} : { [`${name}SysID`]: row[`${name}SysID`] }),
    };
    void this.#send(link, method, fields, request, (fault) => this.#kept(key, fault));
    return ok(null);
  }

  async #send(link: CounterLink, method: string, fields: Row, request: number, refused: (fault: Fault) => void): Promise<void> {
    const fault = await link.send(method, fields, request);
    if (fault) refused(fault);
  }

  /** It was not taken. */
  #refused(key: string, fault: Fault): void {
    const report = this.#reportOf(key);
    if (report && (report.state === 'submitting' || report.state === 'working')) this.#listener({ ...report, state: 'rejected', fault });
  }

  /** It was not taken back: it stands as it stood. */
  #kept(key: string, fault: Fault): void {
    const report = this.#reportOf(key);
    if (report) this.#listener({ ...report, fault });
  }

  /** A callback that answers no question. @returns whether it was about a declaration */
  told(called: string, values: readonly CallbackArgument[]): boolean {
    const [, kind, name, act] = /^On(Rtn|Rsp|ErrRtn)(ExecOrder|OptionSelfClose|ForQuote|Quote|CombAction)(Insert|Action)?$/.exec(called) ?? [];
    const family = FAMILIES.find((one) => one.name === name);
    const row = values.at(0);
    if (!family) return false;
    if (!isRow(row)) return true;
    if (kind === 'Rtn' && act === undefined) {
      const report = this.#take(family, row);
      if (report) this.#listener(report);
      return true;
    }
    const info = values.at(1);
    const fault = faultOf(isRow(info) ? info : null, this.#options.words);
    const session = this.#session;
    if (!fault || !session) return true;
    // Refusals of an insertion name no front and session: they go to the session that asked.
    if (act === 'Insert') this.#refused(this.#keyOf(family, { ...row, FrontID: session.frontId, SessionID: session.sessionId }), fault);
    else this.#kept(this.#keyOf(family, row), fault);
    return true;
  }

  #take(family: Family, row: Row): DeclarationReport | null {
    const key = this.#keyOf(family, row);
    this.#known.set(key, { family, row });
    return this.#reportOf(key);
  }

  /** Null for what is not carried: another instrument, investor or kind. */
  #reportOf(key: string): DeclarationReport | null {
    const { listings, investors, notes, clock } = this.#options;
    const known = this.#known.get(key);
    if (!known) return null;
    const { family, row } = known;
    const instrument = listings.find(text(row.ExchangeID), text(row.InstrumentID));
    const investor = investors.of(row.InvestorID);
    const kind = family.of === '' ? family.kinds[0][0] : family.kinds.find(([, value]) => value === text(row[family.of]))?.[0];
    if (!instrument || !investor || !kind) return null;
    const { state, fault = null } = family.standing(row);
    const moment = momentOfTradingDay(instrument.exchange, this.#day, timeOf(text(row.InsertTime)));
    return {
      clientId: notes.clientOf(key),
      brokerId: key,
      account: investor.account,
      kind,
      instrument: instrument.id,
      side: kind === 'quote' || kind === 'ask-quote' ? null : kind === 'close-futures' || (family.name === 'CombAction' && row.Direction === '1') ? 'short' : 'long',
      quantity: Math.max(0, Number(row.Volume ?? 0) || 0),
      quote: kind === 'quote'
        ? {
            bid: ticksOf(instrument, Number(row.BidPrice)), bidQuantity: Number(row.BidVolume), bidOffset: offsetIn(text(row.BidOffsetFlag)),
            ask: ticksOf(instrument, Number(row.AskPrice)), askQuantity: Number(row.AskVolume), askOffset: offsetIn(text(row.AskOffsetFlag)),
          }
        : null,
      state,
      fault,
      time: Number.isNaN(moment) ? clock.now() : moment,
      tradingDay: this.#day,
    };
  }

  async list(account: string): Promise<Result<readonly DeclarationReport[]>> {
    const { brokerId, investors } = this.#options;
    const investor = investors.withAccount(account);
    const all: DeclarationReport[] = [];
    for (const family of FAMILIES) {
      const link = this.#link;
      if (!link || !investor) return fail('account-offline');
      const method = `ReqQry${family.name}`;
      if (!link.has(method)) continue;
      const rows = await link.query(method, { BrokerID: brokerId, InvestorID: investor.id }, false);
      if (!rows.ok) return rows;
      for (const row of rows.value) {
        const report = this.#take(family, row);
        if (report?.account === account) all.push(report);
      }
    }
    return ok(all);
  }
}
