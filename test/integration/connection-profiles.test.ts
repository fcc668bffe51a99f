/** Connections that users make, through the whole core: kept, tried, changed, switched, forgotten; and what becomes of their secrets. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { futuSystem } from '#electron/brokers/futu/futu-system.ts';
import { GetAccList, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { keychainVault, passphraseVault, type Vault } from '#electron/store/vault.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { commands, type Answer, type Ask, type CommandName } from '#shared/contract/commands.ts';
import type { TopicChange, TopicName, Topics } from '#shared/contract/topics.ts';
import { settingsFrom } from '#shared/connections/profile-fields.ts';
import type { ConnectionProfile } from '#shared/model/connection-profile.ts';
import type { Result } from '#shared/result.ts';
import { startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { openMarket, PASSWORD, REAL, SIMULATED } from '#test/stand-ins/opend-market.ts';
import { createPasswordSystem, type PasswordSystem } from '#test/stand-ins/password-system.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const SECRET = 'Xq7-kept-nowhere-else';
const OTHER_SECRET = 'Zr9-another-one';
const PASSPHRASE = 'correct horse battery';

let folder: string;
let core: Core;
let screen: ScreenSession;
let mirror: TopicMirror;
/** Every change and every answer that a screen was sent, as text. */
let frames: string[];
let servers: OpendStandIn[];
/** A counter that takes a password, for what Futu does not need. */
let counter: PasswordSystem;

async function start(vault?: Vault): Promise<void> {
  const made = await createCore({ dataFolder: folder, connections: [], systems: [futuSystem, counter], ...(vault ? { vault } : {}) });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  mirror = createTopicMirror();
  const take = (change: TopicChange): void => {
    frames.push(JSON.stringify(change));
    mirror.take(change);
  };
  screen.onChange(take);
  for (const change of screen.snapshots()) take(change);
}

async function restart(): Promise<void> {
  await core.close();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-profiles-'));
  [frames, servers, counter] = [[], [], createPasswordSystem(SECRET)];
  await start();
});

afterEach(async () => {
  await core.close();
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function opend(options: Parameters<typeof startOpend>[0] = {}, port = 0): Promise<OpendStandIn> {
  const server = await startOpend(options, port);
  openMarket(server);
  servers.push(server);
  return server;
}

async function answered<C extends CommandName>(command: C, asked: Ask<C>): Promise<Result<Answer<C>>> {
  const answer = await screen.handle(command, commands[command].ask.parse(asked) as never);
  frames.push(JSON.stringify(answer));
  return answer;
}
async function done<C extends CommandName>(command: C, asked: Ask<C>): Promise<Answer<C>> {
  const answer = await answered(command, asked);
  if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer.fault)}`);
  return answer.value;
}
async function refusal<C extends CommandName>(command: C, asked: Ask<C>): Promise<unknown> {
  const answer = await answered(command, asked);
  return answer.ok ? 'ok' : answer.fault.params?.['field'] === undefined ? answer.fault.code : `${answer.fault.params['field']} ${answer.fault.code}`;
}
async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 12_000; Date.now() < end; await new Promise((next) => setTimeout(next, 10))) if (holds()) return;
  throw new Error(`never: ${what}; ${JSON.stringify(all('connections'))}`);
}

const all = <T extends TopicName>(topic: T): readonly Topics[T][] => mirror.all(topic);
const connection = (id: string) => all('connections').find((each) => each.id === id);
const account = (id: string) => all('accounts').find((each) => each.id === id);
const isUp = (id: string) => (): boolean => connection(id)?.state === 'up';

const futu = (port: number, more: Partial<Ask<'connection.save'>> = {}): Ask<'connection.save'> => ({
  kind: 'futu', name: 'OpenD', preset: 'futu/opend', settings: settingsFrom(futuSystem.fields, { port, securities: 'HK.00700' }), secrets: {}, ...more,
});
const ctp = (more: Partial<Ask<'connection.save'>> = {}): Ask<'connection.save'> => ({ kind: 'ctp', name: 'Counter', preset: null, settings: { user: 'U1' }, secrets: { password: SECRET }, ...more });

test('an OpenD: tested, kept, connected; its accounts trade; it is back after a restart, and stays off when switched off', async () => {
  const server = await opend();
  const ask = futu(server.port);
  expect((await done('connection.systems', {})).map(({ kind }) => kind)).toEqual(['futu', 'ctp']);
  const steps = await done('connection.test', { ...ask, test: 't1' });
  expect(steps.map(({ step, ok: went }) => [step, went])).toEqual([['reach', true], ['handshake', true], ['login', true], ['quotes', true], ['accounts', true]]);
  expect(all('tests').map(({ test: id, step }) => `${id} ${step.step}`)).toEqual(steps.map(({ step }) => `t1 ${step}`));
  await until('the test leaves nothing open', () => server.clients.size === 0);
  expect(all('profiles')).toEqual([]);

  const { id } = await done('connection.save', ask);
  await until('up', isUp(id));
  await until('ready', () => account(SIMULATED)?.state === 'ready' && account(REAL)?.state === 'ready');
  expect(account(SIMULATED)).toMatchObject({ connection: id, environment: 'simulated', locked: false });
  expect(account(REAL)).toMatchObject({ connection: id, environment: 'real', locked: true });
  const order: Ask<'order.place'> = { account: REAL, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 100, timeInForce: 'day', source: 'ladder' };
  expect(await refusal('order.place', order)).toBe('account-locked');
  await done('account.unlock', { account: REAL, password: PASSWORD });
  await done('order.place', order);
  await server.asked(PlaceOrder);
  await done('account.lock', { account: REAL });
  expect(await refusal('order.place', order)).toBe('account-locked');

  await restart();
  await until('up again', isUp(id));
  await until('locked again', () => account(REAL)?.locked === true && account(REAL)?.state === 'ready');
  await done('connection.set', { id, on: false });
  expect(connection(id)?.state).toBe('off');
  await until('nothing is left open', () => server.clients.size === 0);
  await restart();
  expect(connection(id)?.state).toBe('off');
  expect(account(REAL)).toMatchObject({ state: 'offline', locked: true });
  await done('connection.set', { id, on: true });
  await until('on again', isUp(id));
});

test('a changed connection is made anew; a removed one is gone with its accounts, and its orders stay', async () => {
  const [first, second] = [await opend(), await opend()];
  const { id } = await done('connection.save', futu(first.port));
  await until('ready', () => account(SIMULATED)?.state === 'ready');
  const placed = await done('order.place', { account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 100, timeInForce: 'day', source: 'ladder' });
  const changed = await done('connection.save', futu(second.port, { id, name: 'Another' }));
  expect(changed).toMatchObject({ id, name: 'Another' });
  await second.asked(GetAccList);
  await until('up at the other', isUp(id));
  await until('the first is left', () => first.clients.size === 0);
  expect(all('connections')).toHaveLength(1);
  expect(connection(id)?.name).toBe('Another');

  await done('connection.remove', { id });
  expect([all('connections'), all('profiles'), all('accounts')]).toEqual([[], [], []]);
  await until('nothing is left open', () => second.clients.size === 0);
  expect((await done('orders.page', { offset: 0, limit: 10 })).rows.map((row) => row.id)).toEqual(placed.orders.map((row) => row.id));
  expect(await refusal('connection.remove', { id })).toBe('connection-unknown');
  await restart();
  expect(all('connections')).toEqual([]);

  // The same accounts under a new connection are themselves again.
  const again = await done('connection.save', futu(second.port));
  await until('back', () => account(SIMULATED)?.connection === again.id && account(SIMULATED)?.state === 'ready');
});

test('removed with orders working: they stay at the broker, or are cancelled before; where that fails the connection stays', async () => {
  await done('vault.open', { passphrase: PASSPHRASE });
  const begin = async (user: string): Promise<string> => {
    const { id } = await done('connection.save', ctp({ settings: { user } }));
    await until('ready', () => isUp(id)() && account(user)?.state === 'ready');
    await done('account.unlock', { account: user, password: 'pw' });
    for (const price of [100, 101]) await done('order.place', { account: user, instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price, quantity: 1, timeInForce: 'day', source: 'ticket' });
    await until('both work', () => working(user).length === 2);
    return id;
  };
  const working = (user: string) => all('orders').filter((order) => order.account === user && order.state === 'working');

  const left = await begin('U1');
  const before = counter.last();
  await done('connection.remove', { id: left });
  expect([before.cancelled, [...before.book.values()].map(({ state }) => state)]).toEqual([[], ['working', 'working']]);

  const id = await begin('U2');
  const broker = counter.last();
  broker.script.cancel = 'fail';
  expect(await refusal('connection.remove', { id, cancelFirst: true })).toBe('orders-still-working');
  expect([connection(id)?.state, all('profiles').map((profile) => profile.id), working('U2').length]).toEqual(['up', [id], 2]);
  broker.script.cancel = 'answer';
  await done('connection.remove', { id, cancelFirst: true });
  expect([...broker.book.values()].map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  expect([all('connections'), all('profiles'), working('U2')]).toEqual([[], [], []]);
}, 40_000);

test('what is wrong is said in words at the connection, and tried again until it is right', async () => {
  const port = await freePort();
  const { id } = await done('connection.save', futu(port));
  await until('down', () => connection(id)?.state === 'down');
  expect(connection(id)?.fault).toMatchObject({ code: 'opend-not-listening', params: { port } });
  await opend({}, port);
  await until('up by itself', isUp(id));
  expect(all('log').filter(({ fault }) => fault?.code === 'opend-not-listening')).toHaveLength(1);
});

test('one account has one way to trade: a second connection to the same OpenD says so', async () => {
  const server = await opend();
  const first = await done('connection.save', futu(server.port));
  await until('ready', () => account(REAL)?.state === 'ready');
  const second = await done('connection.save', futu(server.port, { name: 'Twice' }));
  await until('up', isUp(second.id));
  expect(account(REAL)?.connection).toBe(first.id);
  expect(all('log').some(({ fault }) => fault?.code === 'account-elsewhere')).toBe(true);
});

test('a connection that hangs is given up at once when another word about it comes', async () => {
  const server = await opend();
  server.silent = true;
  const { id } = await done('connection.save', futu(server.port));
  await until('connecting', () => connection(id)?.state === 'connecting' && server.clients.size === 1);
  const begun = performance.now();
  await done('connection.set', { id, on: false });
  expect(connection(id)?.state).toBe('off');
  await done('connection.set', { id: (await done('connection.save', futu(server.port, { id }))).id, on: false });
  await done('connection.remove', { id });
  expect(performance.now() - begun).toBeLessThan(3_000);
  await until('nothing is left open', () => server.clients.size === 0);
});

test('what is written is judged: fields, names, kinds, and only what the system asks for', async () => {
  await done('vault.open', { passphrase: PASSPHRASE });
  const good = futu(11_111, { name: 'A' });
  const { settings } = good;
  expect(await refusal('connection.save', { ...good, settings: { ...settings, port: 0 } })).toBe('port field-not-whole');
  expect(await refusal('connection.save', { ...good, settings: { ...settings, host: ' ' } })).toBe('host field-missing');
  expect(await refusal('connection.save', { ...good, settings: { ...settings, host: 'opend.example.com' } })).toBe('keyFile opend-key-needed');
  expect(await refusal('connection.save', { ...good, settings: { ...settings, more: 1 } })).toBe('more field-invalid');
  expect(await refusal('connection.save', { ...good, settings: { port: 1 } })).toBe('host field-invalid');
  expect(await refusal('connection.save', { ...good, secrets: { password: SECRET } })).toBe('password field-invalid');
  expect(await refusal('connection.save', { ...good, preset: 'ctp/scripted' })).toBe('preset field-invalid');
  expect(await refusal('connection.save', { ...good, kind: 'xtp' })).toBe('connection-kind-unknown');
  expect(await refusal('connection.save', { ...good, id: 'nobody' })).toBe('connection-unknown');
  expect(await refusal('connection.save', ctp({ secrets: {} }))).toBe('password field-missing');
  const { id } = await done('connection.save', ctp({ name: 'A' }));
  expect(await refusal('connection.save', good)).toBe('connection-name-taken');
  expect(await refusal('connection.save', { ...good, id, name: 'B' })).toBe('kind field-invalid');
  expect(await refusal('connection.save', ctp({ id, secrets: { password: '' } }))).toBe('password field-missing');
  expect(all('profiles')).toHaveLength(1);
  for (const name of ['', '  ', 'n'.repeat(41)]) expect(commands['connection.save'].ask.safeParse({ ...good, name }).success).toBe(false);
  expect(commands['connection.save'].ask.safeParse({ ...good, kind: 'simulated' }).success).toBe(false);
  expect(commands['connection.save'].ask.safeParse({ ...good, secrets: { password: 's'.repeat(257) } }).success).toBe(false);
});

test('only a field that can be looked at by itself is', async () => {
  expect(await refusal('connection.probe', { kind: 'futu', field: 'host', value: '127.0.0.1' })).toBe('host field-invalid');
  expect(await refusal('connection.probe', { kind: 'ctp', field: 'password', value: SECRET })).toBe('password field-invalid');
  expect(await refusal('connection.probe', { kind: 'xtp', field: 'host', value: 'x' })).toBe('connection-kind-unknown');
});

test('secrets live in the vault alone, and a connection waits for it', async () => {
  expect(all('vault')).toEqual([{ state: 'none', keeper: 'passphrase' }]);
  expect(await refusal('connection.save', ctp())).toBe('vault-needed');
  expect(all('profiles')).toEqual([]);
  // A test needs no vault for what is typed.
  expect((await done('connection.test', { ...ctp(), test: 't' })).map((step) => step.ok)).toEqual([true, true]);
  await done('vault.open', { passphrase: PASSPHRASE });
  expect(all('vault')).toEqual([{ state: 'open', keeper: 'passphrase' }]);
  const saved = await done('connection.save', ctp({ secrets: { password: SECRET, authCode: OTHER_SECRET } }));
  expect(saved.secrets).toEqual(['password', 'authCode']);
  const { id } = saved;
  await until('up', isUp(id));
  expect(counter.madeWith.at(-1)).toEqual({ password: SECRET, authCode: OTHER_SECRET });

  // Left out: as it is. Empty: forgotten.
  expect((await done('connection.save', ctp({ id, name: 'Renamed', secrets: { authCode: '' } }))).secrets).toEqual(['password']);
  await until('made anew', () => counter.madeWith.length === 2 && connection(id)?.state === 'up');
  expect(counter.madeWith.at(-1)).toEqual({ password: SECRET });
  // A test of what is kept takes the kept secrets, unless another is typed.
  expect((await done('connection.test', { ...ctp({ id, secrets: {} }), test: 'kept' })).map((step) => step.ok)).toEqual([true, true]);
  expect((await done('connection.test', { ...ctp({ id, secrets: { password: 'typo' } }), test: 'typed' })).map((step) => step.ok)).toEqual([true, false]);

  await restart();
  expect(all('vault')).toEqual([{ state: 'closed', keeper: 'passphrase' }]);
  await until('it waits', () => connection(id)?.fault?.code === 'connection-waits-vault');
  expect(connection(id)?.state).toBe('down');
  expect(await refusal('connection.test', { ...ctp({ id, secrets: {} }), test: 'closed' })).toBe('vault-needed');
  expect(await refusal('vault.open', { passphrase: 'wrong horse battery' })).toBe('vault-wrong-passphrase');
  expect(connection(id)?.fault?.code).toBe('connection-waits-vault');
  await done('vault.open', { passphrase: PASSPHRASE });
  await until('up once it is open', isUp(id));
  expect(counter.madeWith.at(-1)).toEqual({ password: SECRET });
  counter.last().at.drop();
  await until('down', () => connection(id)?.state === 'down');

  await core.close();
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  expect(kept.map(({ name }) => name)).toContain('vault.json');
  for (const file of kept) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const text of [SECRET, OTHER_SECRET, PASSPHRASE]) expect(bytes.includes(text), file.name).toBe(false);
  }
  expect(frames.length).toBeGreaterThan(20);
  for (const frame of frames) for (const text of [SECRET, OTHER_SECRET, PASSPHRASE]) expect(frame).not.toContain(text);
  await start();
});

test('a password that was changed at the counter is the one that is kept, and what it was changed to is asked for no more', async () => {
  await done('vault.open', { passphrase: PASSPHRASE });
  await done('connection.save', { kind: 'ctp', name: 'CTP', preset: null, settings: { user: '8001' }, secrets: { password: SECRET, authCode: OTHER_SECRET } });
  await until('it is made', () => counter.madeWith.length === 1);
  expect(counter.keep({ password: 'Kp3-the-newer-one', authCode: '' })).toEqual({ ok: true, value: null });
  expect(all('profiles')[0].secrets).toEqual(['password']);
  await restart();
  await done('vault.open', { passphrase: PASSPHRASE });
  await until('it is made again', () => counter.madeWith.length === 2);
  expect(counter.madeWith[1]).toEqual({ password: 'Kp3-the-newer-one' });
  const [{ id }] = all('profiles');
  await done('connection.remove', { id });
  expect(counter.keep({ password: 'x' })).toMatchObject({ fault: { code: 'connection-unknown' } });
  for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file)).includes('Kp3-the-newer-one'), file).toBe(false);
  expect(frames.join('\n')).not.toContain('Kp3-the-newer-one');
});

test('removed while the vault is closed, its secrets go when the vault is open', async () => {
  await done('vault.open', { passphrase: PASSPHRASE });
  const { id } = await done('connection.save', ctp());
  const { id: stays } = await done('connection.save', ctp({ name: 'Stays', settings: { user: 'U2' }, secrets: { password: OTHER_SECRET } }));
  await restart();
  await done('connection.remove', { id });
  await done('vault.open', { passphrase: PASSPHRASE });
  await until('the other is up', isUp(stays));
  const vault = passphraseVault(join(folder, 'vault.json'));
  await vault.open(PASSPHRASE);
  expect(vault.names()).toEqual({ ok: true, value: [`connection/${stays}`] });
});

test('the terminal does not connect to its own gateway, but may when that is another’s', async () => {
  const port = await freePort();
  await done('opend.set', { on: true, port });
  expect(await refusal('connection.save', futu(port))).toBe('port opend-own-gateway');
  expect(await refusal('connection.test', { ...futu(port), test: 't' })).toBe('port opend-own-gateway');
  await done('opend.set', { on: false, port });
  const { id } = await done('connection.save', futu(port));
  await done('connection.set', { id, on: false });
  await done('opend.set', { on: true, port });
  expect(await refusal('connection.set', { id, on: true })).toBe('port opend-own-gateway');
  expect(connection(id)?.state).toBe('down');
  await done('opend.set', { on: false, port });
  await opend({}, port);
  await until('up at the real one', isUp(id));
});

test('where the keychain guards the vault nothing is asked for, and everything is back by itself', async () => {
  const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  const guarded = (): Vault => keychainVault(join(folder, 'vault-keychain.json'), { available: () => true, encrypt: (text) => turned(Buffer.from(text)), decrypt: (bytes) => turned(bytes).toString() });
  await core.close();
  await start(guarded());
  expect(all('vault')).toEqual([{ state: 'open', keeper: 'keychain' }]);
  const { id } = await done('connection.save', ctp());
  await until('up', isUp(id));
  await core.close();
  await start(guarded());
  await until('up again', isUp(id));
  expect(counter.madeWith.at(-1)).toEqual({ password: SECRET });
});

test('a broker that throws is told of as a bug, and nothing else waits for it or falls with it', async () => {
  const server = await opend();
  await done('vault.open', { passphrase: PASSPHRASE });
  const { id } = await done('connection.save', ctp({ settings: { user: 'throws' } }));
  await until('down', () => connection(id)?.fault?.code === 'internal');
  const other = await done('connection.save', futu(server.port));
  await until('the other is up', isUp(other.id));
  expect(all('log').some(({ text }) => text === 'no such user')).toBe(true);
  await done('connection.save', ctp({ id, settings: { user: 'U1' }, secrets: {} }));
  await until('up once it is right', isUp(id));
});

test('profiles that make no sense are left out, the others are there', async () => {
  const { id }: ConnectionProfile = await done('connection.save', futu(1));
  await core.close();
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(folder, 'pankou.db'));
  database.exec(`INSERT INTO profiles (id, document) VALUES ('odd', '{"id":"odd","kind":"simulated"}'), ('torn', '{"id":')`);
  database.close();
  await start();
  expect(all('profiles').map((profile) => profile.id)).toEqual([id]);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
