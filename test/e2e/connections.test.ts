/**
 * A trader connects an OpenD of their own: in a real browser on the real host, against the scripted OpenD. Added, tested, saved; its
 * accounts appear; the real one is unlocked, trades on the ladder and is locked again; a restart brings everything back.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { UpdateBasicQot, UpdateOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import { askedOf, startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { openMarket, PASSWORD, REAL, SIMULATED, type OpendMarket } from '#test/stand-ins/opend-market.ts';
import { connectionForm } from './connection-form.ts';
import { launchBrowser, openDesk, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const SECURITY = { market: 1, code: '00700' };
const KEY = generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;

const folder = temporaryFolder();
const keys = temporaryFolder();
let server: OpendStandIn;
let market: OpendMarket;
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];
let quoting: NodeJS.Timeout;

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const { row, dialog, field, steps, ended } = connectionForm(() => page);

/** What HK.00700 trades at: an OpenD pushes while the market moves. */
function quote(): void {
  server.push(UpdateBasicQot, {
    basicQotList: [{ security: SECURITY, isSuspended: false, listTime: '', priceSpread: 0.2, updateTime: '', highPrice: 381, openPrice: 379, lowPrice: 378, curPrice: 380.2, lastClosePrice: 377, volume: 100, turnover: 1, turnoverRate: 0, amplitude: 0 }],
  });
  server.push(UpdateOrderBook, { security: SECURITY, orderBookBidList: [{ price: 380, volume: 500, orederCount: 2 }], orderBookAskList: [{ price: 380.2, volume: 100, orederCount: 1 }] });
}

async function open(): Promise<void> {
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openDesk(browser, terminal.address, 15_000));
  await tab('连接').click();
}

beforeAll(async () => {
  server = await startOpend();
  market = openMarket(server);
  quoting = setInterval(quote, 300);
  writeFileSync(join(keys.path, 'other.pem'), KEY);
  browser = await launchBrowser();
  await open();
}, 120_000);

afterAll(async () => {
  clearInterval(quoting);
  await browser?.close();
  await terminal?.stop();
  await server?.close();
  folder.remove();
  keys.remove();
});

const use = async (name: string): Promise<void> => {
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
};

test('what is wrong is said at the field or at the step', async () => {
  await page.getByTestId('add-connection').click();
  await page.getByTestId('connection-form').waitFor();
  await field('port').fill('0');
  await page.getByTestId('connection-test-button').click();
  await dialog().getByRole('alert').filter({ hasText: '须为 1 到 65535 的整数' }).waitFor();
  await field('host').fill('192.0.2.7');
  await field('port').fill('11111');
  await page.getByTestId('connection-save').click();
  await dialog().getByRole('alert').filter({ hasText: '192.0.2.7 不是本机' }).waitFor();
  expect(await field('keyFile').getAttribute('aria-invalid')).toBe('true');
  // The keyboard is where the mistake is.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('field-keyFile');

  await field('host').fill('127.0.0.1');
  await field('port').fill('9');
  await page.getByTestId('connection-test-button').click();
  await ended(false);
  expect(await steps()).toEqual(['reach false']);
  await dialog().getByText('127.0.0.1:9 上没有 OpenD').waitFor();

  // A key on one side only: the handshake tells.
  await field('port').fill(String(server.port));
  await field('keyFile').fill(join(keys.path, 'other.pem'));
  await page.getByTestId('connection-test-button').click();
  await ended(false);
  expect(await steps()).toEqual(['reach true', 'handshake false']);
  await field('keyFile').fill(join(keys.path, 'missing.pem'));
  await page.getByTestId('connection-test-button').click();
  await dialog().getByText('无法读取私钥文件').waitFor();
  const { violations } = await new AxeBuilder({ page }).include('.dialog').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}, 60_000);

test('tested step by step, saved with the keyboard, connected: its accounts are there', async () => {
  await field('keyFile').fill('');
  await field('securities').fill('HK.00700');
  await page.getByTestId('connection-name').fill('我的 OpenD');
  await page.getByTestId('connection-test-button').click();
  await ended(true);
  expect(await steps()).toEqual(['reach true', 'handshake true', 'login true', 'quotes true', 'accounts true']);
  await page.getByTestId('connection-name').press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await row('我的 OpenD').getByText('已连接').waitFor();
  await row('我的 OpenD').getByText('实盘 + 模拟').waitFor();
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name: /…1138/ }).waitFor();
  await page.getByRole('menuitemradio', { name: /…5399/ }).waitFor();
  await page.keyboard.press('Escape');
}, 60_000);

/** Has the ladder show HK.00700 through the palette. */
async function showTencent(): Promise<void> {
  await page.getByTestId('open-palette').click();
  await page.locator('.palette input').fill('00700');
  await page.locator('.palette [cmdk-item]').filter({ hasText: '00700' }).first().click();
  await page.locator('.ladder').getByText('00700').first().waitFor();
}
const arm = (): Locator => page.locator('.ladder').getByRole('switch');
async function clickBid(): Promise<void> {
  const rows = page.locator('.ladder-row');
  await rows.nth((await rows.count()) - 2).locator('.ladder-bid').click();
}
const placed = (): number => server.requests.filter(({ protocol }) => protocol === PlaceOrder.id).length;

test('the simulated account trades on the ladder; the real one only while unlocked', async () => {
  await use('…5399');
  expect(await page.locator('html').getAttribute('data-environment')).toBe('simulated');
  await showTencent();
  await page.locator('.ladder-row .ladder-bid').filter({ hasText: '500' }).waitFor();
  await arm().click();
  await clickBid();
  await server.asked(PlaceOrder);
  expect(askedOf(PlaceOrder, await server.asked(PlaceOrder))).toMatchObject({ header: { accID: SIMULATED, trdEnv: 0 }, code: '00700' });

  await use('…1138');
  await expect.poll(() => page.locator('html').getAttribute('data-environment')).toBe('real');
  expect(await arm().isDisabled()).toBe(true);
  await clickBid();
  expect(placed()).toBe(1);
  await page.getByRole('button', { name: '解锁' }).click();
  await dialog().getByLabel(/密码/).fill('guess');
  await dialog().getByRole('button', { name: '解锁' }).click();
  await dialog().getByRole('alert').filter({ hasText: '密码不正确' }).waitFor();
  await dialog().getByLabel(/密码/).fill(PASSWORD);
  await dialog().getByRole('button', { name: '解锁' }).click();
  await page.getByRole('button', { name: '锁定', exact: true }).waitFor();
  if ((await arm().getAttribute('aria-checked')) !== 'true') await arm().click();
  await clickBid();
  const second = await server.asked(PlaceOrder, 2);
  expect(askedOf(PlaceOrder, second)).toMatchObject({ header: { accID: REAL, trdEnv: 1 }, code: '00700' });
  await page.getByRole('button', { name: '锁定', exact: true }).click();
  await page.getByRole('button', { name: '解锁' }).waitFor();
  expect(market.unlocked).toBe(false);
  await clickBid();
  expect(placed()).toBe(2);
  expect(problems).toEqual([]);
}, 90_000);

test('a restart brings it back; off and on, renamed, removed', async () => {
  await page.context().close();
  await terminal.stop();
  await open();
  await row('我的 OpenD').getByText('已连接').waitFor();
  await row('我的 OpenD').getByRole('switch').click();
  await row('我的 OpenD').getByText('未启用').waitFor();
  await expect.poll(() => server.clients.size).toBe(0);
  await row('我的 OpenD').getByRole('switch').click();
  await row('我的 OpenD').getByText('已连接').waitFor();

  await row('我的 OpenD').getByRole('button', { name: '测试', exact: true }).click();
  await ended(true);
  await page.getByTestId('connection-name').fill('富途');
  await page.getByTestId('connection-save').click();
  await row('富途').getByText('已连接').waitFor();
  await row('富途').getByRole('button', { name: '删除' }).click();
  // Two orders still work at the broker: that is said, and they may be left there.
  await page.locator('.pop').getByText('还有 2 笔挂单在柜台有效').waitFor();
  await page.locator('.pop').getByRole('button', { name: '先撤单，再删除' }).waitFor();
  await page.locator('.pop').getByRole('button', { name: '保留挂单，删除' }).click();
  await row('富途').waitFor({ state: 'detached' });
  await expect.poll(() => server.clients.size).toBe(0);
  expect(await page.getByTestId('account-switcher').textContent()).toContain('SIM-1');
  for (const file of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes(PASSWORD), file.name).toBe(false);
  }
  expect(problems).toEqual([]);
}, 120_000);
