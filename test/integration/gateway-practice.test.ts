/** An account of the simulated exchange that scripts are shown as a real one: locked, unlocked by password, traded, its fills pushed, locked again. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GetSecuritySnapshot } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetAccList, GetFunds, GetOrderList, ModifyOrder, PlaceOrder, SubAccPush, UnlockTrade, UpdateOrder, UpdateOrderFill } from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { PRACTICE_PASSWORD } from '#electron/opend/trading/script-trading.ts';
import { connectScript, type ScriptClient } from '#test/stand-ins/script-client.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const TENCENT = { market: 1, code: '00700' };

let folder: string;
let core: Core;
let shown: TopicMirror;
let script: ScriptClient;
let real: string;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-practice-'));
  const made = await createCore({ dataFolder: folder, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null, practice: 'Practice' } });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  const screen = core.open();
  shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  await screen.handle('settings.set', { language: 'en' });
  await until('accounts', () => shown.all('accounts').some(({ state }) => state === 'ready'));
  const opened = await screen.handle('account.open', { connection: 'simulated', name: 'Practice', deposits: { HKD: 20_000_000_000, CNY: 10_000_000_000 } });
  if (!opened.ok) throw new Error(opened.fault.code);
  await until('the account', () => shown.all('accounts').some(({ name, state }) => name === 'Practice' && state === 'ready'));
  script = await connectScript(shown.all('gateway')[0].port, 'practice script');
  const { accList } = await script.ask(GetAccList, { userID: '0' });
  real = accList.find(({ trdEnv }) => trdEnv === 1)!.accID;
});

afterEach(async () => {
  await script.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const header = () => ({ trdEnv: 1, accID: real, trdMarket: 1 });
const unlock = (password: string) => script.session.request(UnlockTrade, { unlock: true, pwdMD5: hash('md5', password), securityFirm: 1 });
const place = async (price: number) => {
  // The least gap between two orders of an account.
  await new Promise((done) => setTimeout(done, 25));
  return script.write(PlaceOrder, (packetID) => ({ packetID, header: header(), trdSide: 1, orderType: 1, code: '00700', qty: 100, price, secMarket: 1 }));
};

it('is real to a client in every respect', async () => {
  const { accList } = await script.ask(GetAccList, { userID: '0' });
  expect(accList.filter(({ trdEnv }) => trdEnv === 1)).toEqual([expect.objectContaining({ accID: real, trdMarketAuthList: [1], securityFirm: 1, accStatus: 0 })]);
  expect(accList.filter(({ trdEnv }) => trdEnv === 0).map(({ trdMarketAuthList }) => trdMarketAuthList[0])).toEqual([1, 2, 3, 11]);
  expect((await script.ask(GetFunds, { header: header() })).funds!.cash).toBe(2_000_000);
  expect(await script.refusal(GetFunds, { header: { ...header(), trdEnv: 0 } })).toContain('no account');

  const orders = script.pushes(UpdateOrder);
  const fills = script.pushes(UpdateOrderFill);
  await script.ask(SubAccPush, { accIDList: [real] });
  const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: [TENCENT] });
  const price = snapshotList[0].basic.askPrice!;
  const locked = { ok: false, fault: { brokerText: expect.stringContaining('locked') as unknown } };
  expect(await place(price)).toMatchObject(locked);
  expect(await unlock('guess')).toMatchObject({ ok: false, fault: { brokerText: expect.stringContaining('wrong') as unknown } });
  expect(await place(price)).toMatchObject(locked);
  expect(await unlock(PRACTICE_PASSWORD)).toMatchObject({ ok: true });

  const rests = await place(Math.floor(price * 0.9));
  expect(rests).toMatchObject({ ok: true });
  const answer = await place(Math.ceil(price * 1.02));
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  await until('filled', () => orders.some(({ order }) => order.orderIDEx === answer.value.orderIDEx && order.orderStatus === 11));
  const bought = () => fills.filter(({ orderFill }) => orderFill.orderIDEx === answer.value.orderIDEx);
  await until('fills', () => bought().reduce((sum, { orderFill }) => sum + orderFill.qty, 0) === 100);
  expect(bought()[0].header).toEqual(header());
  expect(shown.all('orders').filter(({ account }) => shown.all('accounts').find(({ id }) => id === account)?.name === 'Practice')).toHaveLength(2);

  await script.ask(UnlockTrade, { unlock: false });
  expect(await place(price)).toMatchObject(locked);
  const working = rests.ok ? rests.value.orderIDEx! : '';
  expect(await script.write(ModifyOrder, (packetID) => ({ packetID, header: header(), orderID: working, modifyOrderOp: 2 }))).toMatchObject(locked);
  expect((await script.ask(GetOrderList, { header: header() })).orderList.find(({ orderIDEx }) => orderIDEx === working)?.orderStatus).toBe(5);
});
