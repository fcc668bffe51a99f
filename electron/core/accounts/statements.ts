/**
 * Daily statements of the accounts that have them: listed, read, confirmed. Every window is told the newest of each account, and so
 * whether trading waits for its confirmation.
 */
import type { Broker, StatementDesk } from '#electron/brokers/broker.ts';
import type { Publisher } from '#electron/core/core.ts';
import type { Language } from '#shared/faults.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { statementCsv } from '#shared/statement/csv.ts';
import { statementText } from '#shared/statement/text.ts';
import type { Accounts } from './accounts.ts';

export interface StatementsOptions {
  readonly publisher: Publisher;
  readonly accounts: Pick<Accounts, 'get' | 'all' | 'brokerOf'>;
  readonly log: (level: 'info' | 'warning', fault: Fault) => void;
}

export interface ReadStatement {
  readonly statement: Statement;
  /** CTP's layout. */
  readonly text: string;
  readonly csv: string;
}

/** Errors of all: account-unknown, statements-not-offered, and what the broker says (statement-unknown, account-offline). */
export interface Statements {
  /** Newest first; none where the broker keeps none. */
  list(account: string): Promise<Result<readonly StatementHeading[]>>;
  read(account: string, number: number, language: Language): Promise<Result<ReadStatement>>;
  /** Confirms a statement and every one before it. */
  confirm(account: string, number: number): Promise<Result<null>>;
  /** An account is offered: publishes its newest statement, once. */
  offered(account: string): Promise<void>;
  /** Publishes the newest statement of an account: after a settlement. */
  refresh(account: string): Promise<void>;
  /** Tells a broker whether to confirm by itself, as the setting has it. */
  instruct(broker: Broker, setting: Settings['confirmStatements']): void;
}

/** A replay goes on without being asked for, unless it is told to stop; a market that keeps its hours asks. */
const isAutomatic = (desk: StatementDesk, setting: Settings['confirmStatements']): boolean => setting === 'always' || (setting === 'replay' && desk.isReplay);

export function createStatements({ publisher, accounts, log }: StatementsOptions): Statements {
  /** Number of the newest statement told of, by account. */
  const told = new Map<string, number>();

  const deskOf = (id: string): Result<StatementDesk> => {
    const account = accounts.get(id);
    if (!account) return fail('account-unknown', { account: id });
    const desk = accounts.brokerOf(id)?.statementDesk;
    return desk ? ok(desk) : fail('statements-not-offered', { account: account.name });
  };

  const refresh = async (id: string): Promise<void> => {
    const desk = deskOf(id);
    if (!desk.ok) return;
    const list = await desk.value.list(id);
    if (!list.ok) return;
    const newest = list.value.at(0);
    const before = told.get(id);
    told.set(id, newest?.number ?? 0);
    if (!newest) return;
    publisher.publish('statements', [newest]);
    // What was there when the program started is no news.
    if (before !== undefined && newest.number > before) log('info', { code: 'statement-ready', params: { account: accounts.get(id)?.name ?? id, day: newest.tradingDay } });
  };

  return {
    async list(account) {
      const desk = deskOf(account);
      if (!desk.ok) return desk.fault.code === 'statements-not-offered' ? ok([]) : desk;
      return desk.value.list(account);
    },

    async read(account, number, language) {
      const desk = deskOf(account);
      if (!desk.ok) return desk;
      const read = await desk.value.read(account, number);
      if (!read.ok) return read;
      return ok({ statement: read.value, text: read.value.text ?? statementText(read.value), csv: statementCsv(read.value, language) });
    },

    async confirm(account, number) {
      const desk = deskOf(account);
      if (!desk.ok) return desk;
      const confirmed = await desk.value.confirm(account, number);
      if (confirmed.ok) await refresh(account);
      return confirmed;
    },

    offered: (account) => (told.has(account) ? Promise.resolve() : refresh(account)),

    refresh,

    instruct: (broker, setting) => broker.statementDesk?.confirmAutomatically(isAutomatic(broker.statementDesk, setting)),
  };
}
