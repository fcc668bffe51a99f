/**
 * A trader with two accounts, in a real browser on the real host: opens the second one, moves money over, trades TEST between the two
 * with the mouse, cancels what is left, lets the day end, and reads both statements.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openDesk, openScreen, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const FIRST = 'SIM-1';
const SECOND = '对手';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const number = (text: string | null): number => Number((text ?? '').replaceAll(/[^\d.-]/g, ''));
const gridRows = (panel: string): Locator => page.locator(`[data-panel="${panel}"] .ag-row[row-index]:not(.ag-row-loading)`);
const cell = (panel: string, column: string): Locator => gridRows(panel).first().locator(`[col-id="${column}"]`);
const accounts = (): Locator => page.getByTestId('accounts');
const row = (id: string): Locator => accounts().locator(`[data-account="${id}"]`);
const own = (): Locator => page.locator('.ladder-own.there');

/** Uses an account, by the switcher. */
async function use(name: string): Promise<void> {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio').first().waitFor();
  await page.getByRole('menuitemradio').filter({ hasText: name }).click();
  await expect.poll(() => page.getByTestId('account-switcher').textContent()).toContain(name);
}

const arm = (): Locator => page.locator('.ladder').getByRole('switch');

interface Touch {
  readonly bid: number;
  readonly ask: number;
}

/** Rows of the ladder on which the best bid and the best offer stand. */
async function touch(): Promise<Touch> {
  const rows = await page.locator('.ladder-row').evaluateAll((all) =>
    all.map((one) => ({ bid: one.querySelector('.ladder-bid')?.textContent?.trim() !== '', ask: one.querySelector('.ladder-ask')?.textContent?.trim() !== '' })),
  );
  return { bid: rows.findIndex(({ bid }) => bid), ask: rows.findLastIndex(({ ask }) => ask) };
}

/** Stops the replay at a moment when a price lies free between bid and offer. @returns its row on the ladder */
async function standStill(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    await page.getByTestId('replay-pause').click();
    await page.locator('.replay-tag[data-paused="true"]').waitFor();
    await page.waitForTimeout(150);
    const { bid, ask } = await touch();
    if (bid - ask > 1) return bid - 1;
    await page.getByTestId('replay-pause').click();
    await page.locator('.replay-tag[data-paused="false"]').waitFor();
    await page.waitForTimeout(400);
  }
  throw new Error('bid and offer never stood apart');
}

async function clickPrice(at: number, button: 'left' | 'right'): Promise<void> {
  const box = (await page.locator('.ladder-row').nth(at).locator('.ladder-price').boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button });
}

/** Nothing serious of axe in a part of the screen, in any theme. */
async function expectReadable(part: string): Promise<void> {
  const dress = (theme: string): Promise<void> => page.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);
  for (const theme of ['light', 'black', 'dark']) {
    await dress(theme);
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${theme} ${id}: ${node.html.slice(0, 100)}`))).toEqual([]);
  }
}

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

describe('two accounts', { timeout: 120_000 }, () => {
  test('a second account is opened by keyboard from the palette, with its money, and is in use', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('新开');
    await page.keyboard.press('Enter');
    await page.getByTestId('account-name').fill(FIRST);
    await page.getByTestId('start-HKD').fill('');
    await page.getByTestId('start-USD').fill('');
    await page.getByTestId('start-CNY').fill('1,5');
    await accounts().getByText('不是金额').waitFor();
    expect(await page.getByTestId('open-account').isDisabled()).toBe(true);
    await page.getByTestId('start-CNY').fill('1000000');
    await accounts().getByText('1,000,000.00 CNY').waitFor();
    await page.keyboard.press('Enter');
    await accounts().getByText('已有名为“SIM-1”的账户').waitFor();
    await page.getByTestId('account-name').fill(SECOND);
    await page.keyboard.press('Enter');
    await expect.poll(() => row('SIM-2').locator('[data-equity="CNY"]').textContent()).toBe('1,000,000.00');
    expect(await page.getByTestId('account-switcher').textContent()).toContain(SECOND);
  });

  test('money is paid in, refused beside its field where there is not enough, and moved over', async () => {
    await page.getByTestId('cash-amount').fill('250,000.5');
    await page.keyboard.press('Enter');
    await expect.poll(() => row('SIM-2').locator('[data-equity="CNY"]').textContent()).toBe('1,250,000.50');
    await accounts().getByRole('tab', { name: '出金' }).click();
    await page.getByTestId('cash-amount').fill('1,250,000.51');
    await page.keyboard.press('Enter');
    await accounts().getByText('可用资金只有 1,250,000.50 CNY').waitFor();
    await page.getByTestId('cash-amount').fill('250,000.5');
    await page.keyboard.press('Enter');
    await expect.poll(() => row('SIM-2').locator('[data-available="CNY"]').textContent()).toBe('1,000,000.00');
    await row('SIM-1').click();
    await accounts().getByRole('tab', { name: '划转' }).click();
    await page.getByTestId('cash-amount').fill('40,000');
    await page.keyboard.press('Enter');
    await accounts().getByText('已从 SIM-1 划转 40,000.00 CNY 到 对手').waitFor();
    await expect.poll(() => row('SIM-2').locator('[data-equity="CNY"]').textContent()).toBe('1,040,000.00');
    expect(await row('SIM-1').locator('[data-equity="CNY"]').textContent()).toBe('9,960,000.00');
    await accounts().getByRole('tab', { name: '重置' }).click();
    await expectReadable('.dialog');
    await page.keyboard.press('Escape');
    await tab('资金').click();
    await expect.poll(() => page.locator('[data-panel="funds"] [data-funds="netDeposits"]').first().textContent()).toBe('+1,040,000.00');
  });

  test('one bids, the other hits a part of it, the rest is cancelled: marks, tape, fills, positions and funds of each', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('TEST');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.ladder').getAttribute('aria-label')).toContain('TEST');
    await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
    const at = await standStill();
    // The size last traded may stand behind a price.
    const price = /^\s*(\d+\.\d\d)/.exec((await page.locator('.ladder-row').nth(at).locator('.ladder-price').textContent())!)![1];
    await arm().click();
    await page.locator('.ladder-quantity input').fill('5');
    await clickPrice(at, 'left');
    await expect.poll(() => own().count()).toBe(1);
    expect(await own().first().textContent()).toContain('5');

    await use(FIRST);
    expect(await arm().getAttribute('aria-checked')).toBe('false');
    await expect.poll(() => own().count()).toBe(0);
    await arm().click();
    await page.locator('.ladder-quantity input').fill('3');
    await clickPrice(at, 'right');
    await tab('持仓').click();
    await expect.poll(() => gridRows('positions').count()).toBe(1);
    expect(await gridRows('positions').first().textContent()).toMatch(/TEST.*空/);
    await tab('成交').first().click();
    await expect.poll(() => gridRows('fills').first().textContent()).toMatch(/TEST.*卖/);
    expect(await own().count()).toBe(0);
    await tab('逐笔成交').click();
    await expect.poll(() => page.locator('.tape-row').first().textContent()).toContain(price);
    expect(await page.locator('.tape-row').first().textContent()).toMatch(/3$/);
    await tab('盘口').click();

    await use(SECOND);
    await expect.poll(() => own().count()).toBe(1);
    expect(await own().first().textContent()).toContain('2');
    await tab('挂单').click();
    await expect.poll(() => gridRows('orders').count()).toBe(1);
    await own().first().click({ button: 'middle' });
    await page.locator('[data-panel="orders"]').getByText('0 笔挂单').waitFor();
    await tab('持仓').click();
    await expect.poll(() => gridRows('positions').count()).toBe(1);
    expect(await gridRows('positions').first().textContent()).toMatch(/TEST.*多/);
    await tab('成交').first().click();
    await expect.poll(() => gridRows('fills').first().textContent()).toMatch(/TEST.*买/);
    await tab('委托').click();
    await expect.poll(() => cell('order-history', 'filled').textContent()).toMatch(/^3/);
    // Margin of each is a tenth of the value: 3 × 10 × price.
    await tab('资金').click();
    await expect.poll(async () => Math.abs(number(await page.locator('[data-panel="funds"] [data-funds="margin"]').first().textContent()) - 3 * number(price))).toBeLessThan(0.01);
  });

  test('the day ends and is settled; each account’s statement has its side of the trade, and money is conserved', async () => {
    await page.getByTestId('replay-jump').click();
    const form = page.getByTestId('jump-form');
    await form.locator('input.text-field').fill('14:59:50');
    await form.getByRole('button', { name: '跳转', exact: true }).click();
    await page.getByTestId('replay-pause').click();
    await page.getByTestId('replay-speed').selectOption('20');
    await tab('结算单').click();
    const panel = page.locator('[data-panel="statement"]');
    await panel.locator('.statement-day').first().waitFor({ timeout: 60_000 });
    await page.getByTestId('replay-pause').click();

    const read = async (name: string): Promise<string> => {
      await use(name);
      await panel.locator('.statement-day').first().click();
      await panel.locator('select').first().selectOption('text');
      await expect.poll(() => panel.locator('.statement-text').textContent()).toContain('TEST');
      return (await panel.locator('.statement-text').textContent())!;
    };
    const [one, two] = [await read(FIRST), await read(SECOND)];
    expect(one).toContain('SIM-1');
    expect(two).toContain(SECOND);
    const figure = (text: string, label: RegExp): number => number(label.exec(text)?.[1] ?? 'none');
    const [balances, fees] = [/期末结存[^:：]*[:：]\s*([-\d.,]+)/, /手\s*续\s*费[^:：]*[:：]\s*([-\d.,]+)/];
    // What was paid in is what both have now and what the exchange took: their results cancel each other out.
    const total = figure(one, balances) + figure(two, balances) + figure(one, fees) + figure(two, fees);
    expect(Math.abs(total - 11_000_000)).toBeLessThan(0.011);
    expect(problems).toEqual([]);
  });

  test('an account is reset after its name was typed: orders, positions and money are new, fills stay', async () => {
    await page.getByTestId('account-switcher').click();
    await page.getByTestId('manage-accounts').waitFor();
    await expectReadable('.account-menu');
    await page.getByTestId('manage-accounts').click();
    await row('SIM-2').click();
    await accounts().getByRole('tab', { name: '重置' }).click();
    const reset = page.getByTestId('reset-account');
    expect(await reset.isDisabled()).toBe(true);
    await page.getByTestId('start-HKD').fill('');
    await page.getByTestId('start-USD').fill('');
    await page.getByTestId('start-CNY').fill('500,000');
    await page.getByTestId('reset-name').fill(SECOND);
    await reset.click();
    await accounts().getByText('对手 已重置').waitFor();
    await expect.poll(() => row('SIM-2').locator('[data-equity="CNY"]').textContent()).toBe('500,000.00');
    await page.keyboard.press('Escape');
    await tab('持仓').click();
    await expect.poll(() => gridRows('positions').count()).toBe(0);
    await tab('成交').first().click();
    await expect.poll(() => gridRows('fills').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test('everything is found again after kill -9', async () => {
    await page.waitForTimeout(500);
    await page.context().close();
    await terminal.stop('SIGKILL');
    terminal = await startTerminal(folder.path);
    ({ page, problems } = await openScreen(browser, terminal.address));
    page.setDefaultTimeout(12_000);
    await expect.poll(() => page.getByTestId('account-switcher').textContent(), { timeout: 20_000 }).toContain(SECOND);
    await expect.poll(() => page.getByTestId('account-summary').textContent(), { timeout: 20_000 }).toContain('500,000.00');
    await use(FIRST);
    await tab('持仓').click();
    await expect.poll(() => gridRows('positions').count()).toBe(1);
    expect(problems).toEqual([]);
  });
});
