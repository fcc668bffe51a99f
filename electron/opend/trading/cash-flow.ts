/**
 * Protocol 2226: what moved an account's cash on a day, out of the day's statements. Every change is there: the rows of a day sum up to what
 * its statements say the balance changed by. A day under way has no statement yet, and so no rows; a replayed day that came round several
 * times has those of each time.
 */
import { FlowSummary } from '#electron/brokers/futu/messages/trade.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import { dateTime } from '#shared/calendar/trading-days.ts';
import type { Language } from '#shared/faults.ts';
import type { Currency } from '#shared/model/instrument.ts';
import type { Statement, StatementInstrument } from '#shared/model/statement.ts';
import { MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import { fail, ok } from '#shared/result.ts';
import { answer, type Answers } from '../call-context.ts';
import { numberOf } from '../numbers.ts';
import { CURRENCIES_OUT, marketOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { accountOf, headerOf, type GatewayAccount } from './gateway-accounts.ts';

type Row = NonNullable<Encodable<(typeof FlowSummary)['s2c']>['flowSummaryInfoList']>[number];

/** TrdCashFlowDirection of Trd_FlowSummary. */
const DIRECTION = { any: 0, into: 1, out: 2 } as const;

const KINDS = {
  deposit: { zh: '入金', en: 'Deposit' },
  withdrawal: { zh: '出金', en: 'Withdrawal' },
  reset: { zh: '账户重置', en: 'Reset' },
  traded: { zh: '买卖收付', en: 'Trade' },
  fee: { zh: '手续费', en: 'Fee' },
  realised: { zh: '平仓盈亏', en: 'Realised result' },
  markToMarket: { zh: '持仓盯市盈亏', en: 'Mark to market' },
  delivery: { zh: '行权交割', en: 'Exercise and delivery' },
  unlisted: { zh: '未逐笔列出的成交', en: 'Trades that are not listed one by one' },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** One change of the cash of a currency. `about`: what was traded; null: cash came or went as such. */
export interface CashChange {
  readonly kind: keyof typeof KINDS;
  readonly currency: Currency;
  readonly amount: Money;
  readonly about: StatementInstrument | null;
}

/** Every change of cash that a statement tells, none of them 0: of each currency they add up to what its balance changed by. */
export function cashChangesOf(statement: Statement): CashChange[] {
  const terms = new Map(statement.instruments.map((each) => [each.id, each]));
  const changes: CashChange[] = [];
  const add = (kind: CashChange['kind'], instrument: string, amount: Money): void => {
    const about = terms.get(instrument);
    if (about && amount !== 0) changes.push({ kind, currency: about.currency, amount, about });
  };
  for (const { kind, currency, amount } of statement.transfers) if (amount !== 0) changes.push({ kind, currency, amount, about: null });
  for (const { instrument, side, turnover, fee } of statement.fills) {
    // Premium of options and the price of shares are paid; a future's value is not.
    if (terms.get(instrument)?.kind !== 'future') add('traded', instrument, side === 'buy' ? -turnover : turnover);
    add('fee', instrument, -fee);
  }
  for (const { instrument, realised } of statement.closes) if (terms.get(instrument)?.kind === 'future') add('realised', instrument, realised);
  for (const { instrument, markToMarket } of statement.lots) if (terms.get(instrument)?.kind === 'future') add('markToMarket', instrument, markToMarket);
  for (const { instrument, amount, fee } of statement.deliveries) {
    add('delivery', instrument, amount);
    add('fee', instrument, -fee);
  }
  // A day of very many fills lists its newest alone, and has the money of all.
  for (const { currency, balance, broughtForward } of statement.funds) {
    const told = changes.reduce((sum, each) => (each.currency === currency ? sum + each.amount : sum), 0);
    if (balance - broughtForward !== told) changes.push({ kind: 'unlisted', currency, amount: balance - broughtForward - told, about: null });
  }
  return changes;
}

/** What has no account of its own at OpenD, and cash as such, is told of the account of the currency's shares. */
function isOf(account: GatewayAccount, { currency, about }: CashChange): boolean {
  if (currency !== account.currency) return false;
  const trade = about ? marketOf(about)?.trade : undefined;
  return trade === undefined ? !account.futures : trade === account.trade;
}

function rowOf(id: string, tradingDay: string, { kind, currency, amount, about }: CashChange, language: Language): Row {
  return {
    clearingDate: tradingDay,
    settlementDate: tradingDay,
    currency: CURRENCIES_OUT[currency],
    cashFlowType: KINDS[kind][language],
    cashFlowDirection: amount > 0 ? DIRECTION.into : DIRECTION.out,
    cashFlowAmount: amount / MONEY_PER_UNIT,
    cashFlowRemark: about ? `${about.code} ${about.name[language]}` : '',
    cashFlowID: numberOf(id),
  };
}

export function cashFlowCall(answers: Answers, terminal: Terminal): void {
  answer(answers, FlowSummary, async ({ header, clearingDate, cashFlowDirection = DIRECTION.any }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const day = clearingDate.slice(0, 10);
    if (Number.isNaN(dateTime(day))) return fail('gateway-argument', { what: 'clearingDate', value: clearingDate.slice(0, 40) });
    const { language } = terminal;
    const { id } = account.value.account;
    const headings = await terminal.ask('statement.list', { account: id });
    if (!headings.ok) return headings;
    const rows: Row[] = [];
    for (const { number } of headings.value.filter(({ tradingDay }) => tradingDay === day).reverse()) {
      const read = await terminal.ask('statement.read', { account: id, number, language });
      if (!read.ok) return read;
      const changes = cashChangesOf(read.value.statement).filter((each) => isOf(account.value, each));
      rows.push(...changes.map((each, at) => rowOf(`${id}/${number}/${at}`, day, each, language)));
    }
    const asked = cashFlowDirection === DIRECTION.any ? rows : rows.filter((row) => row.cashFlowDirection === cashFlowDirection);
    return ok({ header: headerOf(account.value), flowSummaryInfoList: asked });
  });
}
