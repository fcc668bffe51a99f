import { expect, it } from 'vitest';
import type { Broker } from '#electron/brokers/broker.ts';
import type { JournalEntry } from '#electron/store/store.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createAccounts } from './accounts.ts';

function setUp(unlock: (password: string) => Promise<Result<null>> = (password) => Promise.resolve(password === 'right' ? ok(null) : fail('unlock-refused'))) {
  const entries: JournalEntry[] = [];
  const states: string[] = [];
  const accounts = createAccounts({
    publisher: { publish: (_topic, items) => void states.push(...(items as unknown as { id: string; state: string; locked: boolean }[]).map((one) => `${one.id} ${one.state}${one.locked ? ' locked' : ''}`)) },
    journal: { append: (entry) => (entries.push(entry), Promise.resolve(ok(null))) },
    now: () => 0,
  });
  accounts.attach('c', { unlock: (_account: string, password: string) => unlock(password) } as unknown as Broker);
  accounts.offered('c', [
    { id: 'sim', environment: 'simulated', name: 'Sim', currencies: ['CNY'] },
    { id: 'real', environment: 'real', name: 'Real', currencies: ['CNY'] },
  ]);
  return { accounts, entries, states };
}

it('an account is offline, checked, ready; a real one locked until it is opened, and again after every drop', async () => {
  const { accounts, states } = setUp();
  expect(accounts.gate('sim')).toEqual({ code: 'account-offline' });
  accounts.connectionIs('c', 'connecting');
  accounts.connectionIs('c', 'up');
  expect(accounts.gate('sim')).toEqual({ code: 'account-checking' });
  expect(accounts.gate('real')).toEqual({ code: 'account-locked', params: { account: 'Real' } });
  accounts.setState('sim', 'ready');
  accounts.setState('real', 'ready');
  expect(accounts.gate('sim')).toBeNull();
  expect(await accounts.unlock('real', 'wrong')).toMatchObject({ ok: false, fault: { code: 'unlock-refused' } });
  expect(await accounts.unlock('real', 'right')).toEqual(ok(null));
  expect(accounts.gate('real')).toBeNull();
  accounts.connectionIs('c', 'down');
  expect(accounts.get('real')).toMatchObject({ state: 'offline', locked: true });
  accounts.setState('real', 'ready');
  expect(accounts.get('real')).toMatchObject({ state: 'offline' });
  expect(states.at(-1)).toBe('real offline locked');
  expect(accounts.gate('nobody')).toMatchObject({ code: 'account-unknown' });
});

it('a simulated account has no lock', async () => {
  const { accounts } = setUp();
  expect(await accounts.unlock('sim', 'x')).toMatchObject({ fault: { code: 'unlock-not-needed' } });
  expect(await accounts.lock('sim')).toMatchObject({ fault: { code: 'unlock-not-needed' } });
});

it('a lock or a drop during an unlocking wins', async () => {
  let answer!: (result: Result<null>) => void;
  const { accounts, entries } = setUp(() => new Promise((resolve) => (answer = resolve)));
  accounts.connectionIs('c', 'up');
  const first = accounts.unlock('real', 'right');
  await Promise.resolve();
  await Promise.resolve();
  await accounts.lock('real');
  answer(ok(null));
  expect(await first).toMatchObject({ fault: { code: 'account-locked' } });
  const second = accounts.unlock('real', 'right');
  await Promise.resolve();
  await Promise.resolve();
  accounts.connectionIs('c', 'down');
  accounts.connectionIs('c', 'up');
  answer(ok(null));
  expect(await second).toMatchObject({ fault: { code: 'account-offline' } });
  expect(accounts.get('real')?.locked).toBe(true);
  expect(JSON.stringify(entries)).not.toContain('right');
});

it('accounts of a connection that is gone are known no more, and are themselves again when they are offered again', async () => {
  const { accounts } = setUp();
  accounts.connectionIs('c', 'up');
  accounts.setState('sim', 'ready');
  accounts.connectionIs('c', 'off');
  accounts.forget('c');
  expect([accounts.all(), accounts.get('sim'), accounts.brokerOf('sim')]).toEqual([[], undefined, undefined]);
  expect(accounts.gate('sim')).toEqual({ code: 'account-unknown', params: { account: 'sim' } });
  expect(await accounts.unlock('real', 'right')).toMatchObject({ ok: false, fault: { code: 'account-unknown' } });
  // Known before: what was booked of it is not loaded twice.
  expect(accounts.offered('d', [{ id: 'sim', environment: 'simulated', name: 'Sim', currencies: ['CNY'] }])).toEqual([]);
  expect(accounts.all()).toMatchObject([{ id: 'sim', connection: 'd', state: 'offline' }]);
  accounts.connectionIs('d', 'up');
  expect(accounts.get('sim')?.state).toBe('checking');
  expect(accounts.get('real')).toBeUndefined();
});
