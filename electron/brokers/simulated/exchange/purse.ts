/** An account's cash of one currency, by what moved it since the last settlement. Whole 1/10,000. */
import type { Currency } from '#shared/model/instrument.ts';
import type { Money } from '#shared/price.ts';
import type { Stake } from './stake.ts';

/** Cash of one currency. `broughtForward` and the kinds of movement since add up to `balance`, to the 1/10,000. */
export interface CashState {
  readonly balance: Money;
  /** Balance after the last settlement. */
  readonly broughtForward: Money;
  readonly deposits: Money;
  readonly withdrawals: Money;
  /** Results of closing margined instruments: in cash at once. */
  readonly closed: Money;
  /** Paid for and got from what is paid in full, net. */
  readonly traded: Money;
  /** What expiry, exercise and delivery brought. */
  readonly delivered: Money;
  readonly fees: Money;
  /** Results of closing anything, before fees. */
  readonly realised: Money;
  /** How many fills the figures above are of. */
  readonly fills: number;
}

/** Cash of one currency with what is held in it. */
export class Purse {
  readonly currency: Currency;
  balance: Money = 0;
  broughtForward: Money = 0;
  deposits: Money = 0;
  withdrawals: Money = 0;
  closed: Money = 0;
  traded: Money = 0;
  delivered: Money = 0;
  fees: Money = 0;
  realised: Money = 0;
  fills = 0;
  /** Held back by working orders. */
  frozen: Money = 0;
  /** Margin of futures; that of borrowed shares moves with the market. */
  margin: Money = 0;
  /** What is or was held in this currency. */
  readonly stakes: Stake[] = [];

  constructor(currency: Currency) {
    this.currency = currency;
  }

  move(amount: Money): void {
    this.balance += amount;
    if (amount >= 0) this.deposits += amount;
    else this.withdrawals -= amount;
  }

  beginDay(): void {
    this.broughtForward = this.balance;
    this.deposits = 0;
    this.withdrawals = 0;
    this.closed = 0;
    this.traded = 0;
    this.delivered = 0;
    this.fees = 0;
    this.realised = 0;
    this.fills = 0;
  }

  /** A snapshot of before statements knows the day's net deposits only, and nothing of the other kinds; an older one no number of fills. */
  restore(cash: Partial<CashState> & { readonly netDeposits?: Money }): void {
    const { netDeposits, ...figures } = cash;
    Object.assign(this, figures);
    if (netDeposits === undefined) return;
    this.deposits = Math.max(0, netDeposits);
    this.withdrawals = Math.max(0, -netDeposits);
    this.broughtForward = this.balance - netDeposits + this.fees;
  }

  state(): CashState {
    const { balance, broughtForward, deposits, withdrawals, closed, traded, delivered, fees, realised, fills } = this;
    return { balance, broughtForward, deposits, withdrawals, closed, traded, delivered, fees, realised, fills };
  }
}
