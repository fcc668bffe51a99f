/** A real browser on a bench host, with what it paints measured from inside the page. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser, temporaryFolder } from '#test/e2e/terminal.ts';
import { quantile } from './report.ts';

const hostFile = fileURLToPath(new URL('bench-host.ts', import.meta.url));

export interface Screen {
  readonly page: Page;
  readonly browser: Browser;
  readonly cdp: CDPSession;
  readonly folder: string;
  readonly openMs: number;
  tell(line: string): void;
  heard(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts host and browser. `prepare` may fill the data folder before. */
export async function openBenchScreen(hostWords: readonly string[], prepare: (folder: string) => void = () => undefined, size = { width: 1440, height: 900 }): Promise<Screen> {
  const folder = temporaryFolder();
  prepare(folder.path);
  const host = spawn(process.execPath, ['--no-warnings', hostFile, '--data', folder.path, ...hostWords], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const heard = async (text: string): Promise<void> => {
    for (let waited = 0; !output.includes(text); waited += 20) {
      if (waited > 60_000 || host.exitCode !== null) throw new Error(`The host never said “${text}”:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await heard('Pankou is at ');
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const figures = { frames: [] as number[], longTasks: [] as number[] };
    Object.assign(window, { benchFigures: figures });
    const tick = (time: number): void => {
      figures.frames.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    new PerformanceObserver((list) => figures.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask', buffered: true });
  });
  const begun = performance.now();
  await page.goto(/http:\S+/.exec(output)![0]);
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
  const openMs = performance.now() - begun;
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  return {
    page,
    browser,
    cdp,
    folder: folder.path,
    openMs,
    tell: (line) => host.stdin.write(`${line}\n`),
    heard,
    close: async () => {
      await browser.close();
      host.kill('SIGTERM');
      await new Promise((resolve) => host.once('close', resolve));
      folder.remove();
    },
  };
}

export interface Painted {
  readonly fps: number;
  readonly frame_p99_ms: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly busy_pct: number;
  readonly long_tasks: number;
  readonly longest_task_ms: number;
}

interface PageFigures {
  readonly benchFigures: { frames: number[]; longTasks: number[] };
  readonly pankouFigures: () => { framesPainted: number; paintDelays: number[] };
}

/** Measures while `work` runs: frames, tick to paint, main thread's share, tasks over 50 ms. */
export async function measure(screen: Screen, work: () => Promise<void>): Promise<Painted> {
  const busy = async (): Promise<number> => (await screen.cdp.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')!.value;
  await screen.page.evaluate(() => {
    const figures = (window as unknown as PageFigures).benchFigures;
    figures.frames.length = 0;
    figures.longTasks.length = 0;
  });
  const before = await busy();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const after = await busy();
  const { frames, longTasks, delays } = await screen.page.evaluate(() => {
    const { benchFigures, pankouFigures } = window as unknown as PageFigures;
    return { frames: [...benchFigures.frames], longTasks: [...benchFigures.longTasks], delays: pankouFigures().paintDelays };
  });
  const gaps = frames.slice(1).map((time, i) => time - frames[i]);
  return {
    fps: ((frames.length - 1) * 1000) / (frames.at(-1)! - frames[0]),
    frame_p99_ms: quantile(gaps, 0.99),
    p50_ms: quantile(delays, 0.5),
    p99_ms: quantile(delays, 0.99),
    busy_pct: ((after - before) / seconds) * 100,
    long_tasks: longTasks.length,
    longest_task_ms: Math.max(0, ...longTasks),
  };
}
