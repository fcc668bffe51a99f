/** A running terminal for end-to-end tests: the real loopback host in a process of its own, and a real browser on its address. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));

const BROWSERS = [process.env['PANKOU_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's Chromium; test/run.mjs has installed one by then. */
export function chromiumPath(): string {
  const found = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (!found) throw new Error('No Chromium on this machine: run the tests with npm test, which installs one');
  return found;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

export interface Terminal {
  readonly address: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Ends it as a user would (SIGTERM), or at once (SIGKILL). Resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A data folder of its own; `remove` deletes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pankou-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the loopback host over a data folder and waits for its address (60 s at most). Needs a build: test/run.mjs makes it. */
export async function startTerminal(dataFolder: string, args: readonly string[] = []): Promise<Terminal> {
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'dist/electron/serve.js'), '--no-open', '--port', '0', '--data', dataFolder, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No address within 60 s:\n${output}`)), 60_000);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const match = /Pankou is at (http:\/\/\S+)/.exec(output);
      if (!match) return;
      clearTimeout(timer);
      resolve(match[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The host ended with ${code} before it was ready:\n${output}`));
    });
  });
  return {
    address,
    process: child,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

/** Opens the terminal's page. Errors of the page fail the test through `problems`. */
export async function openScreen(browser: Browser, address: string, size = { width: 1440, height: 900 }): Promise<{ page: Page; context: BrowserContext; problems: string[] }> {
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: 1 });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(address);
  return { page, context, problems };
}

/** Opens the terminal's page and waits until prices are on its ladder. @param patience ms that everything on it may take from then on */
export async function openDesk(browser: Browser, address: string, patience = 12_000): ReturnType<typeof openScreen> {
  const opened = await openScreen(browser, address);
  opened.page.setDefaultTimeout(patience);
  await opened.page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  return opened;
}
