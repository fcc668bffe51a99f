/**
 * The accounts that the connections offer: whether each is ready, being checked or offline, and the lock of the real ones.
 * A real account starts locked and locks itself whenever its connection drops; a simulated one has no lock.
 */
import type { Broker, BrokerAccount } from '#electron/brokers/broker.ts';
import type { Publisher } from '#electron/core/core.ts';
import type { Journal } from '#electron/store/store.ts';
import type { Account, AccountState } from '#shared/model/account.ts';
import type { ConnectionState, MarketCapabilities } from '#shared/model/connection.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';

export interface AccountsOptions {
  readonly publisher: Publisher;
  readonly journal: Pick<Journal, 'append'>;
  readonly now: () => number;
}

export interface Accounts {
  /** A connection and the broker behind it, before its first event. */
  attach(connection: string, broker: Broker): void;
  /** What `BrokerSink.accounts` said. @returns the accounts that are new */
  offered(connection: string, accounts: readonly BrokerAccount[]): readonly Account[];
  /** The connection went up (its accounts are then `checking`) or down (`offline`, and locked again). @returns the accounts it concerns */
  connectionIs(connection: string, state: ConnectionState): readonly Account[];
  /** The connection is gone for good, and its accounts with it, until one is offered again. */
  forget(connection: string): void;
  /** Marks an account as being checked, or ready; ignored while it is offline. */
  setState(account: string, state: Exclude<AccountState, 'offline'>): void;
  get(account: string): Account | undefined;
  all(): readonly Account[];
  brokerOf(account: string): Broker | undefined;
  /** What it may trade and how: its own where it has such, else its broker's. */
  capabilitiesOf(account: string): readonly MarketCapabilities[];
  /** Which connection epoch an account is in: changes with every drop, so that an answer from before can be told. */
  epochOf(account: string): number;
  /**
   * Why a new order of this account cannot go out now, or null. The order of the reasons: unknown, offline, locked, checking.
   */
  gate(account: string): Fault | null;
  /**
   * Unlocks a real account through its broker. The password is handed on and forgotten.
   * Errors: account-unknown, unlock-not-needed, account-offline, unlock-refused (or what the broker says), journal-failed.
   */
  unlock(account: string, password: string): Promise<Result<null>>;
  /** Locks at once, whatever the broker answers. Errors: account-unknown, unlock-not-needed (it has no lock). */
  lock(account: string): Promise<Result<null>>;
}

interface Entry {
  account: Account;
  epoch: number;
  /** Counts the times it was locked, so that an unlocking under way does not undo a lock that came meanwhile. */
  lockings: number;
}

export function createAccounts({ publisher, journal, now }: AccountsOptions): Accounts {
  const entries = new Map<string, Entry>();
  const brokers = new Map<string, Broker>();
  const up = new Set<string>();
  /** Of connections that are gone. What was booked of them stays, should they come back. */
  const gone = new Set<string>();
  const present = (id: string): Entry | undefined => (gone.has(id) ? undefined : entries.get(id));

  const change = (entry: Entry, to: Partial<Account>): void => {
    const next = { ...entry.account, ...to };
    if (next.state === entry.account.state && next.locked === entry.account.locked) return;
    entry.account = next;
    publisher.publish('accounts', [next]);
  };

  return {
    attach: (connection, broker) => void brokers.set(connection, broker),

    offered(connection, offered) {
      const added: Account[] = [];
      const changed: Account[] = [];
      for (const { id, environment, name, currencies, capabilities } of offered) {
        const known = entries.get(id);
        gone.delete(id);
        const account: Account = {
          id,
          connection,
          environment,
          name,
          currencies,
          ...(capabilities ? { capabilities } : {}),
          state: known?.account.state ?? (up.has(connection) ? 'checking' : 'offline'),
          // An account that turns out to be real is locked, whatever it was before.
          locked: environment === 'real' && (known?.account.environment === 'real' ? known.account.locked : true),
        };
        if (known) known.account = account;
        else {
          entries.set(id, { account, epoch: 0, lockings: 0 });
          added.push(account);
        }
        changed.push(account);
      }
      if (changed.length > 0) publisher.publish('accounts', changed);
      return added;
    },

    connectionIs(connection, state) {
      const isUp = state === 'up';
      const was = up.has(connection);
      if (isUp) up.add(connection);
      else up.delete(connection);
      const concerned: Account[] = [];
      for (const entry of entries.values()) {
        if (entry.account.connection !== connection) continue;
        if (!isUp) {
          if (was) entry.epoch++;
          change(entry, { state: 'offline', locked: entry.account.environment === 'real' });
        } else if (entry.account.state === 'offline') {
          change(entry, { state: 'checking' });
        }
        concerned.push(entry.account);
      }
      return concerned;
    },

    forget(connection) {
      const ids = [...entries.values()].flatMap(({ account }) => (account.connection === connection ? [account.id] : []));
      for (const id of ids) gone.add(id);
      brokers.delete(connection);
      up.delete(connection);
      if (ids.length > 0) publisher.publish('accounts', [], ids);
    },

    setState(account, state) {
      const entry = present(account);
      if (entry && entry.account.state !== 'offline') change(entry, { state });
    },

    get: (account) => present(account)?.account,
    all: () => [...entries.values()].flatMap(({ account }) => (gone.has(account.id) ? [] : [account])),
    brokerOf(account) {
      const entry = entries.get(account);
      return entry && brokers.get(entry.account.connection);
    },
    capabilitiesOf(account) {
      const entry = entries.get(account);
      return entry?.account.capabilities ?? brokers.get(entry?.account.connection ?? '')?.capabilities ?? [];
    },
    epochOf: (account) => entries.get(account)?.epoch ?? -1,

    gate(account) {
      const known = present(account)?.account;
      if (!known) return { code: 'account-unknown', params: { account } };
      if (known.state === 'offline') return { code: 'account-offline' };
      if (known.locked) return { code: 'account-locked', params: { account: known.name } };
      return known.state === 'checking' ? { code: 'account-checking' } : null;
    },

    async unlock(account, password) {
      const entry = present(account);
      if (!entry) return fail('account-unknown', { account });
      if (entry.account.environment !== 'real') return fail('unlock-not-needed');
      if (entry.account.state === 'offline') return fail('account-offline');
      const { epoch, lockings } = entry;
      const noted = await journal.append({ kind: 'unlock', account, order: null, detail: {}, time: now() }, null);
      if (!noted.ok) return noted;
      // A system without a trading password of its own: the lock is then our safety catch alone.
      const broker = brokers.get(entry.account.connection);
      const answer = broker?.unlock ? await broker.unlock(account, password) : ok(null);
      if (!answer.ok) return answer;
      if (entry.epoch !== epoch) return fail('account-offline');
      if (entry.lockings !== lockings) return fail('account-locked', { account: entry.account.name });
      change(entry, { locked: false });
      return ok(null);
    },

    async lock(account) {
      const entry = present(account);
      if (!entry) return fail('account-unknown', { account });
      if (entry.account.environment !== 'real') return fail('unlock-not-needed');
      entry.lockings++;
      change(entry, { locked: true });
      const broker = brokers.get(entry.account.connection);
      await journal.append({ kind: 'lock', account, order: null, detail: {}, time: now() }, null);
      if (broker?.lock && entry.account.state !== 'offline') return broker.lock(account);
      return ok(null);
    },
  };
}
