/** The desktop window: the real main process, preload and page, over the real core. The same on a real Electron and on the stand-in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { spawnSync } from 'node:child_process';
import { BRIDGE_NAME, PORT_MESSAGE } from '#shared/contract/bridge.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import { type Desktop, desktopCommand, onRealElectron, startDesktop } from './desktop.ts';
import { temporaryFolder } from './terminal.ts';
import { FRAME, FRAME_VERSION } from '#shared/contract/frame.ts';

const folder = temporaryFolder();
let desktop: Desktop;

beforeAll(async () => {
  desktop = await startDesktop(folder.path);
}, 60_000);

afterAll(async () => {
  await desktop?.quit();
  folder.remove();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; !(await condition()); i++) {
    if (i > 200) throw new Error(`It did not come to be. The desktop said:\n${desktop.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What a page finds at the bridge when it asks for a port of its own: the first messages, an answer, and a market frame. */
const talk = (page: Page): Promise<{ types: string[]; answer: unknown; status: unknown; frame: number[] }> =>
  page.evaluate(
    async ([bridge, portMessage]) => {
      const port = await new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', (event) => event.data === portMessage && event.source === window && resolve(event.ports[0]));
        (Reflect.get(globalThis, bridge) as { connect(): void }).connect();
      });
      const types: string[] = [];
      const answers = new Map<number, unknown>();
      let frame: number[] | null = null;
      await new Promise<void>((resolve) => {
        port.addEventListener('message', ({ data }: MessageEvent<CoreMessage | Float64Array>) => {
          if (data instanceof Float64Array) frame ??= [...data];
          else {
            types.push(data.type);
            if (data.type === 'ready') {
              port.postMessage({ type: 'command', id: 1, command: 'no.such', ask: {} });
              port.postMessage({ type: 'command', id: 2, command: 'core.status', ask: {} });
              port.postMessage({ type: 'command', id: 3, command: 'market.watch', ask: { quotes: ['CFFEX.IF2101'], books: ['CFFEX.IF2101'], trades: [] } });
            }
            if (data.type === 'answer') answers.set(data.id, data.ok ? data.value : data.fault);
          }
          if (answers.size === 3 && frame) resolve();
        });
        port.start();
      });
      return { types: types.slice(0, 3), answer: answers.get(1), status: answers.get(2), frame: frame! };
    },
    [BRIDGE_NAME, PORT_MESSAGE] as const,
  );

test('the page gets the bridge, and nothing else of Electron or Node', async () => {
  const found = await desktop.page.evaluate((name) => {
    const bridge = Reflect.get(globalThis, name) as object;
    return { keys: Object.keys(bridge), frozen: Object.isFrozen(bridge), node: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((each) => each in globalThis) };
  }, BRIDGE_NAME);
  expect(found).toEqual({ keys: ['connect'], frozen: true, node: [] });
});

test('the screen draws itself with what the core sends over the port', async () => {
  await until(async () => /IF2101/.test(await desktop.page.evaluate(() => document.body.innerText)));
});

test('a port carries the whole contract: greeting, snapshots, answers, refusals, frames', async () => {
  const { types, answer, status, frame } = await talk(desktop.page);
  expect(types).toEqual(['hello', 'change', 'ready']);
  expect(answer).toEqual({ code: 'command-unknown', params: { command: 'no.such' } });
  expect(status).toMatchObject({ version: expect.any(String) as string });
  expect(frame[FRAME.version]).toBe(FRAME_VERSION);
});

test('the page cannot leave', async () => {
  const before = desktop.page.url();
  for (const address of ['https://example.invalid/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'javascript:void(document.title = 1)', 'data:text/html,gone']) {
    await desktop.page.evaluate((to) => {
      const link = Object.assign(document.createElement('a'), { href: to });
      document.body.append(link);
      link.click();
      link.remove();
    }, address);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([address, desktop.page.url()]).toEqual([address, before]);
  }
});

test('the page opens no window but its own pop-out', async () => {
  const open = (address: string) =>
    desktop.page.evaluate((to) => {
      window.open(to, '_blank', 'width=300,height=200');
    }, address);
  const count = () => desktop.browser.contexts()[0].pages().length;
  const before = count();
  for (const address of ['https://example.invalid/', '/index.html', '/popout.html?x=1', 'about:blank', 'file:///etc/passwd']) await open(address);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await until(() => count() === before);
  await open('/popout.html');
  await until(() => desktop.pages().some((page) => page.url().endsWith('/popout.html')));
  const popout = desktop.pages().find((page) => page.url().endsWith('/popout.html'))!;
  expect(await popout.evaluate((name) => name in globalThis, BRIDGE_NAME)).toBe(false);
  await popout.close();
});

test('the policy stops scripts that are not ours and connections elsewhere', async () => {
  const outcome = await desktop.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    script.remove();
    const fetched = await fetch('https://example.invalid/').then(
      () => 'fetched',
      () => 'refused',
    );
    return { injected: 'injected' in window, fetched };
  });
  expect(outcome).toEqual({ injected: false, fetched: 'refused' });
});

test.skipIf(onRealElectron)('links to the web go to the browser; permissions are denied; windows are sandboxed', () => {
  expect(desktop.noted('open-external')).toContain('https://example.invalid/');
  expect(desktop.noted('open-external').filter((address) => !String(address).startsWith('https:'))).toEqual([]);
  expect(desktop.noted('permission').filter((each) => (each as { granted: boolean }).granted)).toEqual([]);
  expect(desktop.noted('window')[0]).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  expect(desktop.noted('reached-outside')).toEqual([]);
});

test('after a reload the page is connected anew', async () => {
  await desktop.page.reload();
  const { types } = await talk(desktop.page);
  expect(types).toEqual(['hello', 'change', 'ready']);
});

test('a second start ends, and leaves the first alone', async () => {
  const [command, ...args] = desktopCommand;
  const second = spawnSync(command, args, { env: { ...process.env, PANKOU_DATA: folder.path }, timeout: 20_000 });
  expect(second.status).toBe(0);
  expect((await talk(desktop.page)).types).toContain('ready');
});

test('quitting closes the core: the data folder is free for the next', async () => {
  expect(await desktop.quit()).toBe(0);
  desktop = await startDesktop(folder.path);
  expect((await talk(desktop.page)).types).toContain('ready');
});

test('closing the last window ends the program', async () => {
  await desktop.page.close();
  expect(await desktop.ended).toBe(0);
});
