/** The session over real sockets on 127.0.0.1, against an OpenD written from the document. Its clock runs fifty times as fast. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PROGRAM_STATUS, QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import { Notify } from '#electron/brokers/futu/messages/notify.ts';
import { GetAccList, UpdateOrder } from '#electron/brokers/futu/messages/trade.ts';
import { GetBasicQot, Sub, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetGlobalState, GetUserInfo, InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import type { Fault, Result } from '#shared/result.ts';
import { startOpend, type OpendAnswer, type OpendOptions, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { isLoopback } from './address.ts';
import type { ConnectionTestStep } from '#shared/model/connection-profile.ts';
import type { OpendAddress } from './address.ts';
import { probeOpend } from './probe.ts';
import { OpendSession, type OpendIdentity } from './session.ts';
import type { Standing } from './standing.ts';

const FASTER = 50;
const pemOf = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;
const KEY = pemOf();

interface Desk {
  readonly session: OpendSession;
  readonly ups: OpendIdentity[];
  readonly standings: Standing[];
  readonly downs: Fault[];
  readonly notices: string[];
  readonly troubles: Fault[];
  /** Every wait that was asked for, ms of the session's own time. */
  readonly waits: number[];
  readonly until: (done: () => boolean) => Promise<void>;
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function opend(options: OpendOptions = {}, port = 0): Promise<OpendStandIn> {
  const server = await startOpend(options, port);
  open.push(server);
  return server;
}

function desk(port: number, key: string | null = null, host = '127.0.0.1'): Desk {
  const record: Omit<Desk, 'session' | 'until'> = { ups: [], standings: [], downs: [], notices: [], troubles: [], waits: [] };
  const session = new OpendSession(
    { host, port, key },
    'Pankou-test',
    {
      up: (identity) => void record.ups.push(identity),
      standing: (standing) => void record.standings.push(standing),
      down: (fault) => void record.downs.push(fault),
      notice: (text) => void record.notices.push(text),
      trouble: (fault) => void record.troubles.push(fault),
      latency: () => {},
    },
    {
      now: () => Date.now(),
      after: (ms, task) => {
        record.waits.push(ms);
        const timer = setTimeout(task, ms / FASTER);
        return () => clearTimeout(timer);
      },
    },
  );
  open.push(session);
  const until = async (done: () => boolean): Promise<void> => {
    for (let i = 0; i < 2_000 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(done()).toBe(true);
  };
  return { session, ...record, until };
}

const failure = (result: Result<unknown>): string => (result.ok ? 'ok' : result.fault.code);
const security = { market: QOT_MARKET.hk, code: '00700' };
const QUOTES: OpendAnswer = { s2c: { basicQotList: [] } };

describe.each([
  ['in the clear', {}, null],
  ['with RSA and AES-CBC', { key: KEY, cipher: 'cbc' }, KEY],
  ['with RSA and AES-ECB', { key: KEY, cipher: 'ecb' }, KEY],
] as const)('a session %s', (_name, options, key) => {
  it('shakes hands first, asks how OpenD stands, and then asks and hears', async () => {
    const server = await opend(options);
    server.answer(GetBasicQot, () => QUOTES);
    const { session, ups, until } = desk(server.port, key);
    const heard: string[] = [];
    session.on(UpdateTicker, (told) => heard.push(told.security.code));
    expect(failure(await session.connect())).toBe('ok');
    expect(ups).toEqual([{ userId: '9000000000000000001', serverVersion: 1002 }]);
    expect(server.requests[0].c2s).toMatchObject({ clientID: 'Pankou-test', recvNotify: true, packetEncAlgo: key === null ? -1 : 2, pushProtoFmt: 0 });
    expect(await session.request(GetBasicQot, { securityList: [security] })).toEqual({ ok: true, value: { basicQotList: [] } });
    server.push(UpdateTicker, { security, tickerList: [] });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['00700']);
    expect(server.requests.map(({ protocol, serial }) => [protocol, serial])).toEqual([[InitConnect.id, 1], [GetGlobalState.id, 2], [GetBasicQot.id, 3]]);
  });
});

describe('what is wrong is said in words', () => {
  it('nothing listens', async () => {
    const server = await startOpend();
    await server.close();
    const result = await desk(server.port).session.connect();
    expect(result).toEqual({ ok: false, fault: { code: 'opend-not-listening', params: { host: '127.0.0.1', port: server.port } } });
  });

  it('something else listens', async () => {
    const http: Server = createServer((socket) => void socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => void http.close(() => resolve())) });
    expect(failure(await desk((http.address() as AddressInfo).port).session.connect())).toBe('opend-stranger');
  });

  it.each([
    ['a key here and none there', {}, KEY],
    ['a key there and none here', { key: KEY }, null],
    ['two different keys', { key: pemOf() }, KEY],
  ] as const)('%s: OpenD closes', async (_name, options, key) => {
    expect(failure(await desk((await opend(options)).port, key).session.connect())).toBe('opend-handshake-closed');
  });

  it('OpenD answers under another key, or in the clear', async () => {
    const server = await opend({ key: KEY });
    server.answer(InitConnect, (_c2s, { client, serial }) => {
      setTimeout(() => client.socket.write(server.frame(InitConnect.id, serial, Buffer.alloc(128, 1), { sha1: Buffer.alloc(20) })));
      return 'silence';
    });
    expect(failure(await desk(server.port, KEY).session.connect())).toBe('opend-key-wrong');
    server.options = { key: KEY };
    server.answer(InitConnect, (_c2s, { client, serial }) => {
      client.socket.write(server.frame(InitConnect.id, serial, Buffer.from('08ffffffffffffffffff01', 'hex')));
      return 'silence';
    });
    expect(failure(await desk(server.port, KEY).session.connect())).toBe('opend-key-not-there');
  });

  it('a key is none, or is missing where the network is crossed: no socket is opened', async () => {
    expect(failure(await desk(1, 'no key').session.connect())).toBe('opend-key-unreadable');
    expect(failure(await desk(1, null, '192.0.2.1').session.connect())).toBe('opend-key-needed');
    expect(['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '10.0.0.1', '128.0.0.1', 'localhost.example', '127.0.0.1.example', '::', '::ffff:10.0.0.1'].some(isLoopback)).toBe(false);
  });

  it('OpenD is silent, refuses, is not logged in, or must be updated', async () => {
    const silent = await opend();
    silent.silent = true;
    expect(failure(await desk(silent.port).session.connect())).toBe('opend-handshake-silent');
    const server = await opend({ quotes: false, trade: false, programStatus: { type: PROGRAM_STATUS.needPhoneCode, strExtDesc: 'phone code' } });
    expect(await desk(server.port).session.connect()).toEqual({ ok: false, fault: { code: 'opend-logged-out', params: { quotes: '×', trade: '×' }, brokerText: 'phone code' } });
    server.options = { quotes: false, trade: false, programStatus: { type: PROGRAM_STATUS.forceUpdate } };
    expect(await desk(server.port).session.connect()).toEqual({ ok: false, fault: { code: 'opend-too-old', params: { version: '10.2' } } });
    server.answer(InitConnect, () => ({ retType: -1, retMsg: '版本过低' }));
    expect(await desk(server.port).session.connect()).toEqual({ ok: false, fault: { code: 'opend-refused', params: { what: 'InitConnect' }, brokerText: '版本过低' } });
    await desk(1).until(() => silent.clients.size + server.clients.size === 0);
  });
});

describe('requests', () => {
  it('are answered by their serial, in any order, and pushes come between', async () => {
    const server = await opend();
    const { session } = desk(server.port);
    await session.connect();
    const held: (() => void)[] = [];
    server.answer(GetBasicQot, (c2s, { client, serial }) => {
      const code = c2s.securityList[0].code;
      // retType 0, s2c { basicQotList [] }; the answer is told apart by its refusal's text.
      const body = Buffer.concat([Buffer.from('08ffffffffffffffffff01', 'hex'), Buffer.from([0x12, code.length]), Buffer.from(code)]);
      held.push(() => void client.socket.write(server.frame(GetBasicQot.id, serial, body)));
      if (held.length === 3) for (const reply of held.reverse()) reply();
      return 'silence';
    });
    const asked = ['A', 'B', 'C'].map((code) => session.request(GetBasicQot, { securityList: [{ market: 1, code }] }));
    const answers = await Promise.all(asked);
    expect(answers.map((answer) => !answer.ok && answer.fault.brokerText)).toEqual(['A', 'B', 'C']);
  });

  it('without an answer fail after their time, and a late answer harms nothing', async () => {
    const server = await opend();
    const { session } = desk(server.port);
    await session.connect();
    let late: () => void = () => {};
    server.answer(GetBasicQot, (_c2s, { client, serial }) => {
      late = () => void client.socket.write(server.frame(GetBasicQot.id, serial, Buffer.from('08002200', 'hex')));
      return 'silence';
    });
    expect(await session.request(GetBasicQot, { securityList: [] })).toEqual({ ok: false, fault: { code: 'opend-timeout', params: { what: 'Qot_GetBasicQot', seconds: 12 } } });
    late();
    server.answer(GetBasicQot, () => QUOTES);
    expect(failure(await session.request(GetBasicQot, { securityList: [] }))).toBe('ok');
  });

  it('with an answer that cannot be read fail alone', async () => {
    const server = await opend();
    const { session, troubles } = desk(server.port);
    await session.connect();
    server.answer(GetBasicQot, (_c2s, { client, serial }) => {
      client.socket.write(server.frame(GetBasicQot.id, serial, Buffer.from('0800220a', 'hex')));
      return 'silence';
    });
    expect(failure(await session.request(GetBasicQot, { securityList: [] }))).toBe('opend-answer-unreadable');
    expect(troubles.length).toBe(1);
    server.answer(GetBasicQot, () => QUOTES);
    expect(failure(await session.request(GetBasicQot, { securityList: [] }))).toBe('ok');
  });

  it('that OpenD itself lost are without an answer, not refused', async () => {
    const server = await opend();
    const { session } = desk(server.port);
    await session.connect();
    for (const [retType, kind] of [[-1, 'refused'], [-400, 'refused'], [-100, 'unanswered'], [-200, 'unanswered']] as const) {
      server.answer(GetBasicQot, () => ({ retType, retMsg: 'so it is' }));
      const outcome = await new Promise((resolve) => void session.send(GetBasicQot, () => ({ securityList: [] }), resolve));
      expect(outcome).toEqual({ kind, fault: { code: 'opend-refused', params: { what: 'Qot_GetBasicQot' }, brokerText: 'so it is' } });
    }
  });

  it('that cannot be written are not sent, nor any while there is no connection', async () => {
    const server = await opend();
    const { session } = desk(server.port);
    const ask = (): Result<null> => session.send(GetBasicQot, () => ({ securityList: [{ market: 0.5, code: 'X' }] }), () => {});
    expect(failure(ask())).toBe('broker-down');
    await session.connect();
    expect(failure(ask())).toBe('opend-request-invalid');
    expect(server.requests.length).toBe(2);
  });

  it('that write carry what they are known by', async () => {
    const server = await opend();
    const { session } = desk(server.port);
    await session.connect();
    const packets: unknown[] = [];
    session.send(Sub, (packet) => { packets.push(packet); return { isSubOrUnSub: true }; }, () => {});
    const { serial, client } = await server.asked(Sub);
    expect(packets).toEqual([{ connID: client.connId, serialNo: serial }]);
  });
});

describe('pushes', () => {
  it('that cannot be read, or that nobody knows, harm nothing', async () => {
    const server = await opend();
    const { session, troubles, until } = desk(server.port);
    const heard: string[] = [];
    session.on(UpdateOrder, (told) => heard.push(told.order.orderIDEx));
    await session.connect();
    server.write(server.frame(UpdateOrder.id, 1, Buffer.from('0800', 'hex')));
    server.write(server.frame(UpdateOrder.id, 1, Buffer.from('ffff', 'hex')));
    server.write(server.frame(9_999, 1, Buffer.from('ffff', 'hex')));
    server.push(UpdateOrder, {
      header: { trdEnv: 0, accID: '1', trdMarket: 1 },
      order: { trdSide: 1, orderType: 1, orderStatus: 5, orderID: '0', orderIDEx: 'X1', code: '00700', name: '', qty: 1, createTime: '', updateTime: '' },
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['X1']);
    expect(troubles.map(({ code }) => code)).toEqual(['opend-answer-unreadable', 'opend-answer-unreadable']);
  });

  it('tell how OpenD itself stands', async () => {
    const server = await opend();
    const { session, standings, notices, until } = desk(server.port);
    await session.connect();
    server.push(Notify, { type: 3, connectStatus: { qotLogined: true, trdLogined: false } });
    server.push(Notify, { type: 1, event: { eventType: 7, desc: '已在其他终端登录' } });
    server.push(Notify, { type: 2, programStatus: { programStatus: { type: PROGRAM_STATUS.loginFailed } } });
    await until(() => notices.length === 2);
    expect(standings).toEqual([{ quotes: true, trade: false }]);
    expect(notices).toEqual(['已在其他终端登录', 'program status 5']);
  });
});

describe('a connection that falls', () => {
  it.each([
    ['in the handshake', InitConnect, 'opend-handshake-closed'],
    ['while OpenD is asked how it stands', GetGlobalState, 'opend-closed'],
  ] as const)('%s fails the attempt and leaves nothing behind', async (_name, call, code) => {
    const server = await opend();
    server.answer(call, () => 'cut');
    const { session, downs } = desk(server.port);
    expect(failure(await session.connect())).toBe(code);
    expect(downs).toEqual([]);
  });

  it.each(['silence', 'cut'] as const)('with a request under way (%s) leaves it without an answer and comes back', async (how) => {
    const server = await opend();
    server.answer(GetBasicQot, () => how);
    const { session, ups, downs, until } = desk(server.port);
    await session.connect();
    const outcome = new Promise((resolve) => void session.send(GetBasicQot, () => ({ securityList: [] }), resolve, 1e6));
    await server.asked(GetBasicQot);
    if (how === 'silence') server.cut();
    expect(await outcome).toEqual({ kind: 'unanswered', fault: { code: 'opend-closed' } });
    expect(failure(await session.request(GetBasicQot, { securityList: [] }))).toBe('broker-down');
    await until(() => ups.length === 2);
    expect(downs.map(({ code }) => code)).toEqual(['opend-closed']);
    server.answer(GetBasicQot, () => QUOTES);
    expect(failure(await session.request(GetBasicQot, { securityList: [] }))).toBe('ok');
  });

  it.each([
    ['another magic', (server: OpendStandIn) => server.frame(1, 1, Buffer.alloc(4), { magic: 'XX' })],
    ['another digest', (server: OpendStandIn) => server.frame(UpdateOrder.id, 1, Buffer.alloc(4), { sha1: Buffer.alloc(20) })],
    ['an absurd length', (server: OpendStandIn) => server.frame(UpdateOrder.id, 1, Buffer.alloc(4), { length: 0x7fff_ffff })],
  ] as const)('by %s says so and is made anew', async (_name, wrong) => {
    const server = await opend();
    const { session, ups, downs, until } = desk(server.port);
    await session.connect();
    server.write(wrong(server));
    await until(() => ups.length === 2);
    expect(downs.map(({ code }) => code)).toEqual(['opend-garbled']);
  });

  it('inside a frame says that too', async () => {
    const server = await opend();
    const { session, downs, until } = desk(server.port);
    await session.connect();
    for (const { socket } of server.clients) socket.end(server.frame(UpdateOrder.id, 1, Buffer.alloc(400)).subarray(0, 60));
    await until(() => downs.length > 0);
    expect(downs[0]).toMatchObject({ code: 'opend-garbled', params: { reason: expect.stringContaining('short of a whole frame') } });
  });

  it('half-open is found out by KeepAlive, sent at 0.8 of the interval', async () => {
    const server = await opend({ keepAliveS: 5 });
    const { session, ups, downs, waits, until } = desk(server.port);
    await session.connect();
    await server.asked(KeepAlive, 3);
    expect(waits.filter((ms) => ms === 4_000).length).toBeGreaterThanOrEqual(3);
    expect(downs).toEqual([]);
    server.silent = true;
    await until(() => downs.length > 0);
    expect(downs[0]).toEqual({ code: 'opend-silent', params: { seconds: 8 } });
    server.silent = false;
    await until(() => ups.length === 2);
  });

  it('alive but silent to KeepAlive only is kept: pushes show that it lives', async () => {
    const server = await opend({ keepAliveS: 5 });
    const { session, downs } = desk(server.port);
    server.answer(KeepAlive, () => 'silence');
    await session.connect();
    const pushing = setInterval(() => server.push(UpdateTicker, { security, tickerList: [] }), 10);
    await server.asked(KeepAlive, 5);
    clearInterval(pushing);
    expect(downs).toEqual([]);
  });

  it('is tried again less and less often, through every kind of failure, until OpenD is back', async () => {
    const server = await startOpend();
    const { session, ups, downs, waits, until } = desk(server.port);
    await session.connect();
    await server.close();
    await until(() => downs.length > 5);
    expect(downs.slice(0, 2).map(({ code }) => code)).toEqual(['opend-closed', 'opend-not-listening']);
    expect(waits.filter((ms) => [1_000, 2_000, 10_000, 30_000].includes(ms)).slice(0, 4)).toEqual([1_000, 2_000, 10_000, 30_000]);
    const back = await opend({}, server.port);
    back.silent = true;
    await until(() => downs.some(({ code }) => code === 'opend-handshake-silent'));
    back.silent = false;
    await until(() => ups.length === 2);
  });
});

describe('a probe', () => {
  const clock = { now: () => Date.now(), after: (ms: number, task: () => void) => { const timer = setTimeout(task, ms / FASTER); return () => clearTimeout(timer); } };

  const stepsOf = async (address: OpendAddress): Promise<string[]> => {
    const steps: ConnectionTestStep[] = [];
    await probeOpend(address, clock, (step) => steps.push(step));
    return steps.map(({ step, ok, fault, detail }) => `${step} ${ok ? detail : fault?.code}`);
  };

  it('tells address, version, user, rights and accounts as they are found, and leaves nothing open', async () => {
    const server = await opend({ key: KEY });
    server.answer(GetUserInfo, ({ flag }) => ({ s2c: flag === 6 ? { subQuota: 300, historyKLQuota: 100, hkQotRight: 3, usQotRight: 5, cnQotRight: 2, szQotRight: 1 } : {} }));
    server.answer(GetAccList, () => ({ s2c: { accList: [{ trdEnv: 0, accID: '281756479345015399', trdMarketAuthList: [1] }] } }));
    expect(await stepsOf({ host: '127.0.0.1', port: server.port, key: KEY })).toEqual([
      `reach 127.0.0.1:${server.port}`, 'handshake OpenD 10.2 · RSA + AES', 'login 9000000000000000001', 'quotes HK LV2 · US – · SH LV1 · SZ BMP · 300', 'accounts Futu HK …5399',
    ]);
    await desk(1).until(() => server.clients.size === 0);
  });

  it('says at the step that fails what is wrong, as a connection would', async () => {
    const server = await opend({ quotes: false, trade: false });
    const address = { host: '127.0.0.1', port: server.port, key: null };
    const reached = [`reach 127.0.0.1:${server.port}`, 'handshake OpenD 10.2'];
    expect(await stepsOf(address)).toEqual([...reached, 'login opend-logged-out']);
    expect(await stepsOf({ ...address, key: KEY })).toEqual([reached[0], 'handshake opend-handshake-closed']);
    expect(await stepsOf({ ...address, key: 'no key' })).toEqual(['handshake opend-key-unreadable']);
    expect(await stepsOf({ ...address, host: '10.1.2.3' })).toEqual(['handshake opend-key-needed']);

    server.options = { quotes: false };
    server.answer(GetAccList, () => ({ s2c: { accList: [] } }));
    expect((await stepsOf(address)).slice(3)).toEqual(['quotes opend-logged-out', 'accounts opend-no-accounts']);
    server.options = { trade: false };
    server.answer(GetUserInfo, () => ({ s2c: { hkQotRight: 5, usQotRight: 5, cnQotRight: 5 } }));
    expect((await stepsOf(address)).slice(3)).toEqual(['quotes opend-no-quote-right']);
    server.answer(GetUserInfo, () => ({ retType: -1, retMsg: 'no' }));
    expect((await stepsOf(address)).slice(3)).toEqual(['quotes HK ? · US ? · SH ? · SZ ?', 'accounts opend-logged-out']);
    server.answer(GetUserInfo, () => 'cut');
    expect((await stepsOf(address)).slice(3)).toEqual(['quotes opend-closed']);
    await server.close();
    expect(await stepsOf(address)).toEqual(['reach opend-not-listening']);
    open.splice(0);
  });
});

describe('an end', () => {
  it.each(['before the handshake', 'in the handshake', 'with a request under way', 'while it is down'] as const)('%s leaves no socket, no timer and no second word', async (when) => {
    const server = await opend();
    const { session, ups, downs } = desk(server.port);
    if (when === 'in the handshake') server.silent = true;
    const connecting = session.connect();
    if (when === 'in the handshake') await server.asked(InitConnect);
    else if (when !== 'before the handshake') await connecting;
    server.answer(GetBasicQot, () => 'silence');
    const asked = when === 'with a request under way' ? session.request(GetBasicQot, { securityList: [] }) : null;
    if (when === 'while it is down') {
      server.cut();
      while (session.isUp) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const heard = downs.length;
    await session.close();
    if (asked) expect(failure(await asked)).toBe('broker-down');
    if (when === 'before the handshake' || when === 'in the handshake') expect(failure(await connecting)).toBe('broker-down');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.clients.size).toBe(0);
    expect(downs.length).toBe(heard);
    expect(ups.length).toBeLessThanOrEqual(1);
    expect(failure(await session.connect())).toBe('broker-down');
  });
});
