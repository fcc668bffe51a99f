/** The simulated exchange's desk for accounts: opened, paid into and out of, transferred between, reset. */
import type { AccountDesk } from '#electron/brokers/broker.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { deskCommand, type DeskOptions } from './desk-commands.ts';
import { announced, brokenName, nextAccountId, startFault } from './exchange/account-checks.ts';
import type { Exchange } from './exchange/exchange.ts';

export interface AccountDeskOptions extends DeskOptions {
  /** What the ids of new accounts begin with. */
  readonly prefix: string;
}

export function createAccountDesk(options: AccountDeskOptions): AccountDesk {
  const { prefix } = options;
  const command = deskCommand(options);

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
