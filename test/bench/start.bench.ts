/**
 * Start: process start → first live quote painted, with the browser's own start taken out (the browser is running and waits for
 * the address). Then the host's memory at 10,000 updates a second; `--minutes N` for how long (10 unless told, after the starts).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { launchBrowser, startTerminal, temporaryFolder } from '#test/e2e/terminal.ts';
import { fileURLToPath } from 'node:url';
import { quantile, report } from './report.ts';

const STARTS = 7;
const minutesAt = process.argv.indexOf('--minutes');
const MINUTES = minutesAt < 0 ? 10 : Number(process.argv[minutesAt + 1]);

const browser = await launchBrowser();
const hosts: number[] = [];
const painted: number[] = [];
for (let i = 0; i < STARTS; i++) {
  const folder = temporaryFolder();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const begun = performance.now();
  const terminal = await startTerminal(folder.path);
  const ready = performance.now();
  await page.goto(terminal.address, { waitUntil: 'commit' });
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  painted.push(performance.now() - begun);
  hosts.push(ready - begun);
  await context.close();
  await terminal.stop();
  folder.remove();
}
await browser.close();

const folder = temporaryFolder();
const host = spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL('bench-host.ts', import.meta.url)), '--data', folder.path, '--load', '1000', '10000'], { stdio: ['pipe', 'pipe', 'inherit'] });
await new Promise((resolve) => host.stdout.once('data', resolve));
const rss = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))![1]) / 1024;
await new Promise((resolve) => setTimeout(resolve, 10_000));
const early = rss();
await new Promise((resolve) => setTimeout(resolve, MINUTES * 60_000));
const late = rss();
host.kill('SIGTERM');
await new Promise((resolve) => host.once('close', resolve));
folder.remove();
report('start', {
  first_quote_ms: quantile(painted, 0.5),
  host_ready_ms: quantile(hosts, 0.5),
  browser_ms: quantile(painted.map((ms, i) => ms - hosts[i]), 0.5),
  rss_mb: late,
  rss_after_10_s_mb: early,
  minutes: MINUTES,
});
