/** The loopback server over real sockets: who is let in, what is served, and what a slow or hostile window can do. */
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BrowserSessions, loadSessionKey } from '#electron/host/browser-sessions.ts';
import type { LoopbackServer } from '#electron/host/loopback-server.ts';
import { openLoopbackServer } from '#electron/host/loopback-server.ts';
import { FRAME } from '#shared/contract/frame.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import { MAX_MESSAGE_BYTES } from '#shared/contract/messages.ts';
import { logLine, ScriptedCore } from '#test/stand-ins/core.ts';

let folder: string;
let core: ScriptedCore;
let server: LoopbackServer;
let log: string[];
const sockets: WebSocket[] = [];

async function start(port = 0): Promise<LoopbackServer> {
  const opened = await openLoopbackServer({
    core,
    rendererFolder: join(folder, 'renderer'),
    sessions: new BrowserSessions(loadSessionKey(folder)),
    port,
    log: (_level, text) => log.push(text),
  });
  if (!opened.ok) throw new Error(opened.fault.code);
  return opened.value;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-loopback-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Pankou</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'index-Ab3dEf9h.js'), 'export {};');
  writeFileSync(join(folder, 'secret.json'), '{}');
  core = new ScriptedCore();
  log = [];
  server = await start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it goes over the wire: the path is not tidied, every header is ours. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (data) => (body += String(data)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const host = (): string => `127.0.0.1:${server.port}`;
const tokenPath = (): string => server.freshAddress().slice(`http://${host()}`.length);

async function signIn(): Promise<{ Cookie: string }> {
  const { headers } = await ask(tokenPath());
  return { Cookie: headers['set-cookie']![0].split(';')[0] };
}

interface Window {
  readonly socket: WebSocket;
  readonly messages: CoreMessage[];
  readonly frames: Float64Array[];
  readonly closed: Promise<{ code: number; reason: string }>;
}

async function openWindow(cookie: { Cookie: string }): Promise<Window> {
  const socket = new WebSocket(`ws://${host()}/ws`, { headers: cookie, origin: `http://${host()}` });
  sockets.push(socket);
  const [messages, frames]: [CoreMessage[], Float64Array[]] = [[], []];
  socket.on('message', (data: Buffer, binary) => {
    if (binary) frames.push(new Float64Array(new Uint8Array(data).buffer));
    else messages.push(JSON.parse(data.toString()) as CoreMessage);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, messages, frames, closed };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    if (i > 1000) throw new Error('It did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The status that an upgrade is refused with. */
function refusedUpgrade(headers: Record<string, string>, path = '/ws'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      const lines = Object.entries({ Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', ...headers });
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
    });
    socket.once('data', (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

test('a fresh address is exchanged for a cookie that no script can read and no other site can send', async () => {
  const { status, headers } = await ask(tokenPath());
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  expect(headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(headers['referrer-policy']).toBe('no-referrer');
  const page = await ask('/', await signIn());
  expect(page.status).toBe(200);
  expect(page.body).toContain('<title>Pankou</title>');
});

test('an address works once; a made-up one never', async () => {
  const path = tokenPath();
  expect((await ask(path)).status).toBe(303);
  expect((await ask(path)).status).toBe(403);
  expect((await ask('/?token=made-up')).status).toBe(403);
  expect((await ask('/?token=')).status).toBe(403);
});

test('looking at an address without opening it does not use it up', async () => {
  const path = tokenPath();
  expect((await ask(path, {}, 'HEAD')).status).toBe(403);
  expect((await ask(path)).status).toBe(303);
});

test('without a session nothing is served', async () => {
  for (const path of ['/', '/index.html', '/assets/index-Ab3dEf9h.js', '/session', '/nothing']) expect((await ask(path)).status).toBe(401);
  expect((await ask('/', { Cookie: `pankou-${server.port}=made.up.cookie` })).status).toBe(401);
});

test('a cookie whose signature or age was changed is refused', async () => {
  const { Cookie } = await signIn();
  expect((await ask('/session', { Cookie })).status).toBe(204);
  expect((await ask('/session', { Cookie: `other=1; ${Cookie}` })).status).toBe(204);
  const last = Cookie.at(-2) === 'A' ? 'B' : 'A';
  expect((await ask('/session', { Cookie: `${Cookie.slice(0, -2)}${last}${Cookie.slice(-1)}` })).status).toBe(401);
  expect((await ask('/session', { Cookie: Cookie.replace('=', '=z') })).status).toBe(401);
});

test('another host name is refused, whatever it resolves to', async () => {
  const cookie = await signIn();
  for (const foreign of ['evil.example', `evil.example:${server.port}`, `localhost:${server.port}`, '127.0.0.1', '127.0.0.1:1']) {
    expect((await ask('/', { ...cookie, Host: foreign })).status).toBe(421);
    expect(await refusedUpgrade({ ...cookie, Host: foreign, Origin: `http://${host()}` })).toBe(421);
  }
});

test('a page of another origin is refused', async () => {
  const cookie = await signIn();
  for (const origin of ['https://evil.example', `http://localhost:${server.port}`, 'null', 'http://127.0.0.1:1']) {
    expect((await ask('/', { ...cookie, Origin: origin })).status).toBe(403);
    expect(await refusedUpgrade({ ...cookie, Host: host(), Origin: origin })).toBe(403);
  }
});

test('a socket needs our origin, a session and the right path', async () => {
  const cookie = await signIn();
  const Origin = `http://${host()}`;
  expect(await refusedUpgrade({ ...cookie, Host: host() })).toBe(403);
  expect(await refusedUpgrade({ Host: host(), Origin })).toBe(401);
  expect(await refusedUpgrade({ ...cookie, Host: host(), Origin }, '/other')).toBe(404);
  expect(core.sessions).toHaveLength(0);
});

test('only plain files of the built screen are served', async () => {
  const cookie = await signIn();
  symlinkSync(join(folder, 'secret.json'), join(folder, 'renderer', 'link.json'));
  writeFileSync(join(folder, 'renderer', '.hidden.json'), '{}');
  writeFileSync(join(folder, 'renderer', 'odd.exe'), '');
  const paths = ['/../secret.json', '/..%2fsecret.json', '/%2e%2e/secret.json', '/..%5csecret.json', '//secret.json', '/assets/../../secret.json', '/link.json', '/.hidden.json', '/odd.exe', '/assets', '/assets/', '/%00', '/%', '/index.html%00.js', 'http://evil.example/index.html'];
  for (const path of paths) expect([path, (await ask(path, cookie)).status]).toEqual([path, 404]);
});

test('pages carry a policy that lets only our own scripts run; hashed files may be kept', async () => {
  const cookie = await signIn();
  const page = await ask('/', cookie);
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  expect(page.headers['cache-control']).toBe('no-store');
  const script = await ask('/assets/index-Ab3dEf9h.js', cookie);
  expect(script.headers['content-type']).toMatch(/^text\/javascript/);
  expect(script.headers['cache-control']).toContain('immutable');
});

test('anything but GET and HEAD is refused', async () => {
  const cookie = await signIn();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', cookie, method)).status).toBe(405);
});

test('a port that is taken is said so', async () => {
  const second = await openLoopbackServer({ core, rendererFolder: folder, sessions: new BrowserSessions(loadSessionKey(folder)), port: server.port, log: () => undefined });
  expect(second).toEqual({ ok: false, fault: { code: 'port-in-use', params: { port: server.port } } });
});

test('a session outlives the server, and ends when its key is deleted', async () => {
  const { port } = server;
  const cookie = await signIn();
  await server.close();
  server = await start(port);
  expect((await ask('/session', cookie)).status).toBe(204);
  await server.close();
  rmSync(join(folder, 'loopback.key'));
  server = await start(port);
  expect((await ask('/session', cookie)).status).toBe(401);
});

test.skipIf(process.platform === 'win32')('the key is for its owner alone, and a planted link is not followed', () => {
  expect(statSync(join(folder, 'loopback.key')).mode & 0o777).toBe(0o600);
  const other = mkdtempSync(join(tmpdir(), 'pankou-key-'));
  try {
    writeFileSync(join(other, 'target'), 'short');
    symlinkSync(join(other, 'target'), join(other, 'loopback.key'));
    const key = loadSessionKey(other);
    expect(loadSessionKey(other)).toEqual(key);
    expect(statSync(join(other, 'target')).size).toBe(5);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test('a window is greeted over a real socket, asks and is answered', async () => {
  const { socket, messages } = await openWindow(await signIn());
  await until(() => messages.some((message) => message.type === 'ready'));
  expect(messages.map((message) => message.type)).toEqual(['hello', 'change', 'ready']);
  socket.send(JSON.stringify({ type: 'command', id: 1, command: 'core.status', ask: {} }));
  socket.send('{"type":');
  socket.send(JSON.stringify({ type: 'command', id: 2, command: 'core.nothing', ask: {} }));
  socket.send(Buffer.from([1, 2, 3]), { binary: true });
  await until(() => messages.length === 7);
  const answers = messages.slice(3).map((message) => (message.type === 'answer' ? [message.id, message.ok || message.fault.code] : []));
  expect(answers.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([[-1, 'message-invalid'], [-1, 'message-invalid'], [1, true], [2, 'command-unknown']]);
});

test('frames arrive as the bytes of the array, one for each that was painted', async () => {
  const { socket, frames, messages } = await openWindow(await signIn());
  await until(() => messages.length === 3);
  const [session] = core.sessions;
  for (let number = 1; number <= 5; number++) {
    session.market.touch();
    await until(() => frames.length === number);
    expect(frames[number - 1][FRAME.number]).toBe(number);
    socket.send(JSON.stringify({ type: 'painted', frame: number }));
  }
});

test('a window that never acknowledges gets one frame, however much happens', async () => {
  const { frames, messages } = await openWindow(await signIn());
  await until(() => messages.length === 3);
  const [session] = core.sessions;
  for (let i = 0; i < 200; i++) {
    session.market.touch();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(frames).toHaveLength(1);
  expect(session.market.built).toBe(1);
});

test('a window that does not read its socket is closed at a bound, and its session with it', async () => {
  const { socket } = await openWindow(await signIn());
  const [session] = core.sessions;
  socket.pause();
  const line = logLine(1, 'x'.repeat(500_000));
  let published = 0;
  while (!session.closed && published < 400) {
    session.publish(line);
    published += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(session.closed).toBe(true);
  // 16 MB in the process, and what the two kernels' socket buffers take.
  expect(published).toBeLessThan(100);
  expect(log.join()).toContain('does not read');
});

test('a message above the limit ends the socket before it is read', async () => {
  const { socket, closed } = await openWindow(await signIn());
  socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1));
  expect((await closed).code).toBe(1009);
  await until(() => core.sessions[0].closed);
});

test('windows beyond the bound are refused', async () => {
  const cookie = await signIn();
  for (let i = 0; i < 32; i++) await openWindow(cookie);
  expect(await refusedUpgrade({ ...cookie, Host: host(), Origin: `http://${host()}` })).toBe(503);
});

test('closing dismisses the windows and frees the port', async () => {
  const { closed, messages } = await openWindow(await signIn());
  await until(() => messages.length === 3);
  const { port } = server;
  await server.close();
  expect((await closed).code).toBe(1001);
  expect(core.sessions[0].closed).toBe(true);
  server = await start(port);
});
