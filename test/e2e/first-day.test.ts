/**
 * A trader's first day, in a real browser on the real host: trade with the mouse on the ticket and the ladder, watch the position,
 * set a reminder that fires, quit, start again, and find everything as it was.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const open = async (): Promise<void> => {
  ({ page, problems } = await openDesk(browser, terminal.address));
};

const tab = (title: string) => page.locator('.dv-tab').filter({ hasText: title });
const number = (text: string): number => Number(text.replaceAll(/[^\d.-]/g, ''));
const gridRows = (panel: string) => page.locator(`[data-panel="${panel}"] .ag-row[row-index]:not(.ag-row-loading)`);
/** The price of a ladder row's own line that stands `levels` below the best bid. */
const rowBelowBid = async (levels: number): Promise<{ price: string; x: number; y: number }> => {
  const rows = page.locator('.ladder-row');
  const count = await rows.count();
  let bid = -1;
  for (let i = 0; i < count && bid < 0; i++) if ((await rows.nth(i).locator('.ladder-bid').textContent())?.trim()) bid = i;
  const row = rows.nth(bid + levels);
  const box = (await row.locator('.ladder-price').boundingBox())!;
  return { price: (await row.locator('.ladder-price').textContent())!.trim(), x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

beforeAll(async () => {
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  await open();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  folder.remove();
});

describe('a trader’s first day', () => {
  test('prices are on screen and move', async () => {
    const clock = page.getByTestId('exchange-clock');
    const before = await clock.textContent();
    await expect.poll(() => clock.textContent(), { timeout: 10_000 }).not.toBe(before);
    await expect.poll(() => page.getByTestId('chart-read-out').textContent()).toMatch(/\d{4}\.\d/);
  });

  test('a market order from the ticket fills, and the position’s result moves with the price', async () => {
    await page.getByTestId('ticket-buy').click();
    await page.getByTestId('ticket-message').getByText(/成交/).waitFor();
    await tab('持仓').click();
    const result = gridRows('positions').first().locator('[col-id="dayResult"]');
    await result.waitFor();
    const before = await result.textContent();
    await expect.poll(() => result.textContent(), { timeout: 20_000 }).not.toBe(before);
  });

  test('an unarmed ladder sends nothing; an armed one places, moves and cancels', async () => {
    const resting = await rowBelowBid(6);
    await page.mouse.click(resting.x, resting.y);
    await page.waitForTimeout(300);
    expect(await page.locator('.ladder-own.there').count()).toBe(0);

    await page.locator('.ladder').getByRole('switch').click();
    const at = await rowBelowBid(6);
    await page.mouse.click(at.x, at.y);
    const own = page.locator('.ladder-own.buy.there');
    await own.first().waitFor();
    await tab('挂单').click();
    await expect.poll(() => gridRows('orders').count()).toBe(1);

    const from = (await own.first().boundingBox())!;
    const to = await rowBelowBid(8);
    await page.mouse.move(from.x + 6, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
    await expect.poll(async () => (await gridRows('orders').first().locator('[col-id="price"]').textContent())?.trim()).toBe(to.price.split(' ')[0]);

    await own.filter({ hasText: '1' }).first().hover();
    await own.filter({ hasText: '1' }).first().click({ button: 'middle' });
    // An order that ended stays on its row for a moment, so that nothing moves under the pointer.
    await page.locator('[data-panel="orders"]').getByText('0 笔挂单').waitFor();
    await page.locator('.ladder').getByRole('switch').click();
  });

  test('the chart changes its period', async () => {
    await page.getByRole('button', { name: '5分', exact: true }).click();
    await expect.poll(() => page.getByTestId('chart-read-out').textContent()).toMatch(/\d{2}:[0-5][05]/);
  });

  test('a price reminder fires when the market comes to it', async () => {
    await tab('提醒').click();
    await page.getByRole('button', { name: /新建提醒/ }).first().click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('价格');
    await field.fill((number(await field.inputValue()) + 0.4).toFixed(1));
    await dialog.getByLabel('备注').fill('看突破');
    await dialog.getByRole('button', { name: '保存' }).click();
    await expect.poll(() => gridRows('reminders').count()).toBe(1);
    await page.getByTestId('replay-speed').selectOption('50');
    await page.getByTestId('toast').filter({ hasText: '看突破' }).first().waitFor({ timeout: 30_000 });
    await page.getByTestId('replay-speed').selectOption('1');
  });

  test('after quitting and starting again everything is as it was left', async () => {
    const groupTabs = page.locator('[data-panel="watchlist"] [role="tab"]');
    const groupsBefore = await groupTabs.count();
    await page.locator('[data-panel="watchlist"] .bar-button-icon').first().click();
    await expect.poll(() => groupTabs.count()).toBe(groupsBefore + 1);
    await tab('成交').first().click();
    await expect.poll(() => gridRows('fills').count()).toBe(1);
    await expect.poll(() => gridRows('fills').first().textContent()).toMatch(/IF2101/);
    const fill = await gridRows('fills').first().textContent();
    await tab('委托').click();
    await expect.poll(() => gridRows('order-history').count()).toBe(2);
    const groups = await page.locator('[data-panel="watchlist"] [role="tab"]').allTextContents();
    await page.waitForTimeout(1500);
    const equity = await page.getByTestId('account-summary').textContent();

    await page.context().close();
    await terminal.stop();
    expect(problems).toEqual([]);
    terminal = await startTerminal(folder.path);
    await open();

    await expect.poll(() => page.locator('[data-panel="watchlist"] [role="tab"]').allTextContents()).toEqual(groups);
    // The desk opens with the tab that was in front.
    await expect.poll(() => gridRows('order-history').count()).toBe(2);
    await tab('成交').first().click();
    await expect.poll(async () => gridRows('fills').first().textContent()).toBe(fill);
    await tab('提醒').click();
    await expect.poll(() => gridRows('reminders').count()).toBe(1);
    await tab('持仓').click();
    await expect.poll(() => gridRows('positions').count()).toBe(1);
    await expect.poll(() => page.getByRole('button', { name: '5分', exact: true }).getAttribute('aria-pressed')).toBe('true');
    expect(Math.abs(number((await page.getByTestId('account-summary').textContent())!.split('可用')[0]) - number(equity!.split('可用')[0]))).toBeLessThan(50_000);
  });

  test('the kill switch stops orders until it is released, and is plain to see', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('紧急停止');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: '立即停止' }).click();
    await page.getByTestId('kill-chip').waitFor();
    expect(await page.getByTestId('ticket-buy').isDisabled()).toBe(true);
    await page.getByTestId('kill-chip').click();
    await page.getByTestId('kill-chip').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByTestId('ticket-buy').isDisabled()).toBe(false);
  });

  test('the language is switched live, and nothing of the other one is left', async () => {
    await page.getByTestId('switch-language').click();
    await page.locator('.dv-tab').filter({ hasText: 'Positions' }).waitFor();
    const labels = await page.locator('.dv-tab, button, .ag-header-cell-text').allTextContents();
    // Groups are called as they were named, in whatever language that was.
    const names = new Set(await page.locator('[data-panel="watchlist"] [role="tab"]').allTextContents());
    expect(labels.filter((label) => /[㐀-鿿]/.test(label) && !names.has(label) && !/自选/.test(label))).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('nothing keeps a reader of the screen out: no serious finding of axe, in any theme', async () => {
    for (const theme of ['dark', 'black', 'light']) {
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme);
      // A notice that is fading in or out has no contrast to judge.
      await page.locator('[data-sonner-toast]').first().waitFor({ state: 'detached', timeout: 30_000 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([]);
      await page.getByTestId('switch-theme').click();
    }
  }, 120_000);
});
