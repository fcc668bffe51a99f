/** Run by accounts-kill.test.ts in a process of its own: opens accounts and moves money until it is killed, and prints what was answered, with what the account then had. */
import { createCore } from '#electron/core/composition.ts';
import type { Account, Funds } from '#shared/model/account.ts';

const opened = await createCore({ dataFolder: process.argv[2] });
if (!opened.ok) throw new Error(opened.fault.code);
const session = opened.value.open();
const funds = (): readonly Funds[] => session.snapshots().find((change) => change.topic === 'funds')!.items as readonly Funds[];
const accounts = (): readonly Account[] => (session.snapshots().find((change) => change.topic === 'accounts')!.items as readonly Account[]).filter(({ connection }) => connection === 'simulated');

/** What was answered is what the terminal shows. */
const say = (): void => {
  const ids = new Set(accounts().map(({ id }) => id));
  const cash = funds().filter((one) => ids.has(one.account) && one.currency === 'CNY').map(({ account, balance, netDeposits }) => ({ account, balance, netDeposits }));
  process.stdout.write(`${JSON.stringify({ names: accounts().map(({ name }) => name), cash })}\n`);
};

for (let round = 1; ; round++) {
  const answer = await session.handle('account.open', { connection: 'simulated', name: `Round ${process.pid} ${round}`, deposits: { CNY: round * 10_001 } });
  if (!answer.ok) throw new Error(answer.fault.code);
  say();
  const { id } = answer.value;
  await session.handle('account.transfer', { from: 'SIM-1', to: id, currency: 'CNY', amount: 7 });
  say();
  await session.handle('account.withdraw', { account: id, currency: 'CNY', amount: 3 });
  say();
  if (round % 3 === 0) await session.handle('account.reset', { account: id, deposits: { CNY: 5 } });
  say();
}
