/**
 * One client of the gateway: its socket, its frames, its cipher, and what waits to be sent to it. What it sends wrong ends this connection
 * and no other (protocols/futu-opend, "Frame" and "Encryption").
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { PACKET_CIPHER, RET } from '#electron/brokers/futu/messages/codes.ts';
import type { Call, Push } from '#electron/brokers/futu/messages/protocol.ts';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import { InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import { aesCbcCipher, aesEcbCipher, CipherError, PLAIN, type PacketCipher } from '#electron/brokers/futu/wire/cipher.ts';
import { checkBody, encodeFrame, FORMAT, FrameDecoder, FrameError, type Frame } from '#electron/brokers/futu/wire/frame.ts';
import { decodeMessage, encodeMessage, MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Encodable, Message } from '#electron/brokers/futu/wire/schema.ts';
import { fail, type Fault, type Result } from '#shared/result.ts';
import { decodeJson, encodeJson } from './message-json.ts';

/** No request of a client is longer: 400 codes are some 10 kB. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
/** What may wait for a client that reads too slowly; then it is let go. */
export const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Told to the client in the handshake, s. */
export const KEEP_ALIVE_S = 10;
/** A client that said nothing for so long is gone. */
export const SILENCE_MS = 3.5 * KEEP_ALIVE_S * 1000;
/** Requests of one client that may be under way together. */
const MAX_UNDER_WAY = 256;
/** OpenD's own version as clients compare it: the one that the protocol facts were taken with. */
export const SERVER_VERSION = 1002;
/** The gateway's one user. */
export const LOGIN_USER = '1000001';

/** What answers a call: its content or a refusal in words. */
export type CallHandler = (connection: ClientConnection, call: Call, c2s: unknown, serial: number) => Result<unknown> | Promise<Result<unknown>>;

export interface ConnectionOptions {
  readonly connId: string;
  /** RSA of the handshake; null: nothing is enciphered. */
  readonly rsa: PacketCipher | null;
  readonly handle: CallHandler;
  readonly sentence: (fault: Fault) => string;
  readonly now: () => number;
  readonly log: (text: string) => void;
  /** The handshake is done: the client has a name. */
  readonly onOpen: (connection: ClientConnection) => void;
  readonly onClose: (connection: ClientConnection) => void;
}

/** A push that is the same for every client that is not enciphered: made once. */
export interface PushFrame {
  readonly protocol: number;
  readonly body: Uint8Array;
  readonly frame: Uint8Array;
  /** The body as JSON, made for the first client that asked for that. */
  readonly json: () => Uint8Array;
}

/** Serial numbers of pushes mean nothing; they are told apart by protocol. */
export function pushFrame<M extends Message>(push: Push<M>, s2c: Encodable<M>): PushFrame {
  const body = encodeMessage<Message>(push.response, { retType: RET.succeed, s2c });
  let json: Uint8Array | undefined;
  return { protocol: push.id, body, frame: encodeFrame(push.id, 0, body), json: () => (json ??= encodeJson<Message>(push.response, { retType: RET.succeed, s2c })) };
}

/** How a request came: its answer goes the same way. */
interface Asked {
  readonly serial: number;
  readonly format: number;
}

/** What a client says of itself in InitConnect. */
interface Greeting {
  readonly clientID: string;
  readonly recvNotify?: boolean;
  readonly packetEncAlgo?: number;
  readonly pushProtoFmt?: number;
}

/** 16 ASCII characters. */
const aesText = (): string => randomBytes(8).toString('hex');

export class ClientConnection {
  readonly connId: string;
  readonly since: number;
  /** Who it says it is. */
  name = '';
  wantsNotify = false;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #decoder: FrameDecoder;
  #cipher: PacketCipher | null = null;
  /** How pushes are written (InitConnect, pushProtoFmt); answers are written as they were asked. */
  #pushFormat: number = FORMAT.protobuf;
  #heardAt: number;
  #underWay = 0;
  #corked = false;
  #closed = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.connId = options.connId;
    this.since = options.now();
    this.#heardAt = this.since;
    this.#decoder = new FrameDecoder((frame) => this.#frame(frame), MAX_REQUEST_BYTES);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#data(chunk));
    // The end of a socket that has failed follows as `close`.
    socket.on('error', () => {});
    socket.on('close', () => this.#ended());
  }

  get isOpen(): boolean {
    return this.#cipher !== null && !this.#closed;
  }

  /** Address of the other side, for the log and the list of clients. */
  get address(): string {
    return `${this.#socket.remoteAddress ?? ''}:${this.#socket.remotePort ?? ''}`;
  }

  /** Bytes that wait to be read by the client. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  /** Lets a client go that said nothing for too long. */
  checkSilence(now: number): void {
    if (now - this.#heardAt > SILENCE_MS) this.close('it was silent');
  }

  /** Sends a push. A client that does not keep up is let go. */
  push(push: PushFrame): void {
    if (!this.#cipher || this.#closed) return;
    if (this.#cipher === PLAIN && this.#pushFormat === FORMAT.protobuf) return this.#write(push.frame);
    const body = this.#pushFormat === FORMAT.json ? push.json() : push.body;
    this.#write(encodeFrame(push.protocol, 0, body, this.#cipher.seal(body), this.#pushFormat));
  }

  close(reason: string | null): void {
    if (this.#closed) return;
    if (reason) this.#options.log(`OpenD client ${this.name || this.address} was disconnected: ${reason}`);
    this.#socket.destroy();
    this.#ended();
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose(this);
  }

  /** All that one turn writes leaves in one piece. */
  #write(frame: Uint8Array): void {
    if (this.#closed) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(frame);
    if (this.#socket.writableLength > MAX_WAITING_BYTES) this.close(`it reads too slowly, ${this.#socket.writableLength} bytes were waiting`);
  }

  #data(chunk: Buffer): void {
    this.#heardAt = this.#options.now();
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      if (error instanceof FrameError || error instanceof CipherError) return this.close(error.message);
      this.close(`a bug: ${String(error)}`);
    }
  }

  #frame(frame: Frame): void {
    if (this.#closed) return;
    const isInit = frame.protocol === InitConnect.id;
    if (!isInit && !this.#cipher) throw new FrameError('format', `protocol ${frame.protocol} before InitConnect`);
    const cipher = isInit && !this.#cipher ? (this.#options.rsa ?? PLAIN) : this.#cipher;
    if (!cipher) return;
    const plain = cipher.open(frame.body);
    checkBody(frame, plain);
    const { protocol } = frame;
    const asked: Asked = { serial: frame.serial, format: frame.format };
    const call = PROTOCOLS.get(protocol);
    if (call?.kind !== 'call') return this.#refuse(protocol, asked, { code: 'gateway-protocol-unknown', params: { id: protocol } }, null);
    let c2s: unknown;
    try {
      ({ c2s } = (frame.format === FORMAT.json ? decodeJson(call.request, plain) : decodeMessage(call.request, plain)) as { c2s: unknown });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return this.#refuse(protocol, asked, { code: 'gateway-request-unreadable', params: { what: call.name, reason: error.message } }, call);
    }
    if (isInit) return this.#init(asked, c2s as Greeting, cipher);
    if (protocol === KeepAlive.id) return this.#answer(call, asked, { time: Math.floor(this.#options.now() / 1000) });
    if (this.#underWay >= MAX_UNDER_WAY) return this.#refuse(protocol, asked, { code: 'requests-too-many', params: { max: MAX_UNDER_WAY } }, call);
    void this.#serve(call, c2s, asked);
  }

  async #serve(call: Call, c2s: unknown, asked: Asked): Promise<void> {
    this.#underWay += 1;
    let result: Result<unknown>;
    try {
      result = await this.#options.handle(this, call, c2s, asked.serial);
    } catch (error) {
      this.#options.log(`${call.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      result = fail('internal');
    }
    this.#underWay -= 1;
    if (result.ok) this.#answer(call, asked, result.value);
    else this.#refuse(call.id, asked, result.fault, call);
  }

  #init(asked: Asked, { clientID, recvNotify, packetEncAlgo, pushProtoFmt }: Greeting, handshake: PacketCipher): void {
    if (this.#cipher) return this.#refuse(InitConnect.id, asked, { code: 'gateway-init-twice' }, InitConnect);
    const key = aesText();
    const iv = aesText();
    const enciphered = this.#options.rsa !== null;
    const algorithm = packetEncAlgo ?? PACKET_CIPHER.futuEcb;
    if (enciphered && algorithm !== PACKET_CIPHER.cbc && algorithm !== PACKET_CIPHER.futuEcb) {
      this.#cipher = handshake;
      this.#refuse(InitConnect.id, asked, { code: 'gateway-cipher-unknown', params: { algorithm } }, InitConnect);
      this.#cipher = null;
      this.#socket.end();
      return;
    }
    const cbc = enciphered && algorithm === PACKET_CIPHER.cbc;
    this.name = clientID.slice(0, 40) || `conn ${this.connId}`;
    this.wantsNotify = recvNotify === true;
    this.#pushFormat = pushProtoFmt === FORMAT.json ? FORMAT.json : FORMAT.protobuf;
    this.#cipher = handshake;
    this.#answer(InitConnect, asked, {
      serverVer: SERVER_VERSION,
      loginUserID: LOGIN_USER,
      connID: this.connId,
      connAESKey: key,
      keepAliveInterval: KEEP_ALIVE_S,
      ...(cbc ? { aesCBCiv: iv } : {}),
    });
    this.#cipher = !enciphered ? PLAIN : cbc ? aesCbcCipher(key, iv) : aesEcbCipher(key);
    this.#options.onOpen(this);
  }

  #answer(call: Call, asked: Asked, s2c: unknown): void {
    this.#reply(call.id, asked, call.response, { retType: RET.succeed, s2c });
  }

  #refuse(protocol: number, asked: Asked, fault: Fault, call: Call | null): void {
    this.#reply(protocol, asked, (call ?? KeepAlive).response, { retType: RET.failed, retMsg: this.#options.sentence(fault) });
  }

  #reply(protocol: number, { serial, format }: Asked, response: Message, value: Encodable<Message>): void {
    const cipher = this.#cipher;
    if (!cipher || this.#closed) return;
    const plain = format === FORMAT.json ? encodeJson(response, value) : encodeMessage(response, value);
    this.#write(encodeFrame(protocol, serial, plain, cipher.seal(plain), format));
  }
}
