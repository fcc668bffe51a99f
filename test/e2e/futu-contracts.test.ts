/**
 * A future found in a broker's catalogue and traded: listed by its search, refused to the account that may not, offered with the account that
 * may, its margin and largest order as OpenD says. The broker is Futu's client over a real socket; OpenD is the scripted one.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { Sub, UpdateBasicQot, UpdateOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetFunds, GetMaxTrdQtys, GetPositionList, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { simulatedExchange } from '#electron/core/broker-registry.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { BrowserSessions, loadSessionKey } from '#electron/host/browser-sessions.ts';
import { openLoopbackServer, type LoopbackServer } from '#electron/host/loopback-server.ts';
import { askedOf, startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { OPTIONS_ACCOUNT, SIMULATED_FUTURES } from '#test/stand-ins/opend-contracts.ts';
import { openMarket, type OpendMarket } from '#test/stand-ins/opend-market.ts';
import { launchBrowser, openScreen, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();
const security = { market: 1, code: 'HSI2501' };

let opend: OpendStandIn;
let market: OpendMarket;
let core: Core;
let server: LoopbackServer;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  opend = await startOpend();
  market = openMarket(opend);
  market.moreAccounts.push({ category: 1, account: OPTIONS_ACCOUNT }, { category: 2, account: SIMULATED_FUTURES });
  opend.answer(GetPositionList, ({ header }) => ({ s2c: { header, positionList: [] } }));
  opend.answer(GetFunds, ({ header }) => ({
    s2c: { header, funds: { power: 500_000, totalAssets: 600_000, cash: 600_000, marketVal: 0, frozenCash: 0, debtCash: 0, avlWithdrawalCash: 0, currency: 1, availableFunds: 480_000, initialMargin: 120_000, maintenanceMargin: 96_000, riskStatus: 5, cashInfoList: [] } },
  }));
  opend.answer(GetMaxTrdQtys, ({ header }) => ({ s2c: { header, maxTrdQtys: { maxCashBuy: 0, maxPositionSell: 0, longRequiredIM: 60_000, shortRequiredIM: 75_000 } } }));
  const exchange = simulatedExchange(1);
  if (!exchange.ok) throw new Error(exchange.fault.code);
  const make = createFutuBroker({ address: { host: '127.0.0.1', port: opend.port, key: null }, securities: ['HK.00700'] });
  const opened = await createCore({ dataFolder: folder.path, connections: [exchange.value, { id: 'opend', kind: 'futu', environment: 'real', name: 'OpenD', make }] });
  if (!opened.ok) throw new Error(opened.fault.code);
  core = opened.value;
  const listening = await openLoopbackServer({
    core,
    rendererFolder: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
    sessions: new BrowserSessions(loadSessionKey(folder.path)),
    log: () => undefined,
    port: 0,
  });
  if (!listening.ok) throw new Error(listening.fault.code);
  server = listening.value;
  browser = await launchBrowser();
  ({ page, problems } = await openScreen(browser, server.freshAddress()));
  page.setDefaultTimeout(12_000);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await core?.close();
  await opend?.close();
  folder.remove();
});

const ticket = () => page.locator('[data-panel="order-entry"]');

test('a future is found in the catalogue by a part of its code, listed, watched and quoted', async () => {
  await page.getByRole('combobox', { name: '添加合约：代码或名称' }).fill('hsi25');
  await page.getByRole('option', { name: /HK\.HSI2501.*OpenD/ }).click();
  await expect.poll(() => market.subscribed.has('HSI2501/2')).toBe(true);
  await opend.asked(Sub);
  const future = { lastSettlePrice: 19_800, position: 120_000, positionChange: -350 };
  opend.push(UpdateBasicQot, {
    basicQotList: [{ security, isSuspended: false, listTime: '', priceSpread: 1, updateTime: '', updateTimestamp: 1_735_787_400, highPrice: 19_900, openPrice: 19_780, lowPrice: 19_700, curPrice: 19_850, lastClosePrice: 19_790, volume: 60_000, turnover: 1e9, turnoverRate: 0, amplitude: 0, futureExData: future }],
  });
  const levels = (from: number, step: number) => Array.from({ length: 10 }, (_, i) => ({ price: from + step * i, volume: 30 - 2 * i, orederCount: 3 }));
  opend.push(UpdateOrderBook, { security, orderBookBidList: levels(19_849, -1), orderBookAskList: levels(19_850, 1) });
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  await page.getByText('恒指2501 已加入“自选”').first().waitFor();
});

test('an account that may not trade it has no ticket, and names the one that may', async () => {
  await ticket().getByText('该账户不能交易此合约').waitFor();
  expect(await ticket().getByRole('button', { name: /^换用/ }).allTextContents()).toEqual(['换用 Futu HK Futures …7808']);
  await ticket().getByRole('button', { name: /^换用/ }).click();
  // What OpenD's simulated accounts take: limit and market orders for the day.
  await ticket().getByRole('button', { name: '限价' }).waitFor();
  await expect.poll(() => ticket().textContent()).toContain('可买 8');
  const text = await ticket().textContent();
  expect(text).toContain('可卖 6');
  expect(text).toContain('75,000.00');
});

test('the order goes to the account’s own market of futures', async () => {
  await ticket().getByTestId('ticket-sell').click();
  const placed = askedOf(PlaceOrder, await opend.asked(PlaceOrder));
  expect(placed).toMatchObject({ header: { accID: SIMULATED_FUTURES.accID, trdEnv: 0, trdMarket: 10 }, code: 'HSI2501', trdSide: 2, qty: 1, price: 19_849, secMarket: 1 });
});

test('its funds are those of futures: what can be used, the maintenance margin and the broker’s grade', async () => {
  await page.locator('.dv-tab').filter({ hasText: '资金' }).click();
  const funds = page.locator('[data-panel="funds"]');
  await funds.getByText('维持保证金').waitFor();
  const text = (await funds.textContent()) ?? '';
  for (const figure of ['480,000.00', '96,000.00', '5 / 9']) expect(text).toContain(figure);
  expect(problems).toEqual([]);
});
