/** A trader switches the gateway on in the connections panel; a script connects, places an order, and both are on screen at once. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GetSecuritySnapshot } from '#electron/brokers/futu/messages/snapshot.ts';
import { PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { connectScript, type ScriptClient } from '#test/stand-ins/script-client.ts';
import { launchBrowser, openScreen, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const PORT = 21_111;
const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];
let script: ScriptClient | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openScreen(browser, terminal.address));
}, 120_000);

afterAll(async () => {
  await script?.close();
  await browser.close();
  await terminal.stop();
  folder.remove();
});

const status = (): Promise<string | null> => page.getByTestId('gateway-status').textContent();
const shot = async (name: string): Promise<void> => {
  if (process.env['PANKOU_SHOTS']) await page.screenshot({ path: `${process.env['PANKOU_SHOTS']}/${name}.png` });
};

test('the gateway is switched on, a script trades, its order carries its name, and it is switched off', async () => {
  await page.locator('.dv-tab').filter({ hasText: '连接' }).click();
  const row = page.getByTestId('gateway-row');
  await row.scrollIntoViewIfNeeded();
  expect(await status()).toBe('未启用');
  await row.getByRole('textbox').fill(String(PORT));
  await page.getByTestId('gateway-switch').click();
  await expect.poll(status).toContain(`127.0.0.1:${PORT}`);

  script = await connectScript(PORT, 'e2e-strategy');
  await expect.poll(status).toContain('1 个脚本：e2e-strategy');
  await shot('gateway-panel');
  const accID = await script.account(1);
  const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: [{ market: 1, code: '00700' }] });
  const price = Math.floor(snapshotList[0].basic.curPrice * 0.9);
  const placed = await script.write(PlaceOrder, (packetID) => ({ packetID, header: { trdEnv: 0, accID, trdMarket: 1 }, trdSide: 1, orderType: 1, code: '00700', qty: 100, price, secMarket: 1, remark: 'from afar' }));
  expect(placed).toMatchObject({ ok: true });

  await page.locator('.dv-tab').filter({ hasText: '挂单' }).click();
  const orders = page.locator('[data-panel="orders"] .ag-row[row-index]:not(.ag-row-loading)');
  await expect.poll(() => orders.count(), { timeout: 15_000 }).toBe(1);
  await expect.poll(() => orders.first().textContent()).toContain('00700');
  await expect.poll(() => orders.first().textContent()).toContain('e2e-strategy');
  await shot('gateway-order');

  await page.locator('.dv-tab').filter({ hasText: '连接' }).click();
  await page.getByTestId('gateway-switch').click();
  await expect.poll(status).toBe('未启用');
  await expect.poll(() => script!.faults.length).toBeGreaterThan(0);
  expect(problems).toEqual([]);
}, 90_000);
