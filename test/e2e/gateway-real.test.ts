/**
 * One terminal on screen, connected to another's gateway, which shows one of its accounts as a real one: the account is switched from simulated
 * to real, unlocked, traded on the ladder and locked. Two whole programs and a socket between them; nothing is scripted.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { PRACTICE_PASSWORD } from '#electron/opend/trading/script-trading.ts';
import type { Order } from '#shared/model/order.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
const exchangeFolder = temporaryFolder();
let exchange: Core;
let shown: TopicMirror;
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

beforeAll(async () => {
  const made = await createCore({ dataFolder: exchangeFolder.path, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null, practice: 'Practice' } });
  if (!made.ok) throw new Error(made.fault.code);
  exchange = made.value;
  const screen = exchange.open();
  shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  await vi.waitUntil(() => shown.all('accounts').some(({ state }) => state === 'ready'), 20_000);
  const opened = await screen.handle('account.open', { connection: 'simulated', name: 'Practice', deposits: { HKD: 20_000_000_000 } });
  if (!opened.ok) throw new Error(opened.fault.code);
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openDesk(browser, terminal.address, 15_000));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await terminal?.stop();
  await exchange?.close();
  folder.remove();
  exchangeFolder.remove();
});

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const row = (name: string): Locator => page.locator('[data-panel="connections"] tr', { hasText: name });
const environment = (): Promise<string | null> => page.locator('html').getAttribute('data-environment');
const arm = (): Locator => page.locator('.ladder').getByRole('switch');
const unlockButton = (): Locator => page.getByRole('button', { name: '解锁' });
const lockButton = (): Locator => page.getByRole('button', { name: '锁定', exact: true });
/** An account of the connection, by how its name ends. */
const use = async (name: RegExp): Promise<void> => {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name }).click();
};
/** The bid column near the ladder's lower end: an order that rests. */
const clickBid = async (): Promise<void> => {
  const rows = page.locator('.ladder-row');
  await rows.nth((await rows.count()) - 2).locator('.ladder-bid').click();
};
/** What came to the exchange for the account that is shown as a real one. */
const ordersOf = (name: string): Order[] => {
  const id = shown.all('accounts').find((account) => account.name === name)?.id;
  return shown.all('orders').filter(({ account }) => account === id);
};
const shot = async (name: string): Promise<void> => {
  if (process.env['PANKOU_SHOTS']) await page.screenshot({ path: `${process.env['PANKOU_SHOTS']}/${name}.png` });
};

test('the gateway of the other terminal is connected like any OpenD', async () => {
  await tab('连接').click();
  await page.getByTestId('add-connection').click();
  await page.getByTestId('field-port').fill(String(shown.all('gateway')[0].port));
  await page.getByTestId('field-securities').fill('HK.00700');
  await page.getByTestId('connection-name').fill('练习');
  await page.getByTestId('connection-test-button').click();
  await page.locator('[data-testid="connection-test"][data-ended="true"][data-well="true"]').waitFor();
  await page.getByTestId('connection-save').click();
  await row('练习').getByText('已连接').waitFor();
  await row('练习').getByText('实盘 + 模拟').waitFor();
}, 60_000);

test('from simulated to real the frame changes, and nothing is traded while it is locked', async () => {
  await page.getByTestId('open-palette').click();
  await page.locator('.palette input').fill('00700');
  await page.locator('.palette [cmdk-item]').filter({ hasText: '00700' }).first().click();
  await page.locator('.ladder').getByText('00700').first().waitFor();
  expect(await environment()).toBe('simulated');
  const frame = (): Promise<string> => page.locator('.account-button').evaluate((button) => getComputedStyle(button).backgroundColor);
  const before = await frame();
  expect(await page.title()).toContain('模拟');

  await use(/…IM-2/);
  await expect.poll(environment).toBe('real');
  expect(await page.title()).toContain('实盘');
  expect(await page.getByTestId('account-switcher').textContent()).toContain('实盘');
  expect(await frame()).not.toBe(before);
  expect(await arm().isDisabled()).toBe(true);
  await clickBid();
  await shot('gateway-real-locked');
  expect(ordersOf('Practice')).toEqual([]);
}, 60_000);

test('unlocked with its password, its order rests at the exchange and is shown here; it is cancelled; locked, nothing goes out', async () => {
  await unlockButton().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/密码/).fill('guess');
  await dialog.getByRole('button', { name: '解锁' }).click();
  await dialog.getByRole('alert').filter({ hasText: '密码不正确' }).waitFor();
  await dialog.getByLabel(/密码/).fill(PRACTICE_PASSWORD);
  await dialog.getByRole('button', { name: '解锁' }).click();
  await lockButton().waitFor();

  await arm().click();
  await clickBid();
  await expect.poll(() => ordersOf('Practice').map(({ state }) => state)).toEqual(['working']);
  expect(ordersOf('Practice')[0]).toMatchObject({ instrument: 'HKEX.00700', side: 'buy', source: 'script', script: { connection: 'Pankou' } });
  await tab('挂单').click();
  const rows = page.locator('[data-panel="orders"] .ag-row[row-index]:not(.ag-row-loading)');
  await expect.poll(() => rows.count()).toBe(1);
  await expect.poll(() => rows.first().textContent()).toContain('00700');
  await shot('gateway-real-trading');
  // Esc Esc cancels all working orders of the account.
  await page.locator('.ladder').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => ordersOf('Practice').map(({ state }) => state)).toEqual(['cancelled']);
  await expect.poll(() => rows.count()).toBe(0);

  await lockButton().click();
  await unlockButton().waitFor();
  await expect.poll(() => arm().isDisabled()).toBe(true);
  await clickBid();
  await use(/SIM-1/);
  await expect.poll(environment).toBe('simulated');
  expect(ordersOf('Practice')).toHaveLength(1);
  expect(problems).toEqual([]);
}, 90_000);
