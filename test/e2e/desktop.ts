/**
 * A running desktop terminal for tests: the real main process and preload, on a real Electron where its binary is present,
 * else on the stand-in (test/stand-ins/electron.ts). Both are driven over Chromium's debugging protocol.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findElectron } from '#electron/launch/electron-binary.mjs';
import { hasDisplay } from '#electron/launch/browser.mjs';
import { chromiumPath } from './terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The binary of a real Electron, where there is one and a display to show it on. */
const electron = hasDisplay() ? findElectron(root) : null;
export const onRealElectron = electron !== null;

/** The command that starts the desktop terminal. */
export const desktopCommand: readonly string[] = electron
  ? [electron, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--remote-debugging-port=0', root]
  : [process.execPath, '--no-warnings', fileURLToPath(new URL('../stand-ins/electron-binary.ts', import.meta.url)), root];

export interface Noted {
  readonly what: string;
  readonly detail: unknown;
}

export interface Desktop {
  readonly process: ChildProcess;
  readonly browser: Browser;
  /** The first window's page. */
  readonly page: Page;
  pages(): Page[];
  /** What the stand-in saw the program do; empty on a real Electron. */
  noted(what: string): unknown[];
  /** Waits for the process's end. @returns its exit code */
  readonly ended: Promise<number | null>;
  output(): string;
  /** Ends it as a user would. */
  quit(): Promise<number | null>;
}

/** Starts the desktop terminal over a data folder and waits for its first page. Needs a build. */
export async function startDesktop(dataFolder: string): Promise<Desktop> {
  const [command, ...args] = desktopCommand;
  const child = spawn(command, args, { cwd: root, env: { ...process.env, PANKOU_DATA: dataFolder, PANKOU_CHROMIUM: chromiumPath() }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const noted: Noted[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const endpoint = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      const before = said.length;
      said += data.toString();
      const whole = said.slice(said.lastIndexOf('\n', before - 1) + 1, said.lastIndexOf('\n') + 1);
      for (const line of whole.split('\n')) if (line.startsWith('stand-in ')) noted.push(JSON.parse(line.slice('stand-in '.length)) as Noted);
      const match = /DevTools listening on (ws:\S+)/.exec(said);
      if (match) resolve(match[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`The desktop ended with ${code} before it was up:\n${said}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  const pages = (): Page[] => context.pages().filter((page) => /pankou/.test(page.url()));
  for (let i = 0; pages().length === 0; i++) {
    if (i > 400) throw new Error(`No window within 20 s:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    process: child,
    browser,
    page: pages()[0],
    pages,
    noted: (what) => noted.filter((each) => each.what === what).map((each) => each.detail),
    ended,
    output: () => said,
    quit: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      return ended;
    },
  };
}
