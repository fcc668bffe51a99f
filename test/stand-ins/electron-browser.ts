/** The Chromium that the Electron stand-in draws its windows in: its own process, reachable over the debugging protocol like Electron's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { chromium } from 'playwright-core';

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-port=0'];
const BROWSERS = [process.env['PANKOU_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface StandInBrowser {
  readonly context: BrowserContext;
  end(): void;
}

/** Starts it and says where it listens, in Electron's words. */
export async function openBrowser(): Promise<StandInBrowser> {
  const path = BROWSERS.find((each) => each && existsSync(each));
  if (!path) throw new Error('No Chromium for the stand-in');
  const folder = mkdtempSync(join(tmpdir(), 'pankou-electron-'));
  const child = spawn(path, [...FLAGS, `--user-data-dir=${folder}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await endpointOf(child);
  const browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  for (const page of context.pages()) await page.close().catch(() => undefined);
  process.stderr.write(`\nDevTools listening on ${endpoint}\n`);
  return {
    context,
    end: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data) => {
      said += String(data);
      const match = /DevTools listening on (ws:\S+)/.exec(said);
      if (match) resolve(match[1]);
    });
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)));
  });
}
