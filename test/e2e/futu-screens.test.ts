/**
 * What OpenD knows and keeps, on screen: an account's records, research, watchlist groups, reminders in step, orders taken out of the market
 * and put back, and the wait where its rate makes one. OpenD is a stand-in over a real socket; all else is the real thing.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { GetPriceReminder, GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity, SetPriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import { StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import { GetPlateSecurity, GetPlateSet } from '#electron/brokers/futu/messages/snapshot.ts';
import { FlowSummary, GetHistoryOrderList } from '#electron/brokers/futu/messages/trade.ts';
import type { ScreenSession } from '#electron/core/core.ts';
import { commands } from '#shared/contract/commands.ts';
import type { Order } from '#shared/model/order.ts';
import { startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { openMarket, PASSWORD, REAL } from '#test/stand-ins/opend-market.ts';
import { serveCore, type ServedCore } from './served-core.ts';
import { launchBrowser, openDesk, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();
let server: OpendStandIn;
let served: ServedCore;
let session: ScreenSession;
let browser: Browser;
let page: Page;
let problems: string[];

const security = (code: string) => ({ market: 1, code });
const info = (code: string, name: string) => ({ basic: { security: security(code), id: '1', lotSize: 100, secType: code === '02800' ? 4 : 3, name, listTime: '' } });
const FOUND = [['00700', '腾讯控股'], ['02800', '盈富基金']] as const;
const SECOND = 1_735_783_200;

beforeAll(async () => {
  server = await startOpend();
  openMarket(server);
  server.answer(StockFilter, () => ({
    s2c: {
      lastPage: true, allCount: FOUND.length,
      dataList: FOUND.map(([code, name], at) => ({ security: security(code), name, baseDataList: [{ fieldName: 12, value: 20.5 + at }], accumulateDataList: [], financialDataList: [], customIndicatorDataList: [] })),
    },
  }));
  server.answer(GetPlateSet, () => ({ s2c: { plateInfoList: [{ plate: security('BK1001'), name: '互联网' }] } }));
  server.answer(GetPlateSecurity, () => ({ s2c: { staticInfoList: FOUND.map(([code, name]) => info(code, name)) } }));
  server.answer(GetUserSecurityGroup, () => ({ s2c: { groupList: [{ groupName: '港股', groupType: 2 }, { groupName: '长线', groupType: 1 }] } }));
  server.answer(GetUserSecurity, () => ({ s2c: { staticInfoList: FOUND.map(([code, name]) => info(code, name)) } }));
  server.answer(ModifyUserSecurity, () => ({ s2c: {} }));
  const item = { key: '1', type: 1, value: 400.2, note: '止盈', freq: 2, isEnable: true, reminderSessionList: [] };
  server.answer(GetPriceReminder, ({ market }) => ({ s2c: { priceReminderList: market === 1 ? [{ security: security('00700'), name: '腾讯控股', itemList: [item, { ...item, key: '3', type: 7, value: 1_000_000, note: '' }] }] : [] } }));
  server.answer(SetPriceReminder, ({ key }) => ({ s2c: { key: key ?? '9' } }));
  server.answer(GetHistoryOrderList, ({ header }) => ({
    s2c: {
      header,
      orderList: [11, 15].map((orderStatus, at) => ({
        trdSide: 1, orderType: 1, orderStatus, orderID: '0', orderIDEx: `2025010200${at}`, code: '00700', name: '', qty: 300, price: 380.2, fillQty: at === 0 ? 300 : 0, fillAvgPrice: 380, createTime: '', createTimestamp: SECOND + at, updateTime: '',
        updateTimestamp: SECOND + at, secMarket: 1, comboLegs: [],
      })),
    },
  }));
  server.answer(FlowSummary, ({ header, clearingDate }) => ({
    s2c: { header, flowSummaryInfoList: [{ clearingDate, settlementDate: clearingDate, currency: 1, cashFlowType: '其他', cashFlowDirection: 1, cashFlowAmount: -1234.56, cashFlowRemark: 'fee', cashFlowID: clearingDate.replaceAll('-', '') }] },
  }));
  const make = createFutuBroker({ address: { host: '127.0.0.1', port: server.port, key: null }, securities: ['HK.00700', 'US.AAPL'] });
  served = await serveCore(folder.path, [{ id: 'futu', kind: 'futu', environment: 'real', name: '富途', make }]);
  session = served.core.open();
  browser = await launchBrowser();
  ({ page, problems } = await openDesk(browser, served.freshAddress()));
  await session.handle('settings.set', { account: REAL, instrument: 'CFFEX.IF2101' });
  await session.handle('account.unlock', { account: REAL, password: PASSWORD });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await server?.close();
  folder.remove();
});

const tab = (title: string): Promise<void> => page.locator('.dv-tab', { hasText: new RegExp(`^${title}`) }).first().click();
const rows = (region: string) => page.getByRole('region', { name: region }).locator('.ag-row');
const settings = (): Record<string, unknown> => session.snapshots().find(({ topic }) => topic === 'settings')!.items[0] as unknown as Record<string, unknown>;
const lists = () => session.snapshots().find(({ topic }) => topic === 'watchlists')!.items as readonly { readonly id: string; readonly name: string; readonly instruments: readonly string[] }[];

test('an account’s past orders by days, and its cash flow day by day', async () => {
  await tab('账户记录');
  await page.locator('.records-day input').first().fill('2025-01-02');
  await page.locator('.records-day input').nth(1).fill('2025-01-06');
  await page.getByTestId('ask-records').click();
  await expect.poll(() => rows('历史委托').count()).toBe(2);
  expect(await rows('历史委托').first().textContent()).toMatch(/2025-01-02 10:00:01.*00700.*买入.*380\.20.*已撤/);
  await page.locator('[data-record="cash"]').click();
  // Thursday, Friday and Monday.
  await expect.poll(() => rows('资金流水').count()).toBe(3);
  expect(await rows('资金流水').first().textContent()).toMatch(/2025-01-06.*-1,234\.56.*HKD/);
  await page.locator('.records-day input').first().fill('2025-13-02');
  expect(await page.getByTestId('ask-records').isDisabled()).toBe(true);
});

test('the stock filter finds, a click links what it found, a button and a drag put it into the watchlist', async () => {
  await tab('研究');
  await page.locator('.research-list > .bar-button').click();
  await page.getByTestId('ask-research').click();
  await expect.poll(() => rows('研究').count()).toBe(2);
  await rows('研究').nth(1).locator('[col-id="name"]').click();
  await expect.poll(() => settings()['instrument']).toBe('HKEX.02800');
  const chosen = () => lists().find(({ name }) => name === '自选')!;
  const before = chosen().instruments.filter((id) => id !== 'HKEX.02800');
  await session.handle('watchlist.save', { id: chosen().id, name: '自选', position: 0, instruments: before });
  await rows('研究').nth(1).locator('[data-action="watch"]').click();
  await expect.poll(() => chosen().instruments.at(-1)).toBe('HKEX.02800');
  await session.handle('watchlist.save', { id: chosen().id, name: '自选', position: 0, instruments: before });
  await rows('研究').nth(1).locator('.ag-drag-handle').dragTo(page.locator('[data-panel="watchlist"] .ag-row').nth(3));
  await expect.poll(() => chosen().instruments.at(-1)).toBe('HKEX.02800');
});

test('a plate leads to its members and back; a broker’s rate makes a question wait, which is told', async () => {
  await page.getByTestId('research-about').selectOption('plates');
  await page.getByTestId('ask-research').click();
  await expect.poll(() => rows('研究').count()).toBe(1);
  await rows('研究').first().click();
  await expect.poll(() => rows('研究').count()).toBe(2);
  await page.getByRole('button', { name: '返回' }).click();
  await expect.poll(() => rows('研究').count()).toBe(1);
  for (let asked = 0; asked < 9; asked++) await session.handle('research.ask', { connection: 'futu', question: { about: 'plates', market: 'hong-kong', kind: 'all' } });
  await page.getByTestId('ask-research').click();
  await expect.poll(() => page.getByTestId('asking').textContent()).toMatch(/柜台限制频率，\d+ 秒后继续|查询中/);
  await expect.poll(() => page.getByTestId('asking').getAttribute('data-waits')).toBe('true');
  await page.locator('.research-side').getByRole('button', { name: '停止' }).click();
});

test('a group of the broker’s becomes a watchlist', async () => {
  await page.getByTestId('broker-groups').click();
  await page.getByTestId('load-groups').click();
  await page.locator('.watchlist-group', { hasText: '长线' }).getByRole('button', { name: '导入' }).click();
  await expect.poll(() => lists().find(({ name }) => name === '长线')?.instruments).toEqual(['HKEX.00700', 'HKEX.02800']);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('tab', { name: '长线' }).getAttribute('aria-selected')).toBe('true');
});

test('reminders are in step, the broker’s own are shown as its own, and the switch keeps both apart', async () => {
  await tab('提醒');
  const sync = page.getByTestId('reminder-sync-futu');
  await expect.poll(() => sync.getAttribute('data-state')).toBe('in-step');
  await expect.poll(() => rows('提醒').count()).toBe(2);
  expect(await rows('提醒').nth(1).textContent()).toMatch(/HK\.00700.*成交量超过.*1,000,000/);
  await sync.getByRole('switch').click();
  await expect.poll(() => sync.getAttribute('data-state')).toBe('off');
});

test('an order of Hong Kong is taken out of the market and put back', async () => {
  const placed = await session.handle('order.place', commands['order.place'].ask.parse({ account: REAL, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 300, timeInForce: 'day', source: 'ticket' }));
  expect(placed.ok).toBe(true);
  await tab('挂单');
  const row = rows('挂单').first();
  await row.locator('[data-action="disable"]').click();
  await expect.poll(() => row.textContent()).toContain('已停用');
  expect(await row.locator('[data-action="cancel"]').count()).toBe(0);
  await row.locator('[data-action="enable"]').click();
  await expect.poll(() => row.textContent()).toContain('已报');

  // Twenty of these in half a minute are what OpenD takes: the next waits, is not given up, and shows for how long.
  const id = placed.ok ? placed.value.orders[0].id : '';
  const state = (): string => (session.snapshots().find(({ topic }) => topic === 'orders')!.items as readonly Order[]).find((order) => order.id === id)!.state;
  for (let switched = 2; switched < 20; switched++) {
    const what = switched % 2 === 0 ? 'disable' : 'enable';
    expect((await session.handle('order.switch', { order: id, what })).ok).toBe(true);
    await expect.poll(state).toBe(what === 'disable' ? 'disabled' : 'working');
  }
  await row.locator('[data-action="cancel"]').click();
  await expect.poll(() => page.getByTestId('pacing').textContent()).toMatch(/^限频 \d+ 秒$/);
  expect(await page.getByTestId('connection-chip').filter({ hasText: '富途' }).getAttribute('title')).toMatch(/改单撤单 等待 \d+ 秒/);
});

test('nothing went wrong on the page', () => {
  expect(problems).toEqual([]);
});
