/**
 * An OpenD that a test scripts: every answer, silence, cut and lie. Written from the document (seeds/003, lines 11203-11403), with frames
 * and ciphers of its own, so that the client is held against the document and not against itself; only message bodies go by the tables.
 */
import { createCipheriv, createDecipheriv, createHash, createPublicKey, privateDecrypt, publicEncrypt, constants, createPrivateKey } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import type { Answered, Asked, Call, Push } from '#electron/brokers/futu/messages/protocol.ts';
import { GetGlobalState, InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import { decodeMessage, encodeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Encodable, Message } from '#electron/brokers/futu/wire/schema.ts';

const AES_KEY = 'A1b2C3d4E5f6G7h8';
const AES_IV = 'h8G7f6E5d4C3b2A1';

export interface OpendRequest {
  readonly client: OpendClient;
  readonly protocol: number;
  readonly serial: number;
  /** The content by its table. */
  readonly c2s: unknown;
}

/** What becomes of a request: an answer's content, a refusal in words, nothing, or the end of the connection. */
export type OpendAnswer = { readonly s2c: unknown } | { readonly retType: number; readonly retMsg: string } | 'silence' | 'cut';

export interface OpendOptions {
  /** PEM of the private key that both sides hold. */
  readonly key?: string;
  /** What follows the handshake when there is a key. */
  readonly cipher?: 'cbc' | 'ecb';
  readonly keepAliveS?: number;
  readonly quotes?: boolean;
  readonly trade?: boolean;
  readonly programStatus?: { readonly type: number; readonly strExtDesc?: string };
}

export interface OpendClient {
  readonly socket: Socket;
  readonly connId: string;
}

export interface OpendStandIn {
  readonly port: number;
  readonly clients: ReadonlySet<OpendClient>;
  /** Everything that was asked, oldest first. */
  readonly requests: OpendRequest[];
  options: OpendOptions;
  /** How a call is answered from now on. */
  answer<C extends Call>(call: C, answer: (c2s: Answered<Call<Message, C['c2s']>>, request: OpendRequest) => OpendAnswer): void;
  push<M extends Message>(push: Push<M>, s2c: Encodable<M>): void;
  /** Bytes as they are, to every client. */
  write(bytes: Uint8Array): void;
  /** A frame around any body, with what a test bends. */
  frame(protocol: number, serial: number, body: Uint8Array, bent?: { readonly sha1?: Uint8Array; readonly length?: number; readonly magic?: string }): Buffer;
  /** Nothing is answered any more, while the sockets stay open. */
  silent: boolean;
  cut(): void;
  /** Resolves when something of that protocol was asked `count` times since the start. */
  asked(call: Call, count?: number): Promise<OpendRequest>;
  close(): Promise<void>;
}

type Answerer = (c2s: unknown, request: OpendRequest) => OpendAnswer;

/** Listens on 127.0.0.1, on any port or on `port`. */
export async function startOpend(options: OpendOptions = {}, port = 0): Promise<OpendStandIn> {
  const clients = new Set<OpendClient>();
  const requests: OpendRequest[] = [];
  const answers = new Map<number, Answerer>();
  const waiting: { readonly call: Call; readonly count: number; readonly resolve: (request: OpendRequest) => void }[] = [];
  let connections = 0;
  let pushSerial = 0;

  const frame: OpendStandIn['frame'] = (protocol, serial, body, bent = {}) => {
    const header = Buffer.alloc(44);
    header.write(bent.magic ?? 'FT', 0, 'latin1');
    header.writeUInt32LE(protocol, 2);
    header.writeUInt8(0, 6);
    header.writeUInt8(0, 7);
    header.writeUInt32LE(serial, 8);
    header.writeUInt32LE(bent.length ?? body.length, 12);
    Buffer.from(bent.sha1 ?? createHash('sha1').update(body).digest()).copy(header, 16);
    return Buffer.concat([header, body]);
  };
  const sealed = (protocol: number, serial: number, plain: Uint8Array): Buffer => {
    const { key, cipher = 'cbc' } = server.options;
    const body = key === undefined ? plain : protocol === InitConnect.id ? rsaSeal(key, plain) : cipher === 'cbc' ? cbcSeal(plain) : ecbSeal(plain);
    return frame(protocol, serial, body, { sha1: createHash('sha1').update(plain).digest() });
  };
  const opened = (protocol: number, body: Uint8Array): Uint8Array => {
    const { key, cipher = 'cbc' } = server.options;
    if (key === undefined) return body;
    return protocol === InitConnect.id ? rsaOpen(key, body) : cipher === 'cbc' ? cbcOpen(body) : ecbOpen(body);
  };

  const builtIn: Answerer = (_c2s, { protocol, client }) => {
    const { key, cipher = 'cbc', keepAliveS = 10, quotes = true, trade = true, programStatus } = server.options;
    if (protocol === InitConnect.id) {
      return { s2c: { serverVer: 1002, loginUserID: '9000000000000000001', connID: client.connId, connAESKey: AES_KEY, keepAliveInterval: keepAliveS, ...(key !== undefined && cipher === 'cbc' ? { aesCBCiv: AES_IV } : {}) } };
    }
    if (protocol === GetGlobalState.id) {
      return { s2c: { marketHK: 3, marketUS: 3, marketSH: 3, marketSZ: 3, marketHKFuture: 3, qotLogined: quotes, trdLogined: trade, serverVer: 1002, serverBuildNo: 1, time: 1, ...(programStatus ? { programStatus } : {}) } };
    }
    if (protocol === KeepAlive.id) return { s2c: { time: 1 } };
    return { retType: -1, retMsg: `protocol ${protocol} is not scripted` };
  };

  const serve = (client: OpendClient, protocol: number, serial: number, body: Uint8Array): void => {
    const call = PROTOCOLS.get(protocol);
    if (call?.kind !== 'call') return void client.socket.destroy();
    const plain = opened(protocol, body);
    const { c2s } = decodeMessage(call.request, plain) as { c2s: unknown };
    const request: OpendRequest = { client, protocol, serial, c2s };
    requests.push(request);
    const answer = server.silent ? 'silence' : (answers.get(protocol) ?? builtIn)(c2s, request);
    for (const wait of waiting.filter(({ call, count }) => call.id === protocol && countOf(call) >= count)) {
      waiting.splice(waiting.indexOf(wait), 1);
      wait.resolve(request);
    }
    if (answer === 'cut') client.socket.destroy();
    else if (answer !== 'silence') {
      const response = 's2c' in answer ? { retType: 0, s2c: answer.s2c } : answer;
      client.socket.write(sealed(protocol, serial, encodeMessage(call.response, response as Encodable<Message>)));
    }
  };
  const countOf = (call: Call): number => requests.filter(({ protocol }) => protocol === call.id).length;

  const tcp = createServer((socket) => {
    const client: OpendClient = { socket, connId: String(281_756_479_345_015_383n + BigInt(connections++)) };
    clients.add(client);
    let buffered = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 44) {
        const length = buffered.readUInt32LE(12);
        if (buffered.length < 44 + length) return;
        const header = buffered.subarray(0, 44);
        const body = buffered.subarray(44, 44 + length);
        buffered = buffered.subarray(44 + length);
        try {
          const protocol = header.readUInt32LE(2);
          const plain = opened(protocol, body);
          if (header.toString('latin1', 0, 2) !== 'FT' || !createHash('sha1').update(plain).digest().equals(header.subarray(16, 36))) throw new Error('not a frame of ours');
          serve(client, protocol, header.readUInt32LE(8), body);
        } catch {
          // As OpenD does with what it cannot read.
          socket.destroy();
          return;
        }
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => clients.delete(client));
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(port, '127.0.0.1', resolve);
  });

  const server: OpendStandIn = {
    port: (tcp.address() as AddressInfo).port,
    clients,
    requests,
    options,
    silent: false,
    frame,
    answer(call, answer) {
      answers.set(call.id, answer as Answerer);
    },
    push(push, s2c) {
      const body = encodeMessage(push.response, { retType: 0, s2c });
      for (const client of clients) client.socket.write(sealed(push.id, ++pushSerial, body));
    },
    write(bytes) {
      for (const client of clients) client.socket.write(bytes);
    },
    cut() {
      for (const client of clients) client.socket.destroy();
    },
    asked(call, count = 1) {
      const known = requests.filter(({ protocol }) => protocol === call.id);
      if (known.length >= count) return Promise.resolve(known[count - 1]);
      return new Promise((resolve) => {
        waiting.push({ call, count, resolve });
      });
    },
    close() {
      for (const client of clients) client.socket.destroy();
      return new Promise((resolve) => {
        tcp.close(() => resolve());
      });
    },
  };
  return server;
}

/** What a scripted call was asked. */
export const askedOf = <C extends Call>(_call: C, request: OpendRequest): Asked<C> => request.c2s as Asked<C>;

function rsaSeal(key: string, plain: Uint8Array): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < plain.length; at += 100) pieces.push(publicEncrypt({ key: createPublicKey(key), padding: constants.RSA_PKCS1_PADDING }, plain.subarray(at, at + 100)));
  return Buffer.concat(pieces);
}

function rsaOpen(key: string, body: Uint8Array): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += 128) {
    const block = privateDecrypt({ key: createPrivateKey(key), padding: constants.RSA_NO_PADDING }, body.subarray(at, at + 128));
    pieces.push(block.subarray(block.indexOf(0, 2) + 1));
  }
  return Buffer.concat(pieces);
}

function ecbSeal(plain: Uint8Array): Buffer {
  const filled = Buffer.alloc(Math.ceil(plain.length / 16) * 16);
  filled.set(plain);
  const tail = Buffer.alloc(16);
  tail[15] = plain.length % 16;
  return Buffer.concat([createCipheriv('aes-128-ecb', AES_KEY, null).setAutoPadding(false).update(filled), tail]);
}

function ecbOpen(body: Uint8Array): Buffer {
  const filled = createDecipheriv('aes-128-ecb', AES_KEY, null).setAutoPadding(false).update(body.subarray(0, -16));
  const rest = body[body.length - 1];
  return rest === 0 ? filled : filled.subarray(0, filled.length - 16 + rest);
}

function cbcSeal(plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', AES_KEY, AES_IV);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function cbcOpen(body: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', AES_KEY, AES_IV);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
