/**
 * Simulated and real, side by side: the switch changes the whole window and disarms, a real account trades only while it is
 * unlocked, and a dropped connection locks it again. The real account's counter is a scripted broker; all else is the real thing.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrokerFactory, BrokerSink } from '#electron/brokers/broker.ts';
import { CATALOGUE } from '#electron/brokers/simulated/feed/catalogue.ts';
import { emptyBook, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE, type QuoteField } from '#shared/model/quote.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { serveCore, type ServedCore } from './served-core.ts';
import { launchBrowser, openDesk, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();
let served: ServedCore;
let counter: ScriptedBroker;
let sink: BrokerSink;
let browser: Browser;
let page: Page;

/** A real counter carries its instruments' market itself: a bid and an offer of IF2101 that stay. Prices in ticks of 0.2. */
function showMarket(): void {
  const slot = sink.slotOf('CFFEX.IF2101');
  const [bid, ask] = [26_000, 26_002];
  const quote = emptyQuote();
  const shown = { bid, ask, bidSize: 5, askSize: 7, last: bid, upperLimit: 28_000, lowerLimit: 24_000, preSettlement: 26_000, exchangeTime: Date.now(), phase: PHASES.indexOf('continuous') };
  for (const [field, value] of Object.entries(shown)) quote[QUOTE[field as QuoteField]] = value;
  sink.quote(slot, quote, 0);
  const book = emptyBook();
  book[0] = 1;
  book.set([bid, 5, ask, 7], levelOffset(0));
  sink.book(slot, book, 0);
}

beforeAll(async () => {
  const instruments = CATALOGUE.map((entry) => entry.instrument);
  const scripted = createScriptedBroker({ instruments, accounts: [{ id: 'REAL-1', name: 'Futures 8001', environment: 'real', password: 'open sesame', cash: 50_000_000_000 }] }, (made) => (counter = made));
  const make: BrokerFactory = (context) => {
    sink = context.sink;
    return scripted(context);
  };
  served = await serveCore(folder.path, [{ id: 'counter', kind: 'ctp', environment: 'real', name: 'Counter', make }]);
  showMarket();
  browser = await launchBrowser();
  ({ page } = await openDesk(browser, served.freshAddress()));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
  folder.remove();
});

const environment = (): Promise<string | null> => page.locator('html').getAttribute('data-environment');
const armSwitch = () => page.locator('.ladder').getByRole('switch');
const choose = async (name: string): Promise<void> => {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
};
/** The bid column of a row near the ladder's lower end. */
const clickLadder = async (): Promise<void> => {
  const rows = page.locator('.ladder-row');
  await rows.nth((await rows.count()) - 2).locator('.ladder-bid').click();
};

test('switching to a real account changes the whole window and drops the armed ladder', async () => {
  expect(await environment()).toBe('simulated');
  await armSwitch().click();
  expect(await armSwitch().getAttribute('aria-checked')).toBe('true');
  await choose('Futures 8001');
  await expect.poll(environment).toBe('real');
  expect(await armSwitch().getAttribute('aria-checked')).toBe('false');
  expect(await page.title()).toContain('实盘');
  expect(await page.getByTestId('account-switcher').textContent()).toContain('实盘');
});

test('a locked real account takes no order, and says why', async () => {
  expect(await armSwitch().isDisabled()).toBe(true);
  await clickLadder();
  const buy = page.getByTestId('ticket-buy');
  if (await buy.isEnabled()) await buy.click();
  await page.locator('[data-panel="order-entry"]').getByText(/已锁定/).waitFor();
  expect(counter.placed).toHaveLength(0);
});

test('a wrong password leaves it locked; the right one unlocks; the order goes to the real counter', async () => {
  await page.getByRole('button', { name: '解锁' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/密码/).fill('guess');
  await dialog.getByRole('button', { name: '解锁' }).click();
  await dialog.getByRole('alert').filter({ hasText: '密码不正确' }).waitFor();
  await dialog.getByLabel(/密码/).fill('open sesame');
  await dialog.getByRole('button', { name: '解锁' }).click();
  await page.getByRole('button', { name: '锁定', exact: true }).waitFor();

  if ((await armSwitch().getAttribute('aria-checked')) !== 'true') await armSwitch().click();
  await clickLadder();
  await expect.poll(() => counter.placed.length).toBe(1);
  expect(counter.placed[0]).toMatchObject({ account: 'REAL-1', instrument: 'CFFEX.IF2101', side: 'buy', type: 'limit', quantity: 1 });
  const broker = counter.at.idOf(counter.placed[0].id);
  counter.at.fill(broker, 1);
  await page.locator('.dv-tab').filter({ hasText: '持仓' }).click();
  await page.locator('[data-panel="positions"] .ag-row').filter({ hasText: 'IF2101' }).waitFor();
});

test('a dropped connection locks the account, stops its orders and disarms', async () => {
  counter.at.drop();
  await page.getByRole('button', { name: '解锁' }).waitFor();
  await expect.poll(() => armSwitch().getAttribute('aria-checked')).toBe('false');
  await page.getByTestId('account-switcher').getByText('未连接').waitFor();
  const before = counter.placed.length;
  const buy = page.getByTestId('ticket-buy');
  if (await buy.isEnabled()) await buy.click();
  expect(counter.placed).toHaveLength(before);
  counter.at.restore();
  await expect.poll(async () => (await page.getByTestId('account-switcher').textContent())?.includes('未连接')).toBe(false);
});

test('the password was kept nowhere', async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  for (const file of readdirSync(folder.path)) expect(readFileSync(`${folder.path}/${file}`).includes('open sesame'), file).toBe(false);
});

test('back on the simulated account the window says so', async () => {
  await choose('SIM-1');
  await expect.poll(environment).toBe('simulated');
  expect(await page.title()).toContain('模拟');
});
