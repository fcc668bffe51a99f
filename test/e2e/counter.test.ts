/**
 * A trader connects a counter of the CTP family: in a real browser on the real host, with the stand-in counter's SDK folder and front. Begun
 * from a preset, tested, saved; the day's statement confirmed, the account unlocked and traded on the ladder; the library's process is
 * killed, and trading goes on in one true picture.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CounterSite } from '#test/stand-ins/counter/counter-desk.ts';
import { connectionForm } from './connection-form.ts';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const PASSWORD = 'secret';
const folder = temporaryFolder();
let site: CounterSite;
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const { row, dialog, field, steps, ended } = connectionForm(() => page);
const gridRows = (name: string): Locator => page.locator(`[data-panel="${name}"] .ag-row[row-index]:not(.ag-row-loading)`);
const cells = async (name: string, column: string): Promise<string[]> => (await gridRows(name).locator(`[col-id="${column}"]`).allTextContents()).map((text) => text.trim());
const ladderRow = (price: number): Locator => page.locator('.ladder-row').filter({ has: page.locator('.ladder-price', { hasText: new RegExp(`^\\s*${price}(?!\\d)`) }) });
const arm = (): Locator => page.locator('.ladder').getByRole('switch');
const ownAt = (price: number): Locator => ladderRow(price).locator('.ladder-own.buy.there');

beforeAll(async () => {
  site = await new CounterSite().begin(900);
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openDesk(browser, terminal.address, 20_000));
  await tab('连接').click();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await terminal?.stop();
  await site?.close();
  folder.remove();
});

test('begun from a preset: a folder that does not fit and a front that is not there are told in words', async () => {
  await page.getByTestId('add-connection').click();
  await page.locator('[data-preset="ctp/ctp"] input').check();
  await field('brokerId').fill('9999');
  await field('userId').fill('10001');
  await field('password').fill(PASSWORD);
  await field('appId').fill('client_pankou_1');
  await field('authCode').fill('0000000000000000');
  // Judged as they are left, before anything else is asked.
  const judged = (text: string | RegExp): Promise<void> => page.locator('.connection-note[data-probe="found"]').filter({ hasText: text }).waitFor();
  await field('folder').fill(site.folder);
  await field('traderFront').fill(site.front.address);
  await judged('thosttraderapi_se.so, thostmduserapi_se.so');
  await field('marketFront').fill('tcp://127.0.0.1:9');
  await judged(/^✓ \d+ ms$/);
  await field('marketFront').press('Tab');
  await page.locator('.connection-note[data-probe="failed"]').filter({ hasText: 'tcp://127.0.0.1:9' }).waitFor();
  await field('marketFront').fill('');
  await field('folder').fill(folder.path);
  await field('traderFront').fill('127.0.0.1:9');
  await page.locator('.connection-note[data-probe="failed"]').filter({ hasText: '没有' }).waitFor();
  await page.getByTestId('connection-test-button').click();
  await dialog().getByRole('alert').filter({ hasText: '127.0.0.1:9' }).waitFor();
  await field('traderFront').fill('tcp://127.0.0.1:9');
  await page.getByTestId('connection-test-button').click();
  await ended(false);
  expect(await steps()).toEqual(['folder false']);
  await page.locator('.connection-step-text').filter({ hasText: '没有' }).waitFor();

  await field('folder').fill(site.folder);
  await page.getByTestId('connection-test-button').click();
  await ended(false);
  expect(await steps()).toEqual(['folder true', 'reach false', 'library true']);
  const { violations } = await new AxeBuilder({ page }).include('.dialog').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}, 90_000);

test('tested step by step with the front’s distance, kept in a vault that is made on the way, connected', async () => {
  await field('traderFront').fill(site.front.address);
  await field('marketFront').fill(site.front.address);
  await page.getByTestId('connection-test-button').click();
  await ended(true);
  expect(await steps()).toEqual(['folder true', 'reach true', 'library true', 'handshake true', 'login true', 'quotes true']);
  expect(await page.locator('.connection-step[data-step="folder"] .connection-step-text').textContent()).toContain('thosttraderapi_se.so');
  expect(await page.locator('.connection-step[data-step="reach"] .connection-step-text').textContent()).toMatch(/^\d+ ms$/);
  await page.getByTestId('connection-name').fill('我的柜台');
  await page.getByTestId('vault-passphrase').fill('correct horse');
  await page.getByTestId('vault-passphrase-again').fill('correct horse');
  await page.getByTestId('vault-open').click();
  await page.getByTestId('vault-form').waitFor({ state: 'detached' });
  await page.getByTestId('connection-save').click();
  await dialog().waitFor({ state: 'detached' });
  await row('我的柜台').getByText('已连接').waitFor();
  await row('我的柜台').getByText('实盘').waitFor();
  await row('我的柜台').getByText(/^\d+(\.\d)? ms$/).waitFor();
}, 90_000);

test('its statement is read and confirmed, its account unlocked', async () => {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name: /10001/ }).click();
  await expect.poll(() => page.locator('html').getAttribute('data-environment')).toBe('real');
  const notice = page.getByTestId('toast').filter({ hasText: /2021-01-04 的结算单尚未确认/ });
  await notice.waitFor();
  await tab('结算单').click();
  await page.locator('.statement-text').filter({ hasText: '资金状况' }).waitFor();
  await notice.getByRole('button', { name: '确认结算单' }).click();
  await expect.poll(() => page.locator('.statement [data-statement="20210104"]').textContent()).toContain('已确认');

  await page.getByRole('button', { name: '解锁' }).click();
  await dialog().getByLabel(/密码/).fill('guess');
  await dialog().getByRole('button', { name: '解锁' }).click();
  await dialog().getByRole('alert').filter({ hasText: '密码不正确' }).waitFor();
  await dialog().getByLabel(/密码/).fill(PASSWORD);
  await dialog().getByRole('button', { name: '解锁' }).click();
  await page.getByRole('button', { name: '锁定', exact: true }).waitFor();
}, 90_000);

test('traded on the ladder: placed, moved, cancelled, filled into a position', async () => {
  await page.getByTestId('open-palette').click();
  await page.locator('.palette input').fill('rb2105');
  await page.locator('.palette [cmdk-item]').filter({ hasText: 'rb2105' }).first().click();
  await page.locator('.ladder').getByText('rb2105').first().waitFor();
  await ladderRow(4299).locator('.ladder-bid').filter({ hasText: '10' }).waitFor();
  await arm().click();
  await ladderRow(4290).locator('.ladder-bid').click();
  await ownAt(4290).waitFor();

  await tab('挂单').click();
  const from = (await ownAt(4290).boundingBox())!;
  const to = (await ladderRow(4288).locator('.ladder-price').boundingBox())!;
  await page.mouse.move(from.x + 6, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + to.height / 2, { steps: 6 });
  await page.mouse.up();
  await ownAt(4288).waitFor();
  await expect.poll(() => ownAt(4290).count()).toBe(0);
  await ownAt(4288).hover();
  await ownAt(4288).click({ button: 'middle' });
  await page.locator('[data-panel="orders"]').getByText('0 笔挂单').waitFor();

  await ladderRow(4301).locator('.ladder-bid').click();
  await tab('持仓').click();
  // Three of yesterday's and one of today's.
  await expect.poll(() => cells('positions', 'quantity')).toEqual(['4']);
  await ladderRow(4287).locator('.ladder-bid').click();
  await ownAt(4287).waitFor();
}, 90_000);

/** Processes of the terminal that hold a library of this name. */
function holding(library: string): number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && read(pid, 'status').includes(`PPid:\t${terminal.process.pid}\n`) && read(pid, 'maps').includes(library)).map(Number);
}

test('its quotes are killed: told at the connection, the ladder stale, and back by themselves', async () => {
  await tab('连接').click();
  for (const pid of holding('thostmduserapi_se.so')) process.kill(pid, 'SIGKILL');
  await row('我的柜台').getByText('行情连接中断').waitFor();
  await row('我的柜台').getByText('已连接').waitFor();
  await page.locator('[data-testid="ladder-rows"][data-stale="true"]').waitFor();
  await page.locator('[data-testid="ladder-rows"][data-stale="false"]').waitFor();
  await row('我的柜台').getByText('行情连接中断').waitFor({ state: 'detached' });
}, 60_000);

test('its process is killed: red with the reason, stale, back by itself, and traded on with each order once', async () => {
  await tab('连接').click();
  const [trader] = holding('thosttraderapi_se.so');
  expect(holding('thosttraderapi_se.so')).toHaveLength(1);
  process.kill(trader, 'SIGKILL');
  await row('我的柜台').getByText('已断开').waitFor();
  await row('我的柜台').getByText(/崩溃（SIGKILL）/).waitFor();
  await page.locator('[data-testid="ladder-rows"][data-stale="true"]').waitFor();
  await expect.poll(() => arm().isDisabled()).toBe(true);
  await row('我的柜台').getByText('已连接').waitFor();
  await expect.poll(() => holding('thosttraderapi_se.so').length).toBe(1);
  expect(holding('thosttraderapi_se.so')).not.toContain(trader);

  // A real account is locked again by a fall.
  await page.getByRole('button', { name: '解锁' }).click();
  await dialog().getByLabel(/密码/).fill(PASSWORD);
  await dialog().getByRole('button', { name: '解锁' }).click();
  await page.getByRole('button', { name: '锁定', exact: true }).waitFor();
  await ownAt(4287).waitFor();
  await tab('持仓').click();
  await expect.poll(() => cells('positions', 'quantity')).toEqual(['4']);
  if ((await arm().getAttribute('aria-checked')) !== 'true') await arm().click();
  await expect.poll(() => arm().getAttribute('aria-checked')).toBe('true');
  // An order of the process before is cancelled, and another one fills.
  await ownAt(4287).hover();
  await ownAt(4287).click({ button: 'middle' });
  await expect.poll(() => ownAt(4287).count()).toBe(0);
  await ladderRow(4301).locator('.ladder-bid').click();
  await expect.poll(() => cells('positions', 'quantity')).toEqual(['5']);

  await tab('委托').click();
  await expect.poll(() => cells('order-history', 'price')).toEqual(['4301', '4287', '4301', '4288', '4290']);
  expect(await cells('order-history', 'state')).toEqual(['全部成交', '已撤', '全部成交', '已撤', '已撤']);
  // The counter's own count of orders, which is the first of its figures.
  expect(readFileSync(join(site.folder, 'counter.state')).readInt32LE(0)).toBe(5);
  expect(problems).toEqual([]);
}, 120_000);

test('in English and in any theme nothing is cut off, and nobody is kept out', async () => {
  await page.getByTestId('switch-language').click();
  await tab('Connections').click();
  await row('我的柜台').getByRole('button', { name: 'Edit' }).click();
  expect((await page.locator('.connection-form label').allTextContents()).filter((text) => /[㐀-鿿]/.test(text))).toEqual([]);
  for (const theme of ['light', 'black', 'dark']) {
    await page.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);
    const { violations } = await new AxeBuilder({ page }).include('.dialog').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${theme} ${id}: ${node.html.slice(0, 120)}`))).toEqual([]);
  }
  expect(await page.locator('.connection-form').evaluate((form) => form.scrollWidth - form.clientWidth)).toBe(0);
  await page.keyboard.press('Escape');
}, 90_000);

test('no file of the terminal holds a password', () => {
  for (const file of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes('0000000000000000'), file.name).toBe(false);
  }
});
