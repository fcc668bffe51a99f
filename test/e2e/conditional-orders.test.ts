/** Orders that wait, from the ticket to the fill, in a real browser on the real host: a stop on the recorded contract, a trailing stop on a US share. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openDesk(browser, terminal.address));
}, 120_000);

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  folder.remove();
});

const tab = (title: string) => page.locator('.dv-tab').filter({ hasText: title });
const workingRow = (code = 'IF2101') => page.locator('[data-panel="orders"] .ag-row[row-index]:not(.ag-row-loading)').filter({ hasText: code }).first();
const cell = (column: string, code?: string) => workingRow(code).locator(`[col-id="${column}"]`);
const askPrice = async (): Promise<number> => Number(await page.getByTestId('ticket-buy').locator('.ticket-price').textContent());

describe('a stop on the recorded contract', () => {
  test('is one of the types of its market, and changing to it moves nothing in the ticket', async () => {
    const buy = page.getByTestId('ticket-buy');
    const before = await buy.boundingBox();
    const types = page.getByTestId('ticket-types');
    expect(await types.locator('option').allTextContents()).toEqual(expect.arrayContaining(['五档剩撤', '五档转限', '对手最优', '止损市价', '止损限价']));
    const market = await askPrice();
    await types.selectOption('stop');
    expect(await buy.boundingBox()).toEqual(before);
    await expect.poll(() => page.getByLabel('限价', { exact: true }).isDisabled()).toBe(true);
    const trigger = (market + 2).toFixed(1);
    await page.getByLabel('触发', { exact: true }).fill(trigger);
    await expect.poll(() => buy.locator('.ticket-price').textContent()).toBe(`≥${trigger}`);
    expect(await page.getByTestId('ticket-sell').locator('.ticket-price').textContent()).toBe(`≤${trigger}`);
  });

  test('off its tick it is refused where it was typed', async () => {
    const field = page.getByLabel('触发', { exact: true });
    const good = await field.inputValue();
    await field.fill(`${good.slice(0, -1)}1`);
    await page.locator('#ticket-price-note').getByText(/不在最小变动价位/).waitFor();
    await page.getByTestId('ticket-buy').click();
    await page.getByTestId('ticket-message').getByText(/不在最小变动价位/).waitFor();
    await field.fill(good);
  });

  test('waits: in the table with its trigger, on the ladder and the chart with its own mark', async () => {
    const trigger = await page.getByLabel('触发', { exact: true }).inputValue();
    await page.getByTestId('ticket-buy').click();
    await tab('挂单').click();
    await cell('state').getByText(`待触发 ${trigger}`).waitFor();
    expect((await cell('type').textContent())?.trim()).toBe('止损市价');
    expect((await cell('trigger').textContent())?.trim()).toBe(trigger);
    await page.locator('.ladder-own.buy.waits').first().waitFor();
    await page.locator('.chart-order.buy.waits').first().waitFor();
  });

  test('is dragged to another trigger on the armed ladder', async () => {
    const own = page.locator('.ladder-own.buy.waits').first();
    const before = (await cell('trigger').textContent())!.trim();
    const rowHeight = (await page.locator('.ladder-row').first().boundingBox())!.height;
    const from = (await own.boundingBox())!;
    await page.locator('.ladder').getByRole('switch').click();
    await page.mouse.move(from.x + 6, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 6, from.y + from.height / 2 - 2 * rowHeight, { steps: 6 });
    await page.mouse.up();
    await page.locator('.ladder').getByRole('switch').click();
    await expect.poll(async () => (await cell('trigger').textContent())?.trim()).toBe((Number(before) + 0.4).toFixed(1));
  });

  test('with its trigger changed to one that the market has reached it triggers and fills', async () => {
    await workingRow().getByText('改单').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('触发价').fill((Number(await page.getByLabel('触发', { exact: true }).inputValue()) - 10).toFixed(1));
    await dialog.getByRole('button', { name: '发送改单' }).click();
    await tab('成交').first().click();
    await page.locator('[data-panel="fills"] .ag-row[row-index]:not(.ag-row-loading)').first().waitFor();
    expect(await page.locator('.ladder-own.waits').count()).toBe(0);
  });
});

describe('a trailing stop on a US share', () => {
  test('waits, follows the market, and fills once the price turns', async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.type('AAPL');
    await page.keyboard.press('Enter');
    await page.locator('.ticket-head b').getByText('AAPL').waitFor();
    await page.getByTestId('ticket-types').selectOption('trailing-stop');
    await page.locator('.ticket').getByRole('button', { name: '%', exact: true }).click();
    await page.getByLabel('跟踪', { exact: true }).fill('0.05');
    const sell = page.getByTestId('ticket-sell');
    await expect.poll(() => sell.locator('.ticket-price').textContent()).toBe('↓0.05%');
    await sell.click();
    await tab('挂单').click();
    await cell('type', 'AAPL').getByText('跟踪止损').waitFor();
    await expect.poll(async () => Number((await cell('trigger', 'AAPL').textContent())?.trim())).toBeGreaterThan(0);
    await page.getByTestId('replay-speed').selectOption('50');
    await expect.poll(async () => (await page.getByTestId('ticket-message').textContent()) ?? '', { timeout: 90_000 }).toMatch(/全部成交/);
  }, 120_000);

  test('nothing went wrong on the page', () => {
    expect(problems).toEqual([]);
  });
});
