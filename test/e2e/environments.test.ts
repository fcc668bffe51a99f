/**
 * A trader who goes from the replay to the session-true environment and back, in a real browser on the real host: by the account switcher
 * and by the connections panel. Orders and positions of each are where they were.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openScreen, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openScreen(browser, terminal.address));
}, 120_000);

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  folder.remove();
});

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const rows = (panel: string): Locator => page.locator(`[data-panel="${panel}"] .ag-row[row-index]:not(.ag-row-loading)`);

async function use(name: string): Promise<void> {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio').filter({ hasText: name }).click();
  await expect.poll(() => page.getByTestId('account-switcher').textContent(), { timeout: 20_000 }).toContain(name);
}

/** Shows TEST, which trades at any hour, and buys one at the market. */
async function buyTest(): Promise<void> {
  await page.getByTestId('open-palette').click();
  await page.keyboard.type('TEST');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.ladder').getAttribute('aria-label')).toContain('TEST');
  await page.locator('.ticket').getByRole('button', { name: '市价', exact: true }).or(page.locator('.ticket').getByRole('radio', { name: '市价', exact: true })).first().click();
  await page.getByTestId('ticket-buy').click();
  await tab('持仓').click();
  await expect.poll(() => rows('positions').count(), { timeout: 15_000 }).toBe(1);
}

test('orders and positions stay where they are when the environment is switched, and back', async () => {
  await buyTest();
  const held = await rows('positions').first().textContent();
  expect(held).toContain('TEST');
  expect(await page.getByTestId('replay-pause').count()).toBe(1);

  await use('SES-1');
  await expect.poll(() => page.getByTestId('market-session').count(), { timeout: 20_000 }).toBe(1);
  expect(await page.getByTestId('replay-pause').count()).toBe(0);
  expect(await page.getByTestId('connection-chip').allTextContents()).toEqual([expect.stringContaining('仿真')]);
  // The world's own time, not that of January 2021.
  expect(await page.getByTestId('exchange-clock').textContent()).toContain(String(new Date().getUTCFullYear()));
  await expect.poll(() => rows('positions').count()).toBe(0);
  await buyTest();

  // Back by the connections panel; the account in use follows.
  await tab('连接').click();
  await page.getByTestId('connection-switch-simulated').click();
  await expect.poll(() => page.getByTestId('account-switcher').textContent(), { timeout: 20_000 }).toContain('SIM-1');
  await expect.poll(() => page.getByTestId('replay-pause').count()).toBe(1);
  expect(await page.getByTestId('market-session').count()).toBe(0);
  await tab('持仓').click();
  await expect.poll(() => rows('positions').count()).toBe(1);

  await use('SES-1');
  await expect.poll(() => page.getByTestId('market-session').count(), { timeout: 20_000 }).toBe(1);
  await expect.poll(() => rows('positions').count()).toBe(1);
  expect(problems).toEqual([]);
}, 120_000);
