/**
 * A stand-in for the `electron` module, sufficient to run the real main process and preload of the desktop terminal on a
 * machine without Electron's binary. Windows are pages of a Chromium, the preload runs in a world of its own, ports carry
 * structured clones, navigation and new windows ask the handlers that the program set. What the program did that a test
 * wants to know goes to stderr as `stand-in {json}` lines.
 *
 * It proves the wiring. It does not prove Chromium's sandbox, the keychain, the tray, fuses or the GPU.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page, Request as PageRequest, Route } from 'playwright-core';
import type { StandInBrowser } from './electron-browser.ts';
import { openBrowser } from './electron-browser.ts';
import type { Wire } from './electron-page.ts';
import { decode, encode, isolatedWorldSource, mainWorldSource } from './electron-page.ts';
import { utilityProcess } from './electron-utility.ts';

/** Chromium does not know the program's own scheme; its pages live here instead. */
const STAND_IN_ORIGIN = 'http://pankou.localhost';

const note = (what: string, detail: unknown): void => void process.stderr.write(`stand-in ${JSON.stringify({ what, detail })}\n`);

let browser: StandInBrowser | null = null;
const handlers = new Map<string, (request: Request) => Promise<Response>>();
const outside = (address: string): string => {
  const [scheme] = handlers.keys();
  return address.startsWith(STAND_IN_ORIGIN) ? `${scheme}://pankou${address.slice(STAND_IN_ORIGIN.length)}` : address;
};
const inside = (address: string): string => address.replace(/^\w+:\/\/pankou(?=\/|$)/, STAND_IN_ORIGIN);

class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly #paths = new Map<string, string>();
  #ready: Promise<void> | null = null;
  #quitting = false;

  whenReady(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    browser = await openBrowser();
    await browser.context.route('**/*', (route) => answerRequest(route).catch(unlessGone));
  }

  getAppPath = (): string => process.env['STAND_IN_APP'] ?? process.cwd();
  getLocale = (): string => 'en-US';
  setPath = (name: string, path: string): void => void this.#paths.set(name, path);
  getPath = (name: string): string => this.#paths.get(name) ?? tmpdir();

  requestSingleInstanceLock(): boolean {
    const file = join(this.getPath('userData'), 'stand-in.lock');
    mkdirSync(this.getPath('userData'), { recursive: true });
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
    } catch {
      const first = Number(readFileSync(file, 'utf8'));
      try {
        process.kill(first, 'SIGUSR2');
        return false;
      } catch {
        writeFileSync(file, String(process.pid));
      }
    }
    process.on('SIGUSR2', () => this.emit('second-instance', new PreventableEvent()));
    process.on('exit', () => rmSync(file, { force: true }));
    return true;
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    void this.#quit();
  }

  async #quit(): Promise<void> {
    await Promise.resolve();
    this.emit('before-quit', new PreventableEvent());
    await Promise.all(BrowserWindow.getAllWindows().map((window) => window.destroyed(true)));
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    this.#quitting = false;
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    browser?.end();
    process.exit(code);
  }
}

/** A port's other end, once it is in a page. */
interface PageEnd {
  receive(data: unknown): void;
  closed(): void;
  arrived(): void;
}

class MainPort extends EventEmitter {
  #other: MainPort | null = null;
  /** Set once the other end is in a page. */
  #page: ((data: unknown) => void) | null = null;
  #waiting: unknown[] | null = [];
  #closed = false;

  static pair(): { port1: MainPort; port2: MainPort } {
    const [port1, port2] = [new MainPort(), new MainPort()];
    port1.#other = port2;
    port2.#other = port1;
    return { port1, port2 };
  }

  /** Carries the other end into a page. */
  moveInto(send: (data: unknown) => void): PageEnd {
    const kept = this.#other!;
    const before = this.#waiting ?? [];
    kept.#page = (data) => void before.push(data);
    return {
      receive: (data) => kept.#receive(data),
      closed: () => kept.#end(),
      // What was posted before the transfer arrives after it, as with any port.
      arrived: () => {
        kept.#page = send;
        for (const data of before) send(data);
      },
    };
  }

  postMessage(message: unknown): void {
    if (this.#closed) return;
    const clone: unknown = structuredClone(message);
    const page = this.#page;
    if (page) page(clone);
    else this.#deliver(clone);
  }

  #deliver(clone: unknown): void {
    const other = this.#other;
    if (other) other.#receive(clone);
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.emit('message', { data, ports: [] });
  }

  close(): void {
    const page = this.#page;
    if (!this.#closed && page) page(CLOSED);
    this.#end();
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    if (this.#waiting) this.#waiting.push(data);
    else this.emit('message', { data, ports: [] });
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.emit('close'));
  }
}

const CLOSED = Symbol('closed');

type OpenHandler = (details: { url: string; frameName: string; features: string }) => { action: 'allow' | 'deny' };

class WebContents extends EventEmitter {
  readonly mainFrame: { url: string } = { url: '' };
  readonly #ports = new Map<number, PageEnd>();
  #nextPort = 1;
  #world: number | null = null;
  #cdp: CDPSession | null = null;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  readonly #decided: ('allow' | 'deny')[] = [];
  readonly #opened: Page[] = [];
  #page: Page | null = null;

  getURL = (): string => this.mainFrame.url;
  setWindowOpenHandler = (handler: OpenHandler): void => void (this.#openHandler = handler);
  reload = (): void => void this.#page?.reload();

  /** Takes over a page of the browser. */
  async attach(page: Page, preload: string | undefined): Promise<void> {
    this.#page = page;
    this.mainFrame.url = page.url() === 'about:blank' ? '' : outside(page.url());
    shown.set(page, this);
    page.on('popup', (popup) => {
      this.#opened.push(popup);
      this.#settleOpenings();
    });
    const cdp = await page.context().newCDPSession(page);
    this.#cdp = cdp;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== 'preload' || !(context.auxData as { isDefault: boolean } | undefined)) return;
      for (const port of this.#ports.values()) port.closed();
      this.#ports.clear();
      this.#world = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => name === 'toMain' && this.#fromPage(JSON.parse(payload) as FromPage));
    cdp.on('Page.windowOpen', ({ url, windowName }) => this.#windowOpens(url, windowName));
    cdp.on('Inspector.targetCrashed', () => this.emit('render-process-gone', new PreventableEvent(), { reason: 'crashed' }));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = outside(frame.url());
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    if (preload !== undefined) {
      await cdp.send('Runtime.addBinding', { name: 'toMain', executionContextName: 'preload' });
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource });
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: isolatedWorldSource(readFileSync(preload, 'utf8')), worldName: 'preload' });
    }
  }

  postMessage(channel: string, _message: unknown, transfer: readonly MainPort[] = []): void {
    const ports = transfer.map((port) => {
      const id = this.#nextPort++;
      this.#ports.set(id, port.moveInto((data) => this.#toPage(data === CLOSED ? { kind: 'closed', port: id } : { kind: 'port', port: id, data: encode(data) })));
      return id;
    });
    this.#toPage({ kind: 'ipc', channel, ports });
    for (const id of ports) this.#ports.get(id)?.arrived();
  }

  #toPage(message: object): void {
    const world = this.#world;
    if (world === null) return;
    const expression = `fromMain(${JSON.stringify(JSON.stringify(message))})`;
    void this.#cdp?.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined);
  }

  #fromPage(message: FromPage): void {
    if (message.kind === 'ipc') ipcMain.emit(message.channel, { sender: this, senderFrame: this.mainFrame }, ...message.args);
    else if (message.kind === 'port') this.#ports.get(message.port)?.receive(decode(message.data));
    else this.#ports.get(message.port)?.closed();
  }

  /** Whether the program lets its page go somewhere. */
  mayNavigate(url: string): boolean {
    if (this.mainFrame.url === '' || url === this.mainFrame.url) return true;
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame: true });
    this.emit('will-navigate', event);
    return !event.defaultPrevented;
  }

  #windowOpens(url: string, frameName: string): void {
    const { action } = this.#openHandler({ url: outside(url), frameName, features: '' });
    note('window-open', { url: outside(url), action });
    this.#decided.push(action);
    this.#settleOpenings();
  }

  /** Chromium opens the window either way, and says so before or after it says that it will; one that was denied is closed again. */
  #settleOpenings(): void {
    while (this.#decided.length > 0 && this.#opened.length > 0) {
      const popup = this.#opened.shift()!;
      if (this.#decided.shift() === 'allow') void new BrowserWindow({}, popup);
      else popup.close().catch(unlessGone);
    }
  }
}

/** A page may be closed while it is being answered or closed once more (a denied window): that is no failure of the program. */
function unlessGone(error: unknown): void {
  if (!/closed|detached|Target|ERR_ABORTED|Invalid InterceptionId/i.test(String(error))) throw error;
}

/** Every request of every page: the program's own scheme is answered by it, a navigation needs its consent, the rest is the world outside. */
async function answerRequest(route: Route): Promise<void> {
  const request = route.request();
  const url = outside(request.url());
  const contents = pageOf(request);
  if (contents && request.isNavigationRequest() && request.frame().parentFrame() === null && !contents.mayNavigate(url)) return route.abort('aborted');
  const handler = handlers.get(URL.parse(url)?.protocol.slice(0, -1) ?? '');
  if (!handler) {
    if (contents) note('reached-outside', url);
    return route.abort('blockedbyclient');
  }
  const answer = await handler(new Request(url, { method: request.method() }));
  await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
}

/** Null while a window is only being opened. */
function pageOf(request: PageRequest): WebContents | null {
  try {
    return shown.get(request.frame().page()) ?? null;
  } catch {
    return null;
  }
}

const shown = new WeakMap<Page, WebContents>();

type FromPage = { kind: 'ipc'; channel: string; args: unknown[] } | { kind: 'port'; port: number; data: Wire } | { kind: 'closed'; port: number };

interface WindowOptions {
  readonly webPreferences?: { readonly preload?: string; readonly sandbox?: boolean; readonly contextIsolation?: boolean; readonly nodeIntegration?: boolean };
}

class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>();
  readonly webContents = new WebContents();
  readonly #page: Promise<Page>;
  #gone = false;

  constructor(options: WindowOptions, popup?: Page) {
    super();
    BrowserWindow.#all.add(this);
    if (!popup) note('window', { sandbox: options.webPreferences?.sandbox, contextIsolation: options.webPreferences?.contextIsolation, nodeIntegration: options.webPreferences?.nodeIntegration });
    app.emit('web-contents-created', new PreventableEvent(), this.webContents);
    this.#page = (popup ? Promise.resolve(popup) : browser!.context.newPage()).then(async (page) => {
      page.on('close', () => void this.destroyed(false));
      await this.webContents.attach(page, options.webPreferences?.preload);
      return page;
    });
    if (popup) this.#page.catch(unlessGone);
  }

  static getAllWindows = (): BrowserWindow[] => [...BrowserWindow.#all];

  async loadURL(address: string): Promise<void> {
    const page = await this.#page;
    await page.goto(inside(address)).catch((cause: unknown) => note('load-failed', String(cause)));
    this.emit('ready-to-show');
  }

  /** Ends the window. @param closes whether the page is still there to be closed */
  async destroyed(closes: boolean): Promise<void> {
    if (this.#gone) return;
    this.#gone = true;
    this.emit('close', new PreventableEvent());
    if (closes) await (await this.#page).close({ runBeforeUnload: false });
    BrowserWindow.#all.delete(this);
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (!closes && BrowserWindow.#all.size === 0) app.emit('window-all-closed');
  }

  getNormalBounds = (): object => ({ x: 0, y: 0, width: 1600, height: 1000 });
  isMaximized = (): boolean => false;
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => this.#gone;
  show = (): void => note('show', this.webContents.getURL());
  focus = (): void => undefined;
  restore = (): void => undefined;
  maximize = (): void => undefined;
}

class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly #text: { title?: string; body?: string };
  constructor(text: { title?: string; body?: string }) {
    super();
    this.#text = text;
  }
  show = (): void => note('notification', { title: this.#text.title, body: this.#text.body });
}

/** A machine without a tray. */
const Tray = function Tray() {
  throw new Error('There is no tray here');
};

const app = new App();
const ipcMain = new EventEmitter();
const MessageChannelMain = function MessageChannelMain() {
  return MainPort.pair();
} as unknown as new () => { port1: MainPort; port2: MainPort };
const protocol = {
  registerSchemesAsPrivileged: (): void => undefined,
  handle: (scheme: string, handler: (request: Request) => Promise<Response>): void => void handlers.set(scheme, handler),
};
const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: (contents: null, permission: string, answer: (granted: boolean) => void) => void): void => {
      for (const permission of ['geolocation', 'media', 'notifications', 'openExternal']) handler(null, permission, (granted) => note('permission', { permission, granted }));
    },
    setPermissionCheckHandler: (): void => undefined,
    setDevicePermissionHandler: (): void => undefined,
  },
};
const shell = { openExternal: async (url: string): Promise<void> => note('open-external', url) };
const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
const nativeImage = { createFromPath: () => ({ isEmpty: () => true, resize: () => null }) };
const Menu = { buildFromTemplate: (template: unknown[]) => template, setApplicationMenu: (menu: { label?: string }[]): void => note('menu', menu.map(({ label }) => label)) };
const dialog = { showErrorBox: (title: string, text: string): void => note('error-box', { title, text }) };
const safeStorage = {
  isEncryptionAvailable: (): boolean => false,
  getSelectedStorageBackend: (): string => 'basic_text',
  encryptString: (): Buffer => Buffer.alloc(0),
  decryptString: (): string => '',
};

export { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, nativeImage, Notification, protocol, safeStorage, screen, session, shell, Tray, utilityProcess };
