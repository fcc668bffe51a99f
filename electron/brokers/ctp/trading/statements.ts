/** The counter's settlement statements: a text of its own, fetched after login, kept by day, and confirmed before the day's first order. */
import type { BrokerStorage, StatementDesk } from '#electron/brokers/broker.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../session/clock.ts';
import type { CounterLink } from '../session/counter-link.ts';
import type { LoggedIn } from '../session/login.ts';
import { joinPieces } from '../structs/struct-codec.ts';
import { dayOf } from './days.ts';
import type { Investor, Investors } from './investors.ts';

interface Kept {
  readonly tradingDay: string;
  readonly number: number;
  readonly fetchedAt: number;
  readonly confirmed: boolean;
  readonly text: string;
}

const PREFIX = 'statement/';

export interface StatementsOptions {
  readonly investors: Investors;
  /** What an account is called. */
  readonly nameOf: (investor: Investor) => string;
  readonly brokerId: string;
  readonly storage: BrokerStorage;
  readonly clock: Clock;
}

export class CounterStatements {
  readonly #options: StatementsOptions;
  #link: CounterLink | null = null;
  #automatic = false;
  /** Account → day. */
  readonly #waiting = new Map<string, string>();

  constructor(options: StatementsOptions) {
    this.#options = options;
  }

  /** Day of the statement that has to be confirmed before an account orders anything; null where there is none. */
  waitingOf(account: string): string | null {
    return this.#waiting.get(account) ?? null;
  }

  #fieldsOf({ id }: Investor): { readonly BrokerID: string; readonly InvestorID: string } {
    return { BrokerID: this.#options.brokerId, InvestorID: id };
  }

  /**
   * After a login, for each investor: whether the day is confirmed, and the statement where it is not. One without text (a counter that
   * settles nothing) is confirmed at once: there is nothing to read.
   */
  async begin(link: CounterLink, loggedIn: LoggedIn): Promise<Result<null>> {
    this.#link = link;
    this.#waiting.clear();
    for (const investor of this.#options.investors.all) {
      const begun = await this.#beginOf(investor, link, loggedIn);
      if (!begun.ok) return begun;
    }
    return ok(null);
  }

  async #beginOf(investor: Investor, link: CounterLink, { tradingDay }: LoggedIn): Promise<Result<null>> {
    const fields = this.#fieldsOf(investor);
    if (!link.has('ReqSettlementInfoConfirm') || !link.has('ReqQrySettlementInfo')) return ok(null);
    let isConfirmed = false;
    if (link.has('ReqQrySettlementInfoConfirm')) {
      const told = await link.query('ReqQrySettlementInfoConfirm', fields);
      if (!told.ok) return told;
      isConfirmed = told.value.some(({ ConfirmDate }) => String(ConfirmDate) === tradingDay);
    }
    if (isConfirmed && this.#newest(investor)) return this.#confirmed(investor);
    const pieces = await link.query('ReqQrySettlementInfo', { ...fields, TradingDay: '' });
    if (!pieces.ok) return pieces;
    const text = joinPieces(pieces.value.map(({ Content }) => String(Content ?? '')));
    const day = dayOf(String(pieces.value.at(0)?.TradingDay ?? '')) ?? dayOf(tradingDay);
    if (text.trim() === '' || !day) return isConfirmed ? ok(null) : this.#tell(investor);
    // The number of a day's statement is its date.
    this.#keep(investor, { tradingDay: day, number: Number(day.replaceAll('-', '')), fetchedAt: this.#options.clock.now(), confirmed: isConfirmed, text });
    if (!isConfirmed) this.#waiting.set(investor.account, day);
    if (!isConfirmed && this.#automatic) {
      const told = await this.#tell(investor);
      return told.ok ? this.#confirmed(investor) : told;
    }
    return ok(null);
  }

  async #tell(investor: Investor): Promise<Result<null>> {
    const link = this.#link;
    if (!link) return fail('account-offline');
    const told = await link.ask('ReqSettlementInfoConfirm', this.#fieldsOf(investor));
    return told.ok ? ok(null) : told;
  }

  end(): void {
    this.#link = null;
  }

  #keep({ id }: Investor, kept: Kept): void {
    this.#options.storage.append([], [{ key: `${PREFIX}${id}/${kept.tradingDay}`, text: JSON.stringify(kept) }]);
  }

  #all({ id }: Investor): readonly Kept[] {
    const { storage } = this.#options;
    return storage.documentKeys(`${PREFIX}${id}/`).map((key) => JSON.parse(storage.readDocument(key) ?? 'null') as Kept | null).filter((kept) => kept !== null).reverse();
  }

  #newest(investor: Investor): Kept | undefined {
    return this.#all(investor).at(0);
  }

  /** The newest is confirmed, and every one before it with it. */
  #confirmed(investor: Investor): Result<null> {
    this.#waiting.delete(investor.account);
    for (const kept of this.#all(investor)) if (!kept.confirmed) this.#keep(investor, { ...kept, confirmed: true });
    return ok(null);
  }

  #headingOf({ account }: Investor, { tradingDay, number, fetchedAt, confirmed }: Kept): StatementHeading {
    return { account, number, tradingDay, settledAt: fetchedAt, confirmed, equity: {} };
  }

  readonly desk: StatementDesk = {
    isReplay: false,
    list: (account) => {
      const investor = this.#options.investors.withAccount(account);
      return Promise.resolve(investor ? ok(this.#all(investor).map((kept) => this.#headingOf(investor, kept))) : fail('account-unknown', { account }));
    },
    read: (account, number) => {
      const { investors, nameOf } = this.#options;
      const investor = investors.withAccount(account);
      const kept = investor && this.#all(investor).find((one) => one.number === number);
      return Promise.resolve(kept ? ok(statementOf(kept, account, nameOf(investor))) : fail('statement-unknown', { number }));
    },
    confirm: async (account, number) => {
      const investor = this.#options.investors.withAccount(account);
      if (!investor) return fail('account-unknown', { account });
      const newest = this.#newest(investor);
      if (!newest || !this.#all(investor).some((kept) => kept.number === number)) return fail('statement-unknown', { number });
      // The counter knows one confirmation: that of the newest.
      if (newest.number !== number || newest.confirmed) return ok(null);
      const told = await this.#tell(investor);
      return told.ok ? this.#confirmed(investor) : told;
    },
    confirmAutomatically: (on) => {
      this.#automatic = on;
      if (!on || !this.#link) return;
      for (const investor of this.#options.investors.all) {
        if (this.#newest(investor)?.confirmed === false) void this.#tell(investor).then((told) => told.ok && this.#confirmed(investor));
      }
    },
  };
}

function statementOf({ tradingDay, number, fetchedAt, confirmed, text }: Kept, account: string, accountName: string): Statement {
  return { account, accountName, number, tradingDay, settledAt: fetchedAt, confirmed, text, funds: [], transfers: [], fills: [], closes: [], lots: [], deliveries: [], instruments: [] };
}
