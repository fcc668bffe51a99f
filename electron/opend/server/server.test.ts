/** The gateway's door over real sockets: whatever one client sends, the others go on. Frames are made by hand from the document, lines 11203-11243. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GetGlobalState, GetUserInfo, InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import { UpdateBasicQot } from '#electron/brokers/futu/messages/subscribed.ts';
import { decodeMessage, encodeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import { fail, ok } from '#shared/result.ts';
import { sentenceOf } from '#shared/faults.ts';
import { MAX_REQUEST_BYTES, MAX_WAITING_BYTES, pushFrame, SILENCE_MS, type ClientConnection } from './client-connection.ts';
import { MAX_CONNECTIONS, openServer, type OpendServer } from './server.ts';

let server: OpendServer;
let opened: ClientConnection[];
let left: ClientConnection[];
let log: string[];
let now: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  opened = [];
  left = [];
  log = [];
  now = Date.now();
  const made = await openServer({
    host: '127.0.0.1',
    port: 0,
    key: null,
    now: () => now,
    handle: (_client, call) => (call.id === GetUserInfo.id ? ok({ nickName: 'x', subQuota: 5 }) : fail('gateway-not-offered', { what: call.name })),
    sentence: (fault) => sentenceOf(fault, 'en'),
    log: (text) => log.push(text),
    onOpen: (client) => opened.push(client),
    onClose: (client) => left.push(client),
  });
  if (!made.ok) throw new Error(made.fault.code);
  server = made.value;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

function frame(protocol: number, serial: number, body: Uint8Array, bent: { magic?: string; length?: number; sha1?: Buffer; format?: number; version?: number } = {}): Buffer {
  const header = Buffer.alloc(44);
  header.write(bent.magic ?? 'FT', 0, 'latin1');
  header.writeUInt32LE(protocol, 2);
  header.writeUInt8(bent.format ?? 0, 6);
  header.writeUInt8(bent.version ?? 0, 7);
  header.writeUInt32LE(serial, 8);
  header.writeUInt32LE(bent.length ?? body.length, 12);
  (bent.sha1 ?? createHash('sha1').update(body).digest()).copy(header, 16);
  return Buffer.concat([header, body]);
}

interface Client {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  isClosed: boolean;
  next(): Promise<{ protocol: number; serial: number; body: Buffer; format: number }>;
}

async function client(): Promise<Client> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  let buffered = Buffer.alloc(0);
  const frames: { protocol: number; serial: number; body: Buffer; format: number }[] = [];
  const waiting: ((frame: (typeof frames)[number]) => void)[] = [];
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 44 && buffered.length >= 44 + buffered.readUInt32LE(12)) {
      const length = buffered.readUInt32LE(12);
      const got = { protocol: buffered.readUInt32LE(2), format: buffered[6], serial: buffered.readUInt32LE(8), body: Buffer.from(buffered.subarray(44, 44 + length)) };
      buffered = buffered.subarray(44 + length);
      const first = waiting.shift();
      if (first) first(got);
      else frames.push(got);
    }
  });
  socket.on('error', () => {});
  const made: Client = {
    socket,
    isClosed: false,
    closed: new Promise((resolve) => {
      socket.on('close', () => {
        made.isClosed = true;
        resolve();
      });
    }),
    next: () => {
      const got = frames.shift();
      return got ? Promise.resolve(got) : new Promise((resolve) => waiting.push(resolve));
    },
  };
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return made;
}

const init = encodeMessage(InitConnect.request, { c2s: { clientVer: 1, clientID: 'raw' } });
const keepAlive = encodeMessage(KeepAlive.request, { c2s: { time: 1 } });
const userInfo = encodeMessage(GetUserInfo.request, { c2s: {} });

async function shaken(): Promise<Client> {
  const made = await client();
  made.socket.write(frame(InitConnect.id, 1, init));
  expect((await made.next()).protocol).toBe(InitConnect.id);
  return made;
}

async function answers(made: Client, serial: number): Promise<void> {
  made.socket.write(frame(KeepAlive.id, serial, keepAlive));
  expect(await made.next()).toMatchObject({ protocol: KeepAlive.id, serial });
}

describe('the door', () => {
  it('shakes hands: an id of its own for each connection, the user, the interval and a key', async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const made = await client();
      made.socket.write(frame(InitConnect.id, 7, init));
      const { serial, body } = await made.next();
      expect(serial).toBe(7);
      const { s2c } = decodeMessage(InitConnect.response, body) as { s2c: { connID: string; connAESKey: string; keepAliveInterval: number } };
      expect(s2c.connAESKey).toMatch(/^[ -~]{16}$/);
      expect(s2c.keepAliveInterval).toBeGreaterThan(0);
      expect(BigInt(s2c.connID) > 2n ** 53n).toBe(true);
      ids.add(s2c.connID);
    }
    expect(ids.size).toBe(3);
    expect(opened.map(({ name }) => name)).toEqual(['raw', 'raw', 'raw']);
  });

  it('answers in pieces of any size, several frames in one piece, each under its own serial', async () => {
    const made = await shaken();
    const bytes = Buffer.concat([frame(GetUserInfo.id, 5, userInfo), frame(KeepAlive.id, 6, keepAlive), frame(GetUserInfo.id, 9, userInfo)]);
    for (const byte of bytes) made.socket.write(Buffer.from([byte]));
    const serials = [(await made.next()).serial, (await made.next()).serial, (await made.next()).serial];
    expect(serials.toSorted((a, b) => a - b)).toEqual([5, 6, 9]);
  });

  it('refuses in words, and goes on: unknown protocols, unreadable requests, what is not offered', async () => {
    const made = await shaken();
    const refusal = async (bytes: Buffer): Promise<string> => {
      made.socket.write(bytes);
      const { body } = await made.next();
      const { retType, retMsg } = decodeMessage(KeepAlive.response, body) as { retType: number; retMsg: string };
      expect(retType).toBe(-1);
      return retMsg;
    };
    expect(await refusal(frame(4242, 2, userInfo))).toBe('There is no protocol 4242');
    expect(await refusal(frame(GetGlobalState.id, 3, Buffer.from([0xff, 0xff])))).toContain('cannot be read');
    expect(await refusal(frame(GetGlobalState.id, 4, encodeMessage(GetGlobalState.request, { c2s: { userID: '1' } })))).toContain('nothing to answer');
    expect(await refusal(frame(InitConnect.id, 5, init))).toContain('initialised before');
    await answers(made, 7);
  });

  it('answers JSON in JSON, refusals too, and pushes in it to who asked for that', async () => {
    const made = await client();
    const json = (protocol: number, serial: number, text: string): void => void made.socket.write(frame(protocol, serial, Buffer.from(text), { format: 1 }));
    const told = async (): Promise<unknown> => {
      const { format, body } = await made.next();
      expect(format).toBe(1);
      return JSON.parse(body.toString());
    };
    json(InitConnect.id, 1, '{"c2s":{"clientVer":1,"clientID":"json","pushProtoFmt":1}}');
    expect(await told()).toMatchObject({ retType: 0, s2c: { connID: expect.stringMatching(/^\d{19}$/) as unknown, keepAliveInterval: 10 } });
    json(GetUserInfo.id, 2, '{"c2s":{}}');
    expect(await told()).toEqual({ retType: 0, s2c: { nickName: 'x', subQuota: 5 } });
    json(KeepAlive.id, 3, '{"c2s":{"time":"1"}}');
    expect(await told()).toMatchObject({ retType: 0, s2c: { time: expect.stringMatching(/^\d+$/) as unknown } });
    json(KeepAlive.id, 4, '{"c2s":{}}');
    expect(await told()).toEqual({ retType: -1, retMsg: 'The request the heartbeat cannot be read: KeepAlive.C2S.time is missing' });
    json(GetGlobalState.id, 5, '{"c2s":{"userID":1}}');
    expect(await told()).toEqual({ retType: -1, retMsg: expect.stringContaining('nothing to answer') as unknown });
    json(4242, 6, '{}');
    expect(await told()).toEqual({ retType: -1, retMsg: 'There is no protocol 4242' });
    opened[0].push(pushFrame(UpdateBasicQot, { basicQotList: [] }));
    expect(await told()).toEqual({ retType: 0, s2c: {} });
    // A request in protobuf is answered in it all the same.
    await answers(made, 7);
  });

  it.each([
    ['a wrong magic', frame(KeepAlive.id, 2, keepAlive, { magic: 'XX' })],
    ['a wrong checksum', frame(KeepAlive.id, 2, keepAlive, { sha1: Buffer.alloc(20) })],
    ['a body that is too long', frame(KeepAlive.id, 2, keepAlive, { length: MAX_REQUEST_BYTES + 1 })],
    ['an unknown format', frame(KeepAlive.id, 2, keepAlive, { format: 9 })],
    ['an unknown version', frame(KeepAlive.id, 2, keepAlive, { version: 3 })],
  ])('closes the connection after %s, and no other', async (_what, bytes) => {
    const bad = await shaken();
    const good = await shaken();
    bad.socket.write(bytes);
    await bad.closed;
    expect(left.length).toBe(1);
    expect(log.length).toBe(1);
    await answers(good, 3);
  });

  it('closes whoever does not begin with InitConnect', async () => {
    const made = await client();
    made.socket.write(frame(KeepAlive.id, 1, keepAlive));
    await made.closed;
    expect(opened).toEqual([]);
  });

  it('whatever bytes come, only their own connection suffers', async () => {
    const good = await shaken();
    let serial = 10;
    const valid = [frame(KeepAlive.id, 2, keepAlive), frame(GetUserInfo.id, 3, userInfo), frame(InitConnect.id, 1, init)];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((garbage) => Buffer.from(garbage)),
      // A good frame with some bytes turned, or cut short.
      fc.tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }), fc.nat(80)).map(([whole, turned, cut]) => {
        const copy = Buffer.from(whole);
        for (const [at, by] of turned) if (at < copy.length) copy[at] ^= by;
        return copy.subarray(0, Math.max(0, copy.length - (cut > 50 ? cut - 50 : 0)));
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(bytes, { minLength: 1, maxLength: 4 }), async (shake, pieces) => {
        const made = await (shake ? shaken() : client());
        for (const piece of pieces) made.socket.write(piece);
        made.socket.end();
        await made.closed;
        await answers(good, ++serial);
        expect(log.filter((line) => line.includes('a bug'))).toEqual([]);
      }),
      { numRuns: 80 },
    );
    expect(server.connections.size).toBe(1);
  });

  it(`takes ${MAX_CONNECTIONS} clients and refuses the next; a place that is left is given again`, async () => {
    const all: Client[] = [];
    for (let i = 0; i < MAX_CONNECTIONS; i++) all.push(await shaken());
    const over = await client();
    await over.closed;
    await answers(all[0], 2);
    await answers(all[MAX_CONNECTIONS - 1], 2);
    all[5].socket.destroy();
    await expect.poll(() => server.connections.size).toBe(MAX_CONNECTIONS - 1);
    await answers(await shaken(), 2);
  });

  it('lets a slow reader go before it costs memory, while the others are served', async () => {
    const slow = await shaken();
    const quick = await shaken();
    slow.socket.pause();
    let received = 0;
    quick.socket.on('data', (chunk) => (received += chunk.length));
    const quote = {
      security: { market: 1, code: '00700' }, isSuspended: false, listTime: 'x'.repeat(60_000), priceSpread: 1, updateTime: '', highPrice: 1, openPrice: 1, lowPrice: 1, curPrice: 1, lastClosePrice: 1,
      volume: 1, turnover: 1, turnoverRate: 0, amplitude: 0,
    };
    const push = pushFrame(UpdateBasicQot, { basicQotList: [quote] });
    const [slowSide] = opened;
    let most = 0;
    for (let i = 0; i < 1_000 && left.length === 0; i++) {
      for (const each of opened) each.push(push);
      most = Math.max(most, slowSide.waiting);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(left).toEqual([slowSide]);
    expect(most).toBeLessThan(MAX_WAITING_BYTES + push.frame.length);
    await expect.poll(() => received).toBeGreaterThan(MAX_WAITING_BYTES);
    expect(log.join()).toContain('reads too slowly');
    expect(server.connections.size).toBe(1);
  });

  it('lets go of who is silent for too long, and keeps who is not', async () => {
    const silent = await shaken();
    const alive = await shaken();
    now += SILENCE_MS - 1_000;
    await answers(alive, 4);
    now += 2_000;
    for (const each of opened) each.checkSilence(now);
    await silent.closed;
    await answers(alive, 5);
  });
});

describe('where it may listen', () => {
  const options = { port: 0, now: Date.now, handle: () => ok({}), sentence: () => '', log: () => {}, onOpen: () => {}, onClose: () => {} };
  it('beyond this machine only with a key that is one', async () => {
    expect(await openServer({ ...options, host: '0.0.0.0', key: null })).toMatchObject({ ok: false, fault: { code: 'gateway-key-needed' } });
    expect(await openServer({ ...options, host: '127.0.0.1', key: 'no key' })).toMatchObject({ ok: false, fault: { code: 'opend-key-unreadable' } });
    expect(await openServer({ ...options, host: '127.0.0.1', port: server.port, key: null })).toMatchObject({ ok: false, fault: { code: 'gateway-port-taken' } });
  });
});
