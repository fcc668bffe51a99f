/**
 * The simulated exchange's desk for statements: they lie in the broker's storage, written with the settlement that they are of. Whether one
 * is confirmed is the exchange's to know, by number: a confirmation holds for every statement before it.
 */
import type { BrokerStorage, StatementDesk } from '#electron/brokers/broker.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { deskCommand, type DeskOptions } from './desk-commands.ts';
import type { ExchangeAccount } from './exchange/account.ts';
import { STATEMENTS } from './exchange/settlement.ts';

/** Most that a list shows: a year of trading days, many times over. */
const LISTED = 1_000;

export interface StatementDeskOptions extends DeskOptions {
  readonly storage: BrokerStorage;
  readonly isReplay: boolean;
}

export function createStatementDesk(options: StatementDeskOptions): StatementDesk {
  const { durable, storage } = options;
  const command = deskCommand(options);

  /** Answers from what has been written. */
  const asked = async <T>(account: string, answer: (holder: ExchangeAccount) => Result<T>): Promise<Result<T>> => {
    await Promise.resolve();
    durable.flush();
    if (!durable.running) return fail('account-offline');
    const holder = durable.running.state.accounts.get(account);
    return holder ? answer(holder) : fail('account-unknown', { account });
  };

  const parsed = (key: string): unknown => {
    const text = storage.readDocument(key);
    return text === null ? null : JSON.parse(text);
  };

  return {
    isReplay: options.isReplay,

    list: (account) =>
      asked(account, ({ confirmed }) => {
        const keys = storage.documentKeys(STATEMENTS.headings(account)).slice(-LISTED).reverse();
        const headings = keys.map((key) => parsed(key) as StatementHeading | null).filter((heading) => heading !== null);
        return ok(headings.map((heading) => ({ ...heading, confirmed: heading.number <= confirmed })));
      }),
    read: (account, number) =>
      asked(account, ({ confirmed }) => {
        const statement = parsed(STATEMENTS.key(account, number)) as Statement | null;
        return statement ? ok({ ...statement, confirmed: number <= confirmed }) : fail('statement-unknown', { number });
      }),
    confirm: (account, number) =>
      command((exchange) => {
        const fault = exchange.confirmStatements(account, number);
        return fault ? { ok: false, fault } : ok(null);
      }),
    confirmAutomatically: (on) => durable.confirmStatements(on),
  };
}
