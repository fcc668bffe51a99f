/** Passwords of a connection in a real browser: the vault made on the way, closed after a restart, opened from the panel; seen nowhere. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPasswordSystem } from '#test/stand-ins/password-system.ts';
import { serveCore, type ServedCore } from './served-core.ts';
import { launchBrowser, temporaryFolder } from './terminal.ts';

const SECRET = 'Xq7-typed-once';
const PASSPHRASE = 'correct horse battery';

const folder = temporaryFolder();
const system = createPasswordSystem(SECRET);
let served: ServedCore;
let browser: Browser;
let page: Page;
let problems: string[];
/** Everything that the page was sent. */
const received: string[] = [];

const row = (name: string): Locator => page.locator('[data-panel="connections"] tr', { hasText: name });

async function open(): Promise<void> {
  served = await serveCore(folder.path, [], { systems: [system] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => received.push(typeof payload === 'string' ? payload : payload.toString('latin1'))));
  await page.goto(served.freshAddress());
  page.setDefaultTimeout(15_000);
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  await page.locator('.dv-tab').filter({ hasText: '连接' }).click();
}

async function close(): Promise<void> {
  await page.context().close();
  await served.close();
}

beforeAll(async () => {
  browser = await launchBrowser();
  await open();
}, 120_000);

afterAll(async () => {
  await close();
  await browser.close();
  folder.remove();
});

test('a password asks for a vault, which is made beside it; then the connection is saved', async () => {
  await page.getByTestId('add-connection').click();
  await page.getByTestId('field-user').fill('8001');
  await page.getByTestId('field-password').fill(SECRET);
  await page.getByTestId('connection-save').click();
  await page.getByTestId('connection-outcome').getByText('请先打开保险库').waitFor();
  await page.getByTestId('vault-passphrase').fill('short');
  expect(await page.getByTestId('vault-open').isDisabled()).toBe(true);
  await page.getByTestId('vault-passphrase').fill(PASSPHRASE);
  await page.getByTestId('vault-passphrase-again').fill(PASSPHRASE);
  await page.getByTestId('vault-passphrase-again').press('Enter');
  await page.getByTestId('vault-form').waitFor({ state: 'detached' });
  await page.getByTestId('connection-save').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row('脚本柜台').getByText('已连接').waitFor();
  expect(system.madeWith.at(-1)).toEqual({ password: SECRET });
  expect(problems).toEqual([]);
}, 60_000);

test('after a restart it waits for the vault, and says so; the right passphrase lets it connect', async () => {
  await close();
  await open();
  await row('脚本柜台').getByText('打开保险库后自动连接').waitFor();
  await page.getByTestId('vault-passphrase').fill('wrong horse battery');
  await page.getByTestId('vault-open').click();
  await page.getByTestId('vault-form').getByText('保险库口令不正确').waitFor();
  await page.getByTestId('vault-passphrase').fill(PASSPHRASE);
  await page.getByTestId('vault-open').click();
  await row('脚本柜台').getByText('已连接').waitFor();
  await page.getByTestId('vault-form').waitFor({ state: 'detached' });
  expect(system.madeWith.at(-1)).toEqual({ password: SECRET });

  // What is kept never comes back to the screen: the field is empty, and a test of it takes what is in the vault.
  await row('脚本柜台').getByRole('button', { name: '测试', exact: true }).click();
  await page.locator('[data-testid="connection-test"][data-ended="true"][data-well="true"]').waitFor();
  expect(await page.getByTestId('field-password').inputValue()).toBe('');
  expect(received.length).toBeGreaterThan(10);
  for (const frame of received) expect(frame.includes(SECRET) || frame.includes(PASSPHRASE)).toBe(false);
  expect(problems).toEqual([]);
}, 60_000);
