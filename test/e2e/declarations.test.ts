/**
 * Options and combinations at a counter, in a real browser on the real host: an option's exercise is declared on its position's row and taken
 * back; a spread is traded on the ladder like anything else, held as its legs, and the legs are combined.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AxeBuilder } from '@axe-core/playwright';
import { CounterSite } from '#test/stand-ins/counter/counter-desk.ts';
import { launchBrowser, openScreen, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let site: CounterSite;
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const field = (name: string): Locator => page.getByTestId(`field-${name}`);
const rows = (name: string): Locator => page.locator(`[data-panel="${name}"] .ag-row[row-index]:not(.ag-row-loading)`);
const cells = async (name: string, column: string): Promise<string[]> => (await rows(name).locator(`[col-id="${column}"]`).allTextContents()).map((text) => text.trim());
const ladderRow = (price: string): Locator => page.locator('.ladder-row').filter({ has: page.locator('.ladder-price', { hasText: new RegExp(`^\\s*${price.replace('.', '\\.')}(?!\\d)`) }) });
const popover = (): Locator => page.getByTestId('declaration');

async function show(code: string): Promise<void> {
  await page.getByTestId('open-palette').click();
  await page.locator('.palette input').fill(code);
  await page.locator('.palette [cmdk-item]').filter({ hasText: code }).first().click();
  await page.locator('.ladder').getByText(code).first().waitFor();
}

beforeAll(async () => {
  site = await new CounterSite().begin(900);
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path);
  ({ page, problems } = await openScreen(browser, terminal.address));
  page.setDefaultTimeout(20_000);
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  await tab('连接').click();
  await page.getByTestId('add-connection').click();
  await page.locator('[data-preset="ctp/ctp"] input').check();
  await field('environment').selectOption('simulated');
  for (const [name, text] of Object.entries({ brokerId: '9999', userId: '10001', password: 'secret', appId: 'client', authCode: '0000000000000000', folder: site.folder, traderFront: site.front.address, marketFront: site.front.address })) await field(name).fill(text);
  await page.getByTestId('vault-passphrase').fill('correct horse');
  await page.getByTestId('vault-passphrase-again').fill('correct horse');
  await page.getByTestId('vault-open').click();
  await page.getByTestId('vault-form').waitFor({ state: 'detached' });
  await page.getByTestId('connection-save').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('[data-panel="connections"] tr', { hasText: 'CTP' }).getByText('已连接').waitFor();
  await page.getByTestId('account-switcher').click();
  await page.getByRole('menuitemradio', { name: /10001/ }).click();
  await page.getByTestId('toast').filter({ hasText: /结算单尚未确认/ }).getByRole('button', { name: '确认结算单' }).click();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await terminal?.stop();
  await site?.close();
  folder.remove();
});

test('an option’s exercise is declared on the position’s row, holds what it is of, and is taken back', async () => {
  await show('SR105C5400');
  await ladderRow('119.5').locator('.ladder-bid').filter({ hasText: '10' }).waitFor();
  await page.locator('.ladder').getByRole('switch').click();
  await ladderRow('120.5').locator('.ladder-bid').click();
  await tab('持仓').click();
  const option = rows('positions').filter({ hasText: 'SR105C5400' });
  await option.waitFor();
  await ladderRow('120.5').locator('.ladder-bid').click();
  await expect.poll(() => option.locator('[col-id="quantity"]').textContent()).toBe('2');
  // A future has none.
  expect(await rows('positions').filter({ hasText: 'rb2105' }).locator('[data-action="declare"]').count()).toBe(0);

  await option.locator('[data-action="declare"]').click();
  await popover().getByRole('radio', { name: '放弃行权' }).click();
  await popover().getByText('到期时不自动行权').waitFor();
  await popover().getByRole('radio', { name: '行权', exact: true }).click();
  await popover().getByLabel('数量').fill('3');
  await popover().getByText('可平数量不足').waitFor();
  expect(await page.getByTestId('declaration-send').isDisabled()).toBe(true);
  const { violations } = await new AxeBuilder({ page }).include('.pop').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  await popover().getByLabel('数量').fill('1');
  await page.getByTestId('declaration-send').click();

  await rows('declarations').filter({ hasText: 'SR105C5400' }).getByText('已申报').waitFor();
  expect(await cells('declarations', 'kind')).toEqual(['行权']);
  await tab('持仓').click();
  await expect.poll(() => option.locator('[col-id="closable"]').textContent()).toBe('1');
  await tab('申报').click();
  await rows('declarations').locator('[data-action="withdraw"]').click();
  await rows('declarations').getByText('已撤回').waitFor();
  await tab('持仓').click();
  await expect.poll(() => option.locator('[col-id="closable"]').textContent()).toBe('2');
}, 120_000);

test('a spread is one order on the ladder and two legs in the positions, which are combined', async () => {
  await show('SP m2105&m2109');
  // What both legs tie up fits into the funds so often.
  await page.getByText(/可买 [1-9]/).waitFor();
  const arm = page.locator('.ladder').getByRole('switch');
  if ((await arm.getAttribute('aria-checked')) !== 'true') await arm.click();
  await ladderRow('21').locator('.ladder-bid').click();
  await expect.poll(async () => (await cells('positions', 'instrument')).filter((text) => text.startsWith('m2')).map((text) => text.slice(0, 5)).sort()).toEqual(['m2105', 'm2109']);
  expect((await cells('positions', 'instrument')).some((text) => text.startsWith('SP'))).toBe(false);
  await tab('申报').click();
  await page.getByTestId('declare-linked').click();
  await popover().getByRole('radio', { name: '组合', exact: true }).click();
  await page.getByTestId('declaration-send').click();
  await rows('declarations').filter({ hasText: 'SP m2105' }).getByText('已执行').waitFor();
  expect(problems).toEqual([]);
}, 120_000);
