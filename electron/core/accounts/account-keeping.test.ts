import { expect, it } from 'vitest';
import type { AccountDesk, Broker } from '#electron/brokers/broker.ts';
import type { JournalEntry } from '#electron/store/store.ts';
import type { Account } from '#shared/model/account.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createAccountKeeping } from './account-keeping.ts';

const account = (id: string, change: Partial<Account> = {}): Account => ({
  id, connection: 'sim', environment: 'simulated', name: id, state: 'ready', locked: false, currencies: ['CNY'], ...change,
});

function setUp({ journalFails = false, answer = ok(null) }: { readonly journalFails?: boolean; readonly answer?: Result<null> } = {}) {
  /** What happened, in order: a journal entry before what it is about. */
  const happened: string[] = [];
  const entries: JournalEntry[] = [];
  const known = new Map([account('A'), account('B'), account('away', { state: 'offline' }), account('other', { connection: 'session' }), account('R', { connection: 'real', environment: 'real' })].map((one) => [one.id, one]));
  const did = (what: string): Promise<Result<null>> => (happened.push(what), Promise.resolve(answer));
  const desk: AccountDesk = {
    open: (name) => {
      happened.push(`open ${name}`);
      known.set('N', account('N', { name }));
      return Promise.resolve(ok({ id: 'N', environment: 'simulated', name, currencies: [] }));
    },
    deposit: (id, currency, amount) => did(`deposit ${id} ${currency} ${amount}`),
    withdraw: (id, currency, amount) => did(`withdraw ${id} ${currency} ${amount}`),
    transfer: (from, to, currency, amount) => did(`transfer ${from} ${to} ${currency} ${amount}`),
    reset: (id) => did(`reset ${id}`),
  };
  const brokers: Record<string, Partial<Broker>> = { sim: { accountDesk: desk }, session: { accountDesk: desk }, real: {} };
  const keeping = createAccountKeeping({
    accounts: { get: (id) => known.get(id), brokerOf: (id) => brokers[known.get(id)?.connection ?? ''] as Broker | undefined },
    journal: {
      append: (entry) => {
        if (journalFails) return Promise.resolve(fail('journal-failed', { reason: 'disk full' }));
        happened.push(`journal ${entry.kind} ${entry.account}`);
        entries.push(entry);
        return Promise.resolve(ok(null));
      },
    },
    now: () => 7,
    caughtUp: () => Promise.resolve(),
    connectionOf: (id) => (brokers[id] ? { name: id, broker: brokers[id] as Broker, up: id !== 'session' } : undefined),
  });
  return { keeping, happened, entries };
}

it('journals the intent, then the desk does it', async () => {
  const { keeping, happened, entries } = setUp();
  expect(await keeping.deposit('A', 'CNY', 12_345)).toEqual(ok(null));
  expect(await keeping.withdraw('A', 'USD', 1)).toEqual(ok(null));
  expect(await keeping.transfer('A', 'B', 'HKD', 20_000)).toEqual(ok(null));
  expect(await keeping.reset('B', { CNY: 10_000 })).toEqual(ok(null));
  expect(await keeping.open('sim', 'Options', {})).toMatchObject({ ok: true, value: { id: 'N', name: 'Options' } });
  expect(happened).toEqual([
    'journal deposit A', 'deposit A CNY 12345', 'journal withdraw A', 'withdraw A USD 1', 'journal transfer A', 'transfer A B HKD 20000',
    'journal account-reset B', 'reset B', 'journal account-open ', 'open Options',
  ]);
  expect(entries.map((entry) => entry.detail)).toEqual([
    { CNY: '1.2345' }, { USD: '0.0001' }, { to: 'B', HKD: '2.0000' }, { deposits: { CNY: '1.0000' } }, { connection: 'sim', name: 'Options', deposits: {} },
  ]);
});

it.each([
  ['an account that is not there', 'X', 'account-unknown'],
  ['a real account', 'R', 'account-not-simulated'],
  ['an account that is away', 'away', 'account-not-connected'],
])('refuses %s before anything is written', async (_, id, code) => {
  const { keeping, happened } = setUp();
  for (const answer of [keeping.deposit(id, 'CNY', 1), keeping.withdraw(id, 'CNY', 1), keeping.transfer(id, 'A', 'CNY', 1), keeping.transfer('A', id, 'CNY', 1), keeping.reset(id, {})]) {
    expect(await answer).toMatchObject({ ok: false, fault: { code } });
  }
  expect(happened).toEqual([]);
});

it('a transfer stays at one exchange and goes to another account', async () => {
  const { keeping, happened } = setUp();
  expect(await keeping.transfer('A', 'A', 'CNY', 1)).toMatchObject({ fault: { code: 'transfer-same-account' } });
  expect(await keeping.transfer('A', 'other', 'CNY', 1)).toMatchObject({ fault: { code: 'transfer-elsewhere', params: { from: 'A', to: 'other' } } });
  expect(happened).toEqual([]);
});

it('accounts are opened where a desk is, while it is connected', async () => {
  const { keeping, happened } = setUp();
  expect(await keeping.open('real', 'N', {})).toMatchObject({ fault: { code: 'accounts-not-offered' } });
  expect(await keeping.open('nowhere', 'N', {})).toMatchObject({ fault: { code: 'accounts-not-offered' } });
  expect(await keeping.open('session', 'N', {})).toMatchObject({ fault: { code: 'connection-is-down', params: { name: 'session' } } });
  expect(happened).toEqual([]);
});

it('a disk that refuses, here or at the exchange, leaves the account as it was and says so in its own words', async () => {
  const here = setUp({ journalFails: true });
  expect(await here.keeping.deposit('A', 'CNY', 1)).toMatchObject({ fault: { code: 'account-unchanged', params: { reason: 'disk full' } } });
  expect(await here.keeping.open('sim', 'N', {})).toMatchObject({ fault: { code: 'account-unchanged' } });
  expect(here.happened).toEqual([]);
  const there = setUp({ answer: fail('journal-failed', { reason: 'no space' }) });
  expect(await there.keeping.reset('A', {})).toMatchObject({ fault: { code: 'account-unchanged', params: { reason: 'no space' } } });
});
