/** What `npm start` and `npm run serve` say and do, as processes: which way they open and why, bad arguments, a taken port, a second instance. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connectScript } from '#test/stand-ins/script-client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'pankou-start-'));
const running: ChildProcess[] = [];
let folders = 0;

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

const dataFolder = (): string => join(scratch, `data-${++folders}`);

interface Run {
  readonly child: ChildProcess;
  /** Everything said so far. */
  said(): string;
  /** Waits for a line. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the end. @returns the exit code */
  readonly ended: Promise<number | null>;
}

/** Runs electron/start.mjs in a world without a display, a browser or Electron, unless `env` gives them. */
function start(args: readonly string[], env: Record<string, string> = {}, node = process.execPath): Run {
  const clean = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', LANG: 'C', LC_ALL: '', LC_MESSAGES: '', PANKOU_DATA: '', INIT_CWD: scratch, ELECTRON_OVERRIDE_DIST_PATH: '', ELECTRON_MIRROR: 'http://127.0.0.1:9/' };
  const child = spawn(node, [join(root, 'electron', 'start.mjs'), ...args], { env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      said += String(data);
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    child,
    said: () => said,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(said);
          if (match) resolve(match);
        };
        listeners.push(look);
        void ended.then((code) => reject(new Error(`It ended with ${code}:\n${said}`)));
        look();
      }),
  };
}

const ADDRESS = /^Pankou is at (http:\/\/127\.0\.0\.1:(\d+)\/\?token=[\w-]+)$/m;
const noStack = (said: string): void => expect(said).not.toMatch(/^\s+at /m);

test.each([
  [['--serve', '--port', 'x'], '--port x is not a port'],
  [['--serve', '--port', '65536'], '--port 65536 is not a port'],
  [['--serve', '--speed', '0'], '--speed 0 is not a replay speed'],
  [['--serve', '--speed', '1e9'], '--speed 1e9 is not a replay speed'],
  [['--serve', '--opend', 'x'], '--opend x is not a port'],
  [['--serve', '--opend-key', 'key.pem'], 'need --opend PORT'],
  [['--serve', '--opend-real', 'SIM-1'], 'need --opend PORT'],
  [['--serve', '--opend', '11111', '--opend-real', ' '], '--opend-real needs an account'],
  [['--serve', '--nonsense'], "Unknown option '--nonsense'"],
  [['--serve', 'extra'], "Unexpected argument 'extra'"],
  [['--data'], "'--data <value>' argument missing"],
])('%j is refused with a sentence and exit code 2', async (args, sentence) => {
  const run = start(args);
  expect(await run.ended).toBe(2);
  expect(run.said()).toContain(sentence);
  expect(run.said().trim().split('\n')).toHaveLength(1);
});

test('serve prints one address, lets it in once, and ends cleanly', async () => {
  const data = dataFolder();
  const run = start(['--serve', '--no-open', '--port', '0', '--data', data]);
  const [, address] = await run.line(ADDRESS);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(403);
  run.child.kill('SIGUSR2');
  await run.line(/Pankou is at [^]*Pankou is at /);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(existsSync(data)).toBe(true);
  expect(run.said().match(/Pankou is at/g)).toHaveLength(2);
  noStack(run.said());
});

test('--opend answers scripts beside the window; a port that is taken is said and nothing starts', async () => {
  const run = start(['--serve', '--no-open', '--port', '0', '--opend', '0', '--data', dataFolder()]);
  const [, port] = await run.line(/^Scripts for OpenD are answered at 127\.0\.0\.1:(\d+)$/m);
  const script = await connectScript(Number(port));
  expect(await script.account(1)).toMatch(/^\d+$/);
  await script.close();
  const second = start(['--serve', '--no-open', '--port', '0', '--opend', port, '--data', dataFolder()]);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`127.0.0.1:${port} is in use`);
  noStack(second.said());
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

test('PANKOU_DATA names the folder too, relative to where the user stands', async () => {
  const name = `data-${++folders}`;
  const run = start(['--serve', '--no-open', '--port', '0'], { PANKOU_DATA: name });
  await run.line(ADDRESS);
  expect(existsSync(join(scratch, name))).toBe(true);
});

test('without --port the next start is at the same one, so that an open tab comes back', async () => {
  const data = dataFolder();
  const first = start(['--serve', '--no-open', '--data', data]);
  const [, address, port] = await first.line(ADDRESS);
  const cookie = (await fetch(address, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0];
  first.child.kill('SIGTERM');
  await first.ended;
  const second = start(['--serve', '--no-open', '--data', data]);
  expect((await second.line(ADDRESS))[2]).toBe(port);
  expect((await fetch(`http://127.0.0.1:${port}/session`, { headers: { cookie } })).status).toBe(204);
});

test('a port that is taken is a sentence, and the data folder is free afterwards', async () => {
  const data = dataFolder();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const run = start(['--serve', '--no-open', '--port', String(port), '--data', data]);
  expect(await run.ended).toBe(1);
  expect(run.said()).toContain(`Port ${port} is in use`);
  noStack(run.said());
  other.close();
  await start(['--serve', '--no-open', '--port', '0', '--data', data]).line(ADDRESS);
});

test('a second instance on the same folder is refused, in the language of the terminal', async () => {
  const data = dataFolder();
  const first = start(['--serve', '--no-open', '--port', '0', '--data', data]);
  await first.line(ADDRESS);
  const second = start(['--serve', '--no-open', '--port', '0', '--data', data], { LANG: 'zh_CN.UTF-8' });
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`另一个 Pankou 正在使用数据目录 ${data}`);
  expect(second.said()).toContain(String(first.child.pid));
  noStack(second.said());
});

test('a data folder that cannot be written is a sentence', async () => {
  const file = join(scratch, 'a-file');
  writeFileSync(file, '');
  const run = start(['--serve', '--no-open', '--port', '0', '--data', join(file, 'inside')]);
  expect(await run.ended).toBe(1);
  expect(run.said()).toContain(file);
  noStack(run.said());
});

test('start without a display serves to the browser and says why', async () => {
  const run = start(['--data', dataFolder(), '--port', '0']);
  await run.line(ADDRESS);
  await run.line(/There is no display here/);
  expect(run.said()).toMatch(/because there is no display/);
});

test('start without Electron, and no way to fetch it, opens the browser and says why', async () => {
  const opener = fakeProgram('xdg-open', `echo "$1" > ${join(scratch, 'opened')}`);
  const run = start(['--data', dataFolder(), '--port', '0'], { DISPLAY: ':0', PATH: `${opener}:${process.env['PATH']}` });
  const [, address] = await run.line(ADDRESS);
  expect(run.said()).toMatch(/Opening in the browser, because there is no Electron binary here and it cannot be fetched/);
  noStack(run.said());
  for (let i = 0; !existsSync(join(scratch, 'opened')) && i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(readFileSync(join(scratch, 'opened'), 'utf8').trim()).toBe(address);
});

test('start with an Electron that cannot run falls back to the browser with its reason', async () => {
  const folder = fakeProgram('electron', 'echo "[1:2/3:FATAL:sandbox.cc(1)] The SUID sandbox helper is missing." >&2; exit 133');
  const run = start(['--data', dataFolder(), '--port', '0', '--no-open'], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder });
  await run.line(ADDRESS);
  expect(run.said()).toContain('Opening the desktop window with');
  expect(run.said()).toContain('because the desktop window could not start: The SUID sandbox helper is missing.');
});

test('start with an Electron opens the desktop window, and ends when it is closed', async () => {
  const standIn = join(root, 'test', 'stand-ins', 'electron-binary.ts');
  const folder = fakeProgram('electron', `exec "${process.execPath}" --no-warnings "${standIn}" "$@"`);
  const data = dataFolder();
  const run = start(['--data', data], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder });
  await run.line(/stand-in .*"show"/);
  expect(run.said()).toContain('Opening the desktop window with');
  expect(run.said()).not.toContain('Pankou is at');
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
}, 60_000);

test('a desktop window on a folder that is in use ends with the sentence, and opens nothing else', async () => {
  const data = dataFolder();
  const first = start(['--serve', '--no-open', '--port', '0', '--data', data]);
  await first.line(ADDRESS);
  const standIn = join(root, 'test', 'stand-ins', 'electron-binary.ts');
  const folder = fakeProgram('electron', `exec "${process.execPath}" --no-warnings "${standIn}" "$@"`);
  const run = start(['--data', data], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder });
  expect(await run.ended).toBe(1);
  expect(run.said()).toContain('Another Pankou is using the data folder');
  expect(run.said()).not.toContain('Pankou is at');
}, 60_000);

const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path));
test.skipIf(!oldNode)('start on the host’s own Node finds the one that Pankou needs', async () => {
  const run = start(['--serve', '--no-open', '--port', '0', '--data', dataFolder()], {}, oldNode);
  await run.line(ADDRESS);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

/** A folder with one program of ours in it. */
function fakeProgram(name: string, script: string): string {
  const folder = join(scratch, `bin-${++folders}`);
  mkdirSync(folder);
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}
