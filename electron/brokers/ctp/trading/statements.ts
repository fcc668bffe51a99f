/** The counter's settlement statements: a text of its own, fetched after login, kept by day, and confirmed before the day's first order. */
import type { BrokerStorage, StatementDesk } from '#electron/brokers/broker.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../session/clock.ts';
import type { CounterLink } from '../session/counter-link.ts';
import type { LoggedIn } from '../session/login.ts';
import { joinPieces } from '../structs/struct-codec.ts';
import { dayOf } from './days.ts';

interface Kept {
  readonly tradingDay: string;
  readonly number: number;
  readonly fetchedAt: number;
  readonly confirmed: boolean;
  readonly text: string;
}

const PREFIX = 'statement/';

export interface StatementsOptions {
  readonly account: string;
  readonly accountName: string;
  readonly brokerId: string;
  readonly userId: string;
  readonly storage: BrokerStorage;
  readonly clock: Clock;
}

export class CounterStatements {
  readonly #options: StatementsOptions;
  #link: CounterLink | null = null;
  #automatic = false;
  #waiting: string | null = null;

  constructor(options: StatementsOptions) {
    this.#options = options;
  }

  /** Day of the statement that has to be confirmed before anything is ordered; null where there is none. */
  get waiting(): string | null {
    return this.#waiting;
  }

  get #fields(): { readonly BrokerID: string; readonly InvestorID: string } {
    return { BrokerID: this.#options.brokerId, InvestorID: this.#options.userId };
  }

  /**
   * After a login: whether the day is confirmed, and the statement where it is not. One without text (a counter that settles nothing) is
   * confirmed at once: there is nothing to read.
   */
  async begin(link: CounterLink, { tradingDay }: LoggedIn): Promise<Result<null>> {
    this.#link = link;
    this.#waiting = null;
    if (!link.has('ReqSettlementInfoConfirm') || !link.has('ReqQrySettlementInfo')) return ok(null);
    let isConfirmed = false;
    if (link.has('ReqQrySettlementInfoConfirm')) {
      const told = await link.query('ReqQrySettlementInfoConfirm', this.#fields);
      if (!told.ok) return told;
      isConfirmed = told.value.some(({ ConfirmDate }) => String(ConfirmDate) === tradingDay);
    }
    if (isConfirmed && this.#newest()) return this.#confirmed();
    const pieces = await link.query('ReqQrySettlementInfo', { ...this.#fields, TradingDay: '' });
    if (!pieces.ok) return pieces;
    const text = joinPieces(pieces.value.map(({ Content }) => String(Content ?? '')));
    const day = dayOf(String(pieces.value.at(0)?.TradingDay ?? '')) ?? dayOf(tradingDay);
    if (text.trim() === '' || !day) return isConfirmed ? ok(null) : this.#tell();
    // The number of a day's statement is its date.
    this.#keep({ tradingDay: day, number: Number(day.replaceAll('-', '')), fetchedAt: this.#options.clock.now(), confirmed: isConfirmed, text });
    if (!isConfirmed) this.#waiting = day;
    if (!isConfirmed && this.#automatic) {
      const told = await this.#tell();
      return told.ok ? this.#confirmed() : told;
    }
    return ok(null);
  }

  async #tell(): Promise<Result<null>> {
    const link = this.#link;
    if (!link) return fail('account-offline');
    const told = await link.ask('ReqSettlementInfoConfirm', this.#fields);
    return told.ok ? ok(null) : told;
  }

  end(): void {
    this.#link = null;
  }

  #keep(kept: Kept): void {
    this.#options.storage.append([], [{ key: `${PREFIX}${kept.tradingDay}`, text: JSON.stringify(kept) }]);
  }

  #all(): readonly Kept[] {
    const { storage } = this.#options;
    return storage.documentKeys(PREFIX).map((key) => JSON.parse(storage.readDocument(key) ?? 'null') as Kept | null).filter((kept) => kept !== null).reverse();
  }

  #newest(): Kept | undefined {
    return this.#all().at(0);
  }

  /** The newest is confirmed, and every one before it with it. */
  #confirmed(): Result<null> {
    this.#waiting = null;
    for (const kept of this.#all()) if (!kept.confirmed) this.#keep({ ...kept, confirmed: true });
    return ok(null);
  }

  #headingOf({ tradingDay, number, fetchedAt, confirmed }: Kept): StatementHeading {
    return { account: this.#options.account, number, tradingDay, settledAt: fetchedAt, confirmed, equity: {} };
  }

  readonly desk: StatementDesk = {
    isReplay: false,
    list: (account) => Promise.resolve(account === this.#options.account ? ok(this.#all().map((kept) => this.#headingOf(kept))) : fail('account-unknown', { account })),
    read: (account, number) => {
      const kept = account === this.#options.account ? this.#all().find((one) => one.number === number) : undefined;
      return Promise.resolve(kept ? ok(statementOf(kept, account, this.#options.accountName)) : fail('statement-unknown', { number }));
    },
    confirm: async (account, number) => {
      if (account !== this.#options.account) return fail('account-unknown', { account });
      const newest = this.#newest();
      if (!newest || !this.#all().some((kept) => kept.number === number)) return fail('statement-unknown', { number });
      // The counter knows one confirmation: that of the newest.
      if (newest.number !== number || newest.confirmed) return ok(null);
      const told = await this.#tell();
      return told.ok ? this.#confirmed() : told;
    },
    confirmAutomatically: (on) => {
      this.#automatic = on;
      if (on && this.#link && this.#newest()?.confirmed === false) void this.#tell().then((told) => told.ok && this.#confirmed());
    },
  };
}

function statementOf({ tradingDay, number, fetchedAt, confirmed, text }: Kept, account: string, accountName: string): Statement {
  return { account, accountName, number, tradingDay, settledAt: fetchedAt, confirmed, text, funds: [], transfers: [], fills: [], closes: [], lots: [], deliveries: [], instruments: [] };
}
