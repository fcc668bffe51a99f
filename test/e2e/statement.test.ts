/**
 * The end of a day on screen, where statements wait to be confirmed: the day is settled, orders are refused in words until the trader confirms
 * from the notice, and the statement is read as tables and as CTP's text, and saved as files.
 */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import { launchBrowser, openScreen, startTerminal, temporaryFolder, type Terminal } from './terminal.ts';

const folder = temporaryFolder();
let browser: Browser;
let terminal: Terminal;
let page: Page;
let problems: string[];

const tab = (title: string): Locator => page.locator('.dv-tab').filter({ hasText: title });
const panel = (): Locator => page.locator('.statement');
const toast = (text: string | RegExp): Locator => page.getByTestId('toast').filter({ hasText: text });

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 400) throw new Error(`${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The 4th with a position, a few minutes before its settlement, as a trader left it; statements are not confirmed by themselves. */
async function leaveBeforeSettlement(): Promise<void> {
  const core = await createCore({ dataFolder: folder.path, speed: 1 });
  if (!core.ok) throw new Error(core.fault.code);
  const session = core.value.open();
  const topic = <T extends TopicName>(name: T): readonly Topics[T][] => session.snapshots().find((change) => change.topic === name)!.items as readonly Topics[T][];
  await until('the account', () => topic('accounts').find(({ id }) => id === 'SIM-1')?.state === 'ready');
  await session.handle('settings.set', { confirmStatements: 'never' });
  const [first] = topic('replay')[0].days;
  await session.handle('replay.set', { time: first.from + 3_600_000 });
  for (const [at, [side, offset, quantity]] of ([['buy', 'open', 2], ['sell', 'close', 1]] as const).entries()) {
    const placed = await session.handle('order.place', { account: 'SIM-1', instrument: 'CFFEX.IF2101', side, offset, type: 'market', price: null, quantity, timeInForce: 'ioc', source: 'script' });
    if (!placed.ok) throw new Error(placed.fault.code);
    await until('the fill', () => topic('fills').length > at);
  }
  await session.handle('replay.set', { time: first.to - 400_000 });
  session.close();
  await core.value.close();
}

beforeAll(async () => {
  await leaveBeforeSettlement();
  browser = await launchBrowser();
  terminal = await startTerminal(folder.path, ['--speed', '100']);
  ({ page, problems } = await openScreen(browser, terminal.address));
  page.setDefaultTimeout(15_000);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  folder.remove();
});

async function save(button: string): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), panel().getByRole('button', { name: button }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

test('the day is settled, its statement read, saved and confirmed; orders wait for that', async () => {
  const notice = toast(/2021-01-04 的结算单尚未确认/);
  await notice.waitFor({ timeout: 40_000 });
  await page.getByTestId('replay-speed').selectOption('1');

  // What trading says until then.
  await page.getByTestId('ticket-buy').click();
  await page.getByTestId('ticket-message').getByText(/2021-01-04 的结算单尚未确认/).waitFor();

  await tab('结算单').click();
  await expect.poll(() => panel().locator('[data-statement="1"]').textContent()).toContain('2021-01-04');
  expect(await panel().locator('[data-statement="1"]').textContent()).toContain('待确认');
  const cells = async (section: string, column: string): Promise<string[]> => {
    await panel().locator(`[data-section="${section}"]`).click();
    const found = panel().locator(`.ag-row [col-id="${column}"]`);
    await found.first().waitFor();
    return (await found.allTextContents()).map((text) => text.trim());
  };
  expect(await cells('fills', 'side')).toEqual(['买', '卖']);
  expect(await cells('closes', 'openDay')).toEqual(['2021-01-04']);
  expect(await cells('lots', 'settlement')).toEqual(['5278.6']);

  await panel().getByLabel('显示方式').selectOption('text');
  const text = (await panel().locator('.statement-text').textContent()) ?? '';
  expect(text).toContain('交易结算单(盯市) Settlement Statement(MTM)');
  expect(text).toContain('日期 Date：20210104');

  const saved = await save('导出 CTP 文本文件');
  expect(saved).toEqual({ name: 'pankou-结算单-SIM-1-2021-01-04-1.txt', text: `\uFEFF${text}` });
  const csv = await save('导出 CSV');
  expect(csv.name).toBe('pankou-结算单-SIM-1-2021-01-04-1.csv');
  expect(csv.text).toContain('\r\n持仓明细\r\n');

  await notice.getByRole('button', { name: '确认结算单' }).click();
  await expect.poll(() => panel().locator('[data-statement="1"]').textContent()).toContain('已确认');
  expect(await panel().getByRole('button', { name: '确认结算单' }).count()).toBe(0);
  await page.getByTestId('ticket-buy').click();
  await page.getByTestId('ticket-message').getByText(/成交|已报/).waitFor();
  expect(problems).toEqual([]);
}, 120_000);

test('nothing keeps a reader of the screen out of the panel, in any theme', async () => {
  for (const theme of ['light', 'black', 'dark']) {
    await page.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);
    for (const view of ['text', 'tables']) {
      await panel().getByLabel('显示方式').selectOption(view);
      const { violations } = await new AxeBuilder({ page }).include('.statement').analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${theme} ${view} ${id}: ${node.html.slice(0, 120)}`))).toEqual([]);
    }
  }
}, 120_000);
