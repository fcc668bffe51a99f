/**
 * The simulated exchange's desk for accounts. Each command is decided by the exchange as it stands when the command arrives, written
 * with what else that turn brought about, and answered after whatever it changed was told of: accounts, orders, positions, funds. Where
 * the disk refuses, nothing of it was done, and the answer says so.
 */
import type { AccountDesk } from '#electron/brokers/broker.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { DelayLine } from './delay-line.ts';
import type { DurableExchange } from './durable-exchange.ts';
import { announced, brokenName, nextAccountId, startFault } from './exchange/account-checks.ts';
import type { Exchange } from './exchange/exchange.ts';

export interface AccountDeskOptions {
  readonly durable: DurableExchange;
  /** What the ids of new accounts begin with. */
  readonly prefix: string;
  readonly wayIn: DelayLine;
  readonly wayOut: DelayLine;
  /** Runs a task in a turn of its own. */
  readonly later: (ms: number, task: () => void) => void;
}

export function createAccountDesk({ durable, prefix, wayIn, wayOut, later }: AccountDeskOptions): AccountDesk {
  /** Has a command decided, written, told of and answered. */
  const command = <T>(decide: (exchange: Exchange) => Result<T>): Promise<Result<T>> =>
    new Promise((resolve) => {
      const arrive = (): void => {
        const exchange = durable.running;
        const decided: Result<T> = exchange ? decide(exchange) : fail('broker-down');
        const unwritten = durable.flush();
        // A refusal stands whatever became of the rest of the turn.
        const answer: Result<T> = decided.ok && unwritten ? { ok: false, fault: unwritten } : decided;
        wayOut.send(() => resolve(answer));
      };
      later(0, () => wayIn.send(arrive));
    });

  const unless = (decide: (exchange: Exchange) => Fault | null): Promise<Result<null>> =>
    command((exchange) => {
      const fault = decide(exchange);
      return fault ? { ok: false, fault } : ok(null);
    });

  return {
    open: (name, deposits) =>
      command((exchange) => {
        const { accounts } = exchange.state;
        const fault = brokenName(name, Array.from(accounts.values(), (account) => account.name)) ?? startFault(deposits);
        if (fault) return { ok: false, fault };
        const id = nextAccountId(prefix, accounts.keys());
        exchange.createAccount(id, name, deposits);
        const account = accounts.get(id);
        return account ? ok(announced(account)) : fail('internal');
      }),
    deposit: (account, currency, amount) => unless((exchange) => exchange.moveCash(account, currency, amount)),
    withdraw: (account, currency, amount) => unless((exchange) => exchange.moveCash(account, currency, -amount)),
    transfer: (from, to, currency, amount) => unless((exchange) => exchange.transferCash(from, to, currency, amount)),
    reset: (account, deposits) => unless((exchange) => startFault(deposits) ?? exchange.resetAccount(account, deposits)),
  };
}
