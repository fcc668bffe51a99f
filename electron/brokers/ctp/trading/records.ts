/**
 * What a counter's books say of an account beyond positions and funds: the single lots, and the day's transfers between bank and account.
 * Source: ThostFtdcUserApiStruct.h, InvestorPositionDetail, TransferSerial, ContractBank, Accountregister; CTP 6.6.9 接口说明, 银期转账.
 */
import type { AccountAnswer, AccountQuestion, CashFlowEntry, PositionLot } from '#shared/model/account-records.ts';
import { MONEY_PER_UNIT, ticksOf, type Money } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Row } from '../session/counter-link.ts';
import { dayOf } from './days.ts';
import type { Listings } from './listings.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const money = (value: unknown): Money => Math.round(number(value) * MONEY_PER_UNIT) + 0;

/** @param day the session's, `YYYY-MM-DD`: what was opened on it is today's */
export function lotsOf(rows: readonly Row[], listings: Listings, day: string): readonly PositionLot[] {
  const lots = rows.flatMap((row): PositionLot[] => {
    const instrument = listings.find(text(row.ExchangeID), text(row.InstrumentID));
    const opened = dayOf(text(row.OpenDate));
    const quantity = number(row.Volume);
    // What was closed in the day stays in the counter's list with nothing left of it.
    if (!instrument || !opened || quantity <= 0) return [];
    const combination = text(row.CombInstrumentID);
    return [
      {
        instrument: instrument.id,
        side: row.Direction === '1' ? 'short' : 'long',
        opened,
        isToday: opened === day,
        price: ticksOf(instrument, number(row.OpenPrice)),
        quantity,
        margin: money(row.Margin),
        combination: combination === '' ? null : `${instrument.exchange}.${combination}`,
        fill: text(row.TradeID),
      },
    ];
  });
  return lots.sort((a, b) => (a.opened < b.opened ? -1 : a.opened > b.opened ? 1 : 0));
}

/** TradeCode, begun by the futures company or by the bank: into the account, out of it. In the words of the counter's document; the rest is no transfer. */
const TRANSFERS: ReadonlyMap<string, { readonly kind: string; readonly direction: 1 | -1 }> = new Map([
  ['202001', { kind: '银行转期货', direction: 1 }], ['102001', { kind: '银行转期货', direction: 1 }],
  ['202002', { kind: '期货转银行', direction: -1 }], ['102002', { kind: '期货转银行', direction: -1 }],
]);
/** AvailabilityFlag, where it moved nothing: not confirmed, reversed. */
const VOID: ReadonlyMap<string, string> = new Map([['0', '未确认'], ['2', '冲正']]);
const FEE = '银期转账手续费';

const endOf = (account: string): string => (account.length > 4 ? `···${account.slice(-4)}` : account);

/** The day's transfers, a fee of one as a row of its own. What was not confirmed, was reversed or failed moved nothing: it is told with no amount. */
export function transfersOf(rows: readonly Row[], banks: ReadonlyMap<string, string>, accounts: ReadonlyMap<string, string>): readonly CashFlowEntry[] {
  return rows.flatMap((row): CashFlowEntry[] => {
    const transfer = TRANSFERS.get(text(row.TradeCode));
    const day = dayOf(text(row.TradingDay)) ?? dayOf(text(row.TradeDate));
    if (!day || !transfer) return [];
    const bank = text(row.BankID);
    const wrong = number(row.ErrorID) === 0 ? '' : text(row.ErrorMsg);
    const isVoid = VOID.get(text(row.AvailabilityFlag));
    const moved = isVoid === undefined && number(row.ErrorID) === 0;
    const fee = moved ? money(row.CustFee) : 0;
    const entry = {
      id: String(number(row.PlateSerial)),
      clearingDate: day,
      settlementDate: day,
      currency: text(row.CurrencyID) || 'CNY',
      kind: isVoid === undefined ? transfer.kind : `${transfer.kind}（${isVoid}）`,
      remark: [text(row.TradeTime), banks.get(bank) ?? bank, endOf(text(row.BankAccount) || (accounts.get(bank) ?? '')), wrong].filter((part) => part !== '').join(' '),
      amount: moved ? money(row.TradeAmount) * transfer.direction : 0,
    };
    return fee === 0 ? [entry] : [entry, { ...entry, id: `${entry.id}-fee`, kind: FEE, amount: -fee }];
  });
}

const OFFERED = 'lots, cash-flow';

export interface RecordsOptions {
  readonly listings: Listings;
  /** The session's trading day, `YYYY-MM-DD`. */
  readonly day: () => string;
  /** The calendar's day in Beijing. */
  readonly today: () => string;
  /** Whether the counter's interface has a question. */
  readonly has: (method: string) => boolean;
  /** @param by what the question names beside the broker: the investor, the account of the same number, or nobody */
  readonly query: (account: string, method: string, by: 'investor' | 'account' | 'broker') => Promise<Result<readonly Row[]>>;
}

export class CounterRecords {
  readonly #options: RecordsOptions;
  #banks: ReadonlyMap<string, string> | null = null;

  constructor(options: RecordsOptions) {
    this.#options = options;
  }

  /** Errors: not-supported, records-of-the-day (a counter tells of transfers of its own trading day alone), and the counter's own. */
  async ask(account: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
    const { listings, day, today, has, query } = this.#options;
    if (question.about === 'lots' && has('ReqQryInvestorPositionDetail')) {
      const rows = await query(account, 'ReqQryInvestorPositionDetail', 'investor');
      return rows.ok ? ok({ about: 'lots', rows: lotsOf(rows.value, listings, day()) }) : rows;
    }
    if (question.about === 'cash-flow' && has('ReqQryTransferSerial')) {
      const told = await query(account, 'ReqQryTransferSerial', 'account');
      if (!told.ok) return told;
      const rows = told.value.filter((row) => (dayOf(text(row.TradingDay)) ?? dayOf(text(row.TradeDate))) === question.date);
      // In the evening the trading day is the next one already; of other days the counter does not know.
      if (rows.length === 0 && question.date !== day() && question.date !== today()) return fail('records-of-the-day', { day: day() });
      // Without names and numbers of the banks the rows still say what moved.
      const named = rows.length === 0 ? new Map<string, string>() : await this.#bankNames(account);
      const isBare = rows.some((row) => text(row.BankAccount) === '');
      return ok({ about: 'cash-flow', rows: transfersOf(rows, named, isBare ? await this.#registered(account) : new Map()) });
    }
    return fail('not-supported', { what: question.about, offered: OFFERED });
  }

  /** Names of the banks by their codes; asked once. */
  async #bankNames(account: string): Promise<ReadonlyMap<string, string>> {
    if (this.#banks) return this.#banks;
    if (!this.#options.has('ReqQryContractBank')) return new Map();
    const told = await this.#options.query(account, 'ReqQryContractBank', 'broker');
    if (!told.ok) return new Map();
    return (this.#banks = new Map(told.value.map((row) => [text(row.BankID), text(row.BankName)])));
  }

  /** The account's numbers at its banks, where a transfer does not name its own. */
  async #registered(account: string): Promise<ReadonlyMap<string, string>> {
    if (!this.#options.has('ReqQryAccountregister')) return new Map();
    const told = await this.#options.query(account, 'ReqQryAccountregister', 'account');
    return new Map(told.ok ? told.value.map((row) => [text(row.BankID), text(row.BankAccount)]) : []);
  }
}
