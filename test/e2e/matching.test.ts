/** MINUS on screen: a market below zero that one user alone trades, with a latency that is set beside it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const tab = (title: string) => page.getByRole('tab', { name: title, exact: true });
const gridRows = (panel: string) => page.locator(`[data-panel="${panel}"] .ag-row[row-index]:not(.ag-row-loading)`);
const number = (text: string | null): number => Number((text ?? '').replaceAll(/[^\d.-]/g, ''));

async function open(): Promise<void> {
  ({ page, problems } = await openDesk(browser, terminal.address));
}

beforeAll(async () => {
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path, ['--speed', '5']);
  await open();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  folder.remove();
});

test('the ladder of MINUS quotes both sides below zero, signs and all, and nothing is cut off', async () => {
  await page.getByText('撮合', { exact: true }).first().click();
  await page.getByText('MINUS', { exact: false }).first().click();
  const price = page.locator('.ladder-row .ladder-price').first();
  await expect.poll(() => price.textContent()).toMatch(/^-\d+\.\d\d/);
  for (const side of ['.ladder-bid', '.ladder-ask']) {
    await expect.poll(async () => (await page.locator(`.ladder-row ${side}`).allTextContents()).filter((text) => text.trim() !== '').length).toBeGreaterThan(5);
  }
  const cut = await page.locator('.ladder-row .ladder-price').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length);
  expect(cut).toBe(0);
});

test('one user sells it short and buys it back; average, margin and result are those of negative prices', async () => {
  await page.getByTestId('ticket-sell').click();
  await page.getByTestId('ticket-message').getByText(/成交/).waitFor();
  await tab('持仓').click();
  const row = gridRows('positions').first();
  await row.waitFor();
  expect(number(await row.locator('[col-id="average"]').textContent())).toBeLessThan(0);
  expect(number(await row.locator('[col-id="margin"]').textContent())).toBe(100);
  await row.getByRole('button', { name: /平仓/ }).click();
  await page.getByRole('button', { name: '市价平 1' }).click();
  await tab('成交').click();
  await expect.poll(() => gridRows('fills').count(), { timeout: 20_000 }).toBe(2);
  for (const text of await page.locator('[data-panel="fills"] [col-id="price"]').allTextContents()) if (/\d/.test(text)) expect(text.trim()).toMatch(/^-/);
});

test('a latency is typed in the connections panel, holds at once, and is found again', async () => {
  await tab('连接').click();
  const field = page.getByTestId('simulation-terms').getByLabel('委托延迟');
  await field.fill('9999');
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  await field.fill('400');
  expect(await field.getAttribute('aria-invalid')).toBe('false');
  await expect.poll(() => page.getByTestId('connection-chip').first().textContent()).toMatch(/400/);
  const from = Date.now();
  await page.getByTestId('ticket-buy').click();
  await page.getByTestId('ticket-message').getByText(/成交/).waitFor();
  expect(Date.now() - from).toBeGreaterThanOrEqual(800);

  await page.context().close();
  await terminal.stop();
  terminal = await startTerminal(folder.path);
  await open();
  await tab('连接').click();
  expect(await page.getByTestId('simulation-terms').getByLabel('委托延迟').inputValue()).toBe('400');
  await expect.poll(() => page.getByTestId('connection-chip').first().textContent()).toMatch(/400/);
  expect(problems).toEqual([]);
}, 60_000);
