/**
 * The connection to an OpenD that lasts: makes a connection, learns whether OpenD is logged in, and makes another one, less and less
 * often, whenever it falls. What was subscribed or under way before is its user's to restore, told by `up`.
 */
import { NOTIFY_TYPE, PROGRAM_STATUS } from '#electron/brokers/futu/messages/codes.ts';
import { Notify } from '#electron/brokers/futu/messages/notify.ts';
import type { Answered, Asked, Call, Push } from '#electron/brokers/futu/messages/protocol.ts';
import { decodeMessage, MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import type { Message } from '#electron/brokers/futu/wire/schema.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { OpendAddress } from './address.ts';
import { OpendConnection, type Clock, type ConnectionHandlers, type Outcome, type PacketId } from './connection.ts';
import { askStanding, requestOn, type Standing } from './standing.ts';

/** Waits before a connection that fell is made anew, ms. */
const BACK_OFF = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The user that OpenD is logged in as, and the version it says. */
export interface OpendIdentity {
  readonly userId: string;
  readonly serverVersion: number;
}

export interface SessionHandlers {
  /** A connection stands and OpenD is logged in for something; everything begins anew. */
  up(identity: OpendIdentity, standing: Standing): void;
  /** OpenD's own connections changed; with both false nothing can be asked for. */
  standing(standing: Standing): void;
  /** It fell and is being made again. */
  down(fault: Fault): void;
  /** A sentence of OpenD about itself (Notify), for the log. */
  notice(text: string): void;
  trouble(fault: Fault): void;
  latency(ms: number): void;
}

type PushHandler = (body: Uint8Array) => void;

export class OpendSession {
  readonly #address: OpendAddress;
  readonly #clientId: string;
  readonly #handlers: SessionHandlers;
  readonly #clock: Clock;
  readonly #pushes = new Map<number, PushHandler>();
  #connection: OpendConnection | null = null;
  #closing = false;
  #isUp = false;
  #attempt = 0;
  #cancelRetry: () => void = () => {};

  constructor(address: OpendAddress, clientId: string, handlers: SessionHandlers, clock: Clock) {
    this.#address = address;
    this.#clientId = clientId;
    this.#handlers = handlers;
    this.#clock = clock;
    this.on(Notify, (told) => this.#notified(told));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /**
   * One attempt. Fails in words when OpenD cannot be reached, differs in its key, or is not logged in; once it has succeeded, later
   * falls are mended here.
   */
  async connect(): Promise<Result<null>> {
    this.#cancelRetry();
    this.#isUp = false;
    await this.#connection?.close();
    if (this.#closing) return fail('broker-down');
    const handlers: ConnectionHandlers = {
      push: (protocol, body) => this.#pushed(protocol, body),
      trouble: (fault) => this.#handlers.trouble(fault),
      latency: (ms) => this.#handlers.latency(ms),
      lost: (fault) => {
        if (this.#connection === connection && !this.#closing) this.#fell(fault);
      },
    };
    const connection = new OpendConnection(this.#address, this.#clientId, handlers, this.#clock);
    this.#connection = connection;
    const opened = await connection.open();
    if (!opened.ok) return opened;
    const { loginUserID: userId, serverVer: serverVersion } = opened.value;
    const standing = await askStanding(connection, opened.value);
    if (this.#closing || this.#connection !== connection) return fail('broker-down');
    if (!standing.ok) return this.#giveUp(connection, standing.fault);
    this.#isUp = true;
    this.#attempt = 0;
    this.#handlers.up({ userId, serverVersion }, standing.value);
    return ok(null);
  }

  async #giveUp(connection: OpendConnection, fault: Fault): Promise<Result<null>> {
    this.#connection = null;
    await connection.close();
    return { ok: false, fault };
  }

  /** Sends; a failure means that nothing was sent. See `OpendConnection.send`. */
  send<C extends Call>(call: C, build: (packet: PacketId) => Asked<C>, done: (outcome: Outcome<Answered<C>>) => void, timeoutMs?: number): Result<null> {
    if (!this.#connection || !this.#isUp) return fail('broker-down');
    return this.#connection.send(call, build, done, timeoutMs);
  }

  /** Asks and waits for the answer. What is refused and what stays without an answer both fail. */
  async request<C extends Call>(call: C, asked: Asked<C>, timeoutMs?: number): Promise<Result<Answered<C>>> {
    if (!this.#connection || !this.#isUp) return fail('broker-down');
    const outcome = await requestOn(this.#connection, call, asked, timeoutMs);
    return outcome.kind === 'answered' ? ok(outcome.value) : { ok: false, fault: outcome.fault };
  }

  /** Takes pushes of a protocol, read by its table. One handler each. */
  on<M extends Message>(push: Push<M>, handler: (told: Answered<Push<M>>) => void): void {
    this.onBody(push, (body) => {
      const { s2c } = decodeMessage(push.response, body) as { readonly s2c?: Answered<Push<M>> };
      if (s2c === undefined) throw new MessageError(`${push.name}.s2c is missing`);
      handler(s2c);
    });
  }

  /** Takes pushes of a protocol as their bytes, valid until the call returns; it may throw MessageError. */
  onBody(push: Push, handler: PushHandler): void {
    this.#pushes.set(push.id, handler);
  }

  /** Ends it for good. Resolves when no socket is left. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#isUp = false;
    this.#cancelRetry();
    await this.#connection?.close();
  }

  #pushed(protocol: number, body: Uint8Array): void {
    try {
      this.#pushes.get(protocol)?.(body);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.#handlers.trouble({ code: 'opend-answer-unreadable', params: { what: String(protocol), reason: error.message } });
    }
  }

  #notified(told: Answered<typeof Notify>): void {
    if (told.type === NOTIFY_TYPE.connectStatus && told.connectStatus) {
      const { qotLogined, trdLogined } = told.connectStatus;
      if (this.#isUp) this.#handlers.standing({ quotes: qotLogined, trade: trdLogined });
    } else if (told.type === NOTIFY_TYPE.gatewayEvent && told.event) {
      this.#handlers.notice(told.event.desc);
    } else if (told.type === NOTIFY_TYPE.programStatus && told.programStatus) {
      const { type, strExtDesc } = told.programStatus.programStatus;
      if (type !== PROGRAM_STATUS.ready) this.#handlers.notice(strExtDesc || `program status ${type}`);
    }
  }

  #fell(fault: Fault): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#handlers.down(fault);
    this.#retry();
  }

  #retry(): void {
    const wait = BACK_OFF[Math.min(this.#attempt, BACK_OFF.length - 1)];
    this.#attempt++;
    this.#cancelRetry = this.#clock.after(wait, () => void this.#reconnect());
  }

  async #reconnect(): Promise<void> {
    const connected = await this.connect();
    if (connected.ok || this.#closing) return;
    this.#handlers.down(connected.fault);
    this.#retry();
  }
}
