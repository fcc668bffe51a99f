/**
 * One life of a connection to OpenD: TCP, the InitConnect handshake, requests and their answers by serial number, pushes, KeepAlive.
 * When it ends it has ended for good; session/session makes the next one. Wire facts: protocols/futu-opend.
 */
import { connect, type Socket } from 'node:net';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { PACKET_CIPHER, RET } from '#electron/brokers/futu/messages/codes.ts';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import type { Answered, Asked, Call, Response } from '#electron/brokers/futu/messages/protocol.ts';
import { InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import { aesCbcCipher, aesEcbCipher, CipherError, PLAIN, type PacketCipher } from '#electron/brokers/futu/wire/cipher.ts';
import { checkBody, encodeFrame, FORMAT, FrameDecoder, FrameError, HEADER_BYTES, HEADER_ROOM, sealInPlace, type Frame } from '#electron/brokers/futu/wire/frame.ts';
import { decodeMessage, MessageError, writeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import type { FaultCode } from '#shared/faults.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { handshakeCipher, type OpendAddress } from './address.ts';

/** Injected, as a broker's context has them: UTC ms, and a timer with its canceller. */
export interface Clock {
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}

/** What a trade write carries to be known by: this connection and this frame (Common.PacketID). */
export interface PacketId {
  readonly connID: string;
  readonly serialNo: number;
}

/** Answered, refused by OpenD in words, or left without an answer: then it may or may not have been carried out. */
export type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'unanswered'; readonly fault: Fault };

export interface ConnectionHandlers {
  /** A push, plain; valid until the call returns. */
  push(protocol: number, body: Uint8Array): void;
  /** Something that OpenD sent could not be read; the connection goes on. */
  trouble(fault: Fault): void;
  latency(ms: number): void;
  /** Once, after `open` had succeeded; never after `close`. */
  lost(fault: Fault): void;
}

interface Pending {
  readonly call: Call;
  readonly done: (outcome: Outcome<unknown>) => void;
  readonly cancelTimer: () => void;
}

export type Welcome = Answered<typeof InitConnect>;

const CONNECT_MS = 5_000;
const HANDSHAKE_MS = 8_000;
/** OpenD's own SDK waits as long (protocols/futu-opend). */
export const REQUEST_MS = 12_000;
/** KeepAlive goes out after this part of the interval that OpenD asks for. */
const KEEP_ALIVE_SHARE = 0.8;
/** So many KeepAlives in a row without any byte from the other side: the connection is dead though it looks open. */
const MISSED_KEEP_ALIVES = 2;
const DEFAULT_KEEP_ALIVE_S = 10;
/** What may wait in the socket before requests are refused. */
const MAX_QUEUED_BYTES = 4 * 1024 * 1024;
/** 10.2, whose messages the tables hold; versions are counted as 100 × major + minor. */
const CLIENT_VERSION = 1_002;

export class OpendConnection {
  readonly #address: OpendAddress;
  readonly #clientId: string;
  readonly #handlers: ConnectionHandlers;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #decoder: FrameDecoder;
  #socket: Socket | null = null;
  #handshake: PacketCipher = PLAIN;
  #cipher: PacketCipher = PLAIN;
  #state: 'new' | 'opening' | 'up' | 'ended' = 'new';
  #serial = 0;
  #connId = '0';
  #cancelKeepAlive: () => void = () => {};
  #silentKeepAlives = 0;
  /** Why the connection is about to end, when it is this side that ends it. */
  #reason: Fault | null = null;
  #onSocketEnd: (fault: Fault) => void = () => {};
  readonly #closed: Promise<void>;
  #markClosed: () => void = () => {};

  constructor(address: OpendAddress, clientId: string, handlers: ConnectionHandlers, clock: Clock) {
    this.#address = address;
    this.#clientId = clientId;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#decoder = new FrameDecoder((frame) => this.#received(frame));
    this.#closed = new Promise((resolve) => {
      this.#markClosed = resolve;
    });
  }

  /** This connection's id at OpenD, decimal. */
  get connId(): string {
    return this.#connId;
  }

  /** Connects and shakes hands. A failure says in words what is wrong; nothing is left open then. To be called once. */
  async open(): Promise<Result<Welcome>> {
    const cipher = handshakeCipher(this.#address);
    if (!cipher.ok) {
      this.#state = 'ended';
      this.#markClosed();
      return cipher;
    }
    this.#handshake = cipher.value;
    this.#state = 'opening';
    const connected = await this.#connect();
    if (!connected.ok) return connected;
    const welcomed = await this.#shakeHands();
    if (!welcomed.ok) {
      this.#end(welcomed.fault);
      await this.#closed;
    }
    return welcomed;
  }

  #connect(): Promise<Result<null>> {
    const { host, port } = this.#address;
    return new Promise((resolve) => {
      const socket = connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port, noDelay: true });
      this.#socket = socket;
      const cancel = this.#clock.after(CONNECT_MS, () => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })));
      let connectFault: Fault | null = null;
      socket.once('connect', () => {
        cancel();
        this.#onSocketEnd = (fault) => this.#settle(fault);
        resolve(ok(null));
      });
      this.#onSocketEnd = (fault) => {
        cancel();
        resolve({ ok: false, fault: this.#reason ?? connectFault ?? fault });
      };
      socket.on('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? error.message;
        connectFault = code === 'ECONNREFUSED' ? { code: 'opend-not-listening', params: { host, port } } : { code: 'opend-unreachable', params: { host, port, reason: code } };
      });
      socket.on('data', (chunk) => this.#data(chunk));
      socket.on('end', () => this.#ended());
      socket.on('close', () => {
        this.#state = 'ended';
        this.#cancelKeepAlive();
        this.#onSocketEnd(this.#reason ?? { code: 'opend-closed' });
        this.#markClosed();
      });
    });
  }

  async #shakeHands(): Promise<Result<Welcome>> {
    const enciphered = this.#address.key !== null;
    const asked = {
      clientVer: CLIENT_VERSION,
      clientID: this.#clientId,
      recvNotify: true,
      packetEncAlgo: enciphered ? PACKET_CIPHER.cbc : PACKET_CIPHER.none,
      pushProtoFmt: FORMAT.protobuf,
      programmingLanguage: 'JavaScript',
    };
    const outcome = await new Promise<Outcome<Welcome>>((resolve) => {
      const sent = this.#write(InitConnect, () => asked, resolve, HANDSHAKE_MS);
      if (!sent.ok) resolve({ kind: 'unanswered', fault: sent.fault });
    });
    if (outcome.kind === 'refused') return { ok: false, fault: outcome.fault };
    if (outcome.kind === 'unanswered') {
      if (outcome.fault.code === 'opend-timeout') return fail('opend-handshake-silent', { seconds: HANDSHAKE_MS / 1_000 });
      return outcome.fault.code === 'opend-closed' ? fail('opend-handshake-closed') : { ok: false, fault: outcome.fault };
    }
    const welcome = outcome.value;
    this.#connId = welcome.connID;
    this.#state = 'up';
    this.#scheduleKeepAlive(welcome.keepAliveInterval > 0 ? welcome.keepAliveInterval : DEFAULT_KEEP_ALIVE_S);
    return ok(welcome);
  }

  /** The cipher must stand before the next frame of the same segment is read, so it is set while the answer is. */
  #agree(welcome: Welcome): void {
    if (this.#address.key === null) return;
    this.#cipher = welcome.aesCBCiv ? aesCbcCipher(welcome.connAESKey, welcome.aesCBCiv) : aesEcbCipher(welcome.connAESKey);
  }

  /**
   * Sends a request. A failure means that nothing was sent; otherwise `done` is called once, on a later turn.
   * @param build makes the content, given what a trade write is known by
   */
  send<C extends Call>(call: C, build: (packet: PacketId) => Asked<C>, done: (outcome: Outcome<Answered<C>>) => void, timeoutMs: number = REQUEST_MS): Result<null> {
    if (this.#state !== 'up') return fail('broker-down');
    return this.#write(call, build, done, timeoutMs);
  }

  #write<C extends Call>(call: C, build: (packet: PacketId) => Asked<C>, done: (outcome: Outcome<Answered<C>>) => void, timeoutMs: number): Result<null> {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return fail('broker-down');
    if (socket.writableLength > MAX_QUEUED_BYTES) return fail('opend-congested');
    const serial = this.#serial + 1;
    const cipher = call.id === InitConnect.id ? this.#handshake : this.#cipher;
    let frame: Uint8Array;
    try {
      const writer = new BinaryWriter().raw(HEADER_ROOM);
      writeMessage(writer, call.request, { c2s: build({ connID: this.#connId, serialNo: serial }) });
      const whole = writer.finish();
      if (cipher === PLAIN) frame = sealInPlace(whole, call.id, serial);
      else {
        const plain = whole.subarray(HEADER_BYTES);
        frame = encodeFrame(call.id, serial, plain, cipher.seal(plain));
      }
    } catch (error) {
      if (error instanceof MessageError) return fail('opend-request-invalid', { what: call.name, reason: error.message });
      throw error;
    }
    this.#serial = serial;
    // First of all the wire: an answer comes on a later turn.
    socket.write(frame);
    const cancelTimer = this.#clock.after(timeoutMs, () => {
      this.#pending.delete(serial);
      done({ kind: 'unanswered', fault: { code: 'opend-timeout', params: { what: call.name, seconds: Math.round(timeoutMs / 1_000) } } });
    });
    this.#pending.set(serial, { call, done: done as Pending['done'], cancelTimer });
    return ok(null);
  }

  /** Ends the connection; requests under way are left without an answer. Resolves when the socket is gone. */
  async close(): Promise<void> {
    if (this.#state === 'new') this.#markClosed();
    this.#end({ code: 'broker-down' });
    await this.#closed;
  }

  #end(reason: Fault): void {
    this.#reason ??= reason;
    this.#cancelKeepAlive();
    if (this.#state === 'new') this.#state = 'ended';
    this.#socket?.destroy();
  }

  /** After the socket closed: tells all who wait, and, if the connection had been up and was not closed from here, its owner. */
  #settle(fault: Fault): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { cancelTimer, done } of pending) {
      cancelTimer();
      done({ kind: 'unanswered', fault });
    }
    if (this.#connId !== '0' && fault.code !== 'broker-down') this.#handlers.lost(fault);
  }

  #ended(): void {
    try {
      this.#decoder.end();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#garbled(error);
    }
  }

  #data(chunk: Uint8Array): void {
    if (this.#reason) return;
    this.#silentKeepAlives = 0;
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError) && !(error instanceof CipherError)) throw error;
      this.#garbled(error);
    }
  }

  #garbled(error: FrameError | CipherError): void {
    const { host, port } = this.#address;
    if (this.#connId !== '0') return this.#end({ code: 'opend-garbled', params: { reason: error.message } });
    // In the handshake the flaw tells what is wrong with the settings.
    const code: FaultCode = error instanceof CipherError ? 'opend-key-wrong' : error.flaw === 'magic' ? 'opend-stranger' : 'opend-garbled';
    this.#end({ code, params: code === 'opend-garbled' ? { reason: error.message } : { host, port } });
  }

  #received(frame: Frame): void {
    if (this.#reason) return;
    const pending = this.#pending.get(frame.serial);
    const answers = pending?.call.id === frame.protocol;
    if (frame.protocol === InitConnect.id) {
      if (answers) this.#answered(frame.serial, pending, this.#openHandshake(frame));
      return;
    }
    const plain = this.#cipher.open(frame.body);
    checkBody(frame, plain);
    if (answers) this.#answered(frame.serial, pending, plain);
    else if (PROTOCOLS.get(frame.protocol)?.kind === 'push') this.#handlers.push(frame.protocol, plain);
    // What remains are answers that came after their time limit, and pushes of a newer OpenD.
  }

  /** An OpenD without a key answers in the clear: the digest tells. */
  #openHandshake(frame: Frame): Uint8Array {
    if (this.#address.key === null) {
      checkBody(frame, frame.body);
      return frame.body;
    }
    try {
      const plain = this.#handshake.open(frame.body);
      checkBody(frame, plain);
      return plain;
    } catch (error) {
      if (matches(frame, frame.body)) this.#end({ code: 'opend-key-not-there' });
      throw error instanceof FrameError ? new CipherError(error.message) : error;
    }
  }

  #answered(serial: number, pending: Pending, body: Uint8Array): void {
    this.#pending.delete(serial);
    pending.cancelTimer();
    const { call, done } = pending;
    let outcome: Outcome<unknown>;
    try {
      outcome = outcomeOf(call, decodeMessage(call.response, body) as unknown as Response<unknown>);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      const fault: Fault = { code: 'opend-answer-unreadable', params: { what: call.name, reason: error.message } };
      this.#handlers.trouble(fault);
      outcome = { kind: 'unanswered', fault };
    }
    if (call.id === InitConnect.id && outcome.kind === 'answered') this.#agree(outcome.value as Welcome);
    done(outcome);
  }

  #scheduleKeepAlive(intervalS: number): void {
    this.#cancelKeepAlive = this.#clock.after(intervalS * KEEP_ALIVE_SHARE * 1_000, () => {
      if (this.#silentKeepAlives >= MISSED_KEEP_ALIVES) {
        this.#end({ code: 'opend-silent', params: { seconds: Math.round(intervalS * KEEP_ALIVE_SHARE * MISSED_KEEP_ALIVES) } });
        return;
      }
      this.#silentKeepAlives++;
      const asked = this.#clock.now();
      const sent = this.send(
        KeepAlive,
        () => ({ time: Math.floor(asked / 1_000) }),
        (outcome) => {
          if (outcome.kind === 'answered') this.#handlers.latency(this.#clock.now() - asked);
        },
        intervalS * 1_000,
      );
      if (!sent.ok && sent.fault.code === 'broker-down') return;
      this.#scheduleKeepAlive(intervalS);
    });
  }
}

/**
 * What an answer means. A time limit or a broken link inside OpenD says nothing about whether the request was carried out.
 * An answer whose content is missing counts as empty where its table allows that.
 */
function outcomeOf(call: Call, response: Response<unknown>): Outcome<unknown> {
  const { retType, retMsg, errCode } = response;
  if (retType === RET.succeed) return { kind: 'answered', value: response.s2c ?? decodeMessage(call.s2c, new Uint8Array(0)) };
  const fault = fail('opend-refused', { what: call.name }, [retMsg, errCode ? `(${errCode})` : ''].filter(Boolean).join(' ') || String(retType)).fault;
  return { kind: retType === RET.timeOut || retType === RET.disconnect ? 'unanswered' : 'refused', fault };
}

function matches(frame: Frame, body: Uint8Array): boolean {
  try {
    checkBody(frame, body);
    return true;
  } catch {
    return false;
  }
}

/** 1002 → 10.2: OpenD counts versions as its clients do. */
export const versionText = (version: number): string => `${Math.floor(version / 100)}.${version % 100}`;
