/**
 * One API of a counter, in its process: requests matched with their answers, answers of several parts joined, queries at their pace, and
 * what a call returned in words. Knows the family's calling rules and nothing of orders.
 */
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallbackArgument } from '../binding/native-api.ts';
import { CounterProcess, ProcessEnded, type ChildLauncher, type Opened } from '../process/counter-process.ts';
import type { RawLayout } from '../process/messages.ts';
import type { ApiKind } from '../sdk-folder.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import type { Clock } from './clock.ts';
import { faultOf, type ErrorWords } from './error-words.ts';
import { QueryPace } from './query-pace.ts';

export type Row = StructValues;

export interface LinkOptions {
  readonly launch: ChildLauncher;
  readonly clock: Clock;
  readonly folder: string;
  readonly kind: ApiKind;
  /** Folder for the vendor's flow files. */
  readonly flow: string;
  /** `tcp://address:port`. */
  readonly front: string;
  readonly raw: readonly string[];
  readonly words: ErrorWords;
  /** Between two queries. */
  readonly apartMs: number;
  /** How long an answer may take. */
  readonly answerMs: number;
  /** How long an answer of one part took, ms. */
  readonly answered?: (ms: number) => void;
}

export interface LinkListener {
  frontConnected(): void;
  frontDisconnected(fault: Fault): void;
  /** A callback that answers no request of ours: returns, and refusals of orders. */
  told(name: string, values: readonly CallbackArgument[]): void;
  batch(bytes: Buffer, size: number, count: number, layout: RawLayout): void;
  /** The process is gone. */
  lost(fault: Fault): void;
}

/** ThostFtdcTraderApi.h, OnFrontDisconnected: nReason. */
const DISCONNECTED: ReadonlyMap<number, string> = new Map([[0x1001, 'network read'], [0x1002, 'network write'], [0x2001, 'heartbeat timeout'], [0x2002, 'heartbeat not sent'], [0x2003, 'bad packet']]);

/** THOST_TE_RESUME_TYPE. */
const TOPIC = { restart: 0, resume: 1, quick: 2 } as const;

/** A query that was refused with -2 or -3 is asked again so often, a pace later each time. */
const TRIES = 8;

const isStruct = (value: CallbackArgument | undefined): value is StructValues => typeof value === 'object' && value !== null;

interface Pending {
  readonly rows: Row[];
  readonly done: (result: Result<readonly Row[]>) => void;
}

export class CounterLink {
  readonly #options: LinkOptions;
  readonly #pace: QueryPace;
  readonly #pending = new Map<number, Pending>();
  #process: CounterProcess | null = null;
  #opened: Opened | null = null;
  #nextRequest = 1;

  private constructor(options: LinkOptions) {
    this.#options = options;
    this.#pace = new QueryPace(options.clock, options.apartMs);
  }

  /**
   * Starts the process and opens the API; nothing is connected yet.
   * Errors: those of `CounterProcess.open`.
   */
  static async open(options: LinkOptions, listener: LinkListener): Promise<Result<CounterLink>> {
    const link = new CounterLink(options);
    const { launch, folder, kind, flow, raw } = options;
    const opened = await CounterProcess.open(launch, { folder, kind, flow, raw }, {
      callback: (name, values) => link.#heard(name, values, listener),
      batch: (name, bytes, size, count) => {
        const layout = link.#opened?.layouts[name];
        if (layout) listener.batch(bytes, size, count, layout);
      },
      lost: (fault) => {
        link.#fail(fault);
        listener.lost(fault);
      },
    });
    if (!opened.ok) return opened;
    link.#process = opened.value.process;
    link.#opened = opened.value.opened;
    return ok(link);
  }

  get version(): string | null {
    return this.#opened?.version ?? null;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  has(method: string): boolean {
    return this.#opened?.methods.has(method) ?? false;
  }

  /**
   * Registers the front and begins to connect. A closed port gives no callback: the caller keeps a time limit.
   * @param resume the day's returns go on from where the flow files of this folder stand; else only new ones come
   */
  begin(resume: boolean): Promise<void> {
    // A process that ends meanwhile, or is let go, says so itself.
    return this.#connect(resume).catch(() => {});
  }

  async #connect(resume: boolean): Promise<void> {
    const process = this.#process;
    if (!process) return;
    // A quotes' library that fetches what it tells has none.
    if (this.#options.front !== '') await process.call('RegisterFront', this.#options.front);
    // The day's orders and trades are asked for after each login: only what comes after it has to be told. What is public is what markets do: all of the day, to know where each stands now.
    if (this.has('SubscribePrivateTopic')) await process.call('SubscribePrivateTopic', resume ? TOPIC.resume : TOPIC.quick);
    if (this.has('SubscribePublicTopic')) await process.call('SubscribePublicTopic', TOPIC.restart);
    await process.callWaiting('Init');
  }

  #heard(name: string, values: readonly CallbackArgument[], listener: LinkListener): void {
    if (name === 'OnFrontConnected') return listener.frontConnected();
    if (name === 'OnFrontDisconnected') {
      const reason = Number(values[0] ?? 0);
      const fault: Fault = { code: 'counter-disconnected', params: { reason: DISCONNECTED.get(reason & 0xffff) ?? `0x${reason.toString(16)}` } };
      this.#fail(fault);
      return listener.frontDisconnected(fault);
    }
    const request = name.startsWith('OnRsp') && values.length >= 3 ? this.#pending.get(Number(values.at(-2))) : undefined;
    if (!request) return listener.told(name, values);
    const info = values.at(-3);
    const fault = faultOf(isStruct(info) ? info : null, this.#options.words);
    const row = values.length > 3 ? values[0] : null;
    if (isStruct(row)) request.rows.push(row);
    if (fault) request.done({ ok: false, fault });
    else if (values.at(-1) === 1) request.done(ok(request.rows));
  }

  #fail(fault: Fault): void {
    for (const { done } of this.#pending.values()) done({ ok: false, fault });
  }

  /**
   * Calls a method that takes a struct and a request's number.
   * @returns why it certainly did not go out; null where it did, or may have: its process went away meanwhile, which the listener is told
   */
  async send(method: string, fields: Row, request: number): Promise<Fault | null> {
    let code: unknown;
    try {
      code = this.#process ? await this.#process.call(method, fields, request) : -1;
    } catch (error) {
      if (error instanceof ProcessEnded) return null;
      return { code: 'counter-call-failed', params: { request: method, reason: error instanceof Error ? error.message : String(error) } };
    }
    if (code === 0) return null;
    return code === -1 ? { code: 'counter-network', params: { request: method } } : { code: 'counter-busy', params: { request: method, code: Number(code) } };
  }

  async #sendOr(method: string, fields: Row, request: number, refused: (fault: Fault) => void): Promise<void> {
    const fault = await this.send(method, fields, request);
    if (fault) refused(fault);
  }

  /** A number for a request that is not awaited here. */
  nextRequest(): number {
    return this.#nextRequest++;
  }

  /** Asks and waits for the whole answer. Errors: the counter's own, counter-network, counter-busy, counter-no-answer, and why the line fell. */
  ask(method: string, fields: Row): Promise<Result<readonly Row[]>> {
    const id = this.nextRequest();
    const { clock, answerMs, answered } = this.#options;
    const begun = clock.now();
    return new Promise((resolve) => {
      const done = (result: Result<readonly Row[]>): void => {
        if (!this.#pending.delete(id)) return;
        stop();
        // A long list takes as long as it is.
        if (result.ok && result.value.length <= 1) answered?.(clock.now() - begun);
        resolve(result);
      };
      const stop = clock.after(answerMs, () => done(fail('counter-no-answer', { request: method, seconds: Math.round(answerMs / 1000) })));
      // Registered before the call: its answer may come first.
      this.#pending.set(id, { rows: [], done });
      void this.#sendOr(method, fields, id, (fault) => done({ ok: false, fault }));
    });
  }

  /** A query, when it is its turn. @param isUrgent ahead of those that fill in what can wait */
  async query(method: string, fields: Row, isUrgent = true): Promise<Result<readonly Row[]>> {
    const ended = fail('broker-down');
    for (let left = TRIES; ; left--) {
      const answer = await this.#pace.add<Result<readonly Row[]>>(isUrgent, () => this.ask(method, fields), ended);
      if (answer.ok || answer.fault.code !== 'counter-busy' || left === 1) return answer;
    }
  }

  /** A method of market data: a list of codes. */
  async codes(method: string, codes: readonly string[]): Promise<void> {
    await this.#process?.call(method, codes, codes.length).catch(() => null);
  }

  async close(): Promise<void> {
    this.#pace.end();
    this.#fail({ code: 'broker-down' });
    await this.#process?.close();
  }
}
