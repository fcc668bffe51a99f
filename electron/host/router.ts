/**
 * One window's route into the core, the same over every transport. Whatever the screen sends is validated here: the core
 * is handed only well-formed asks, and a hostile screen can neither make it throw nor make it grow.
 *
 * Order on the wire: `hello`, every topic's snapshot, `ready`, then answers and changes as they happen. Market frames
 * travel between them under their own flow control (frame-pump.ts).
 */
import type { z } from 'zod';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import type { CommandName } from '#shared/contract/commands.ts';
import { commands } from '#shared/contract/commands.ts';
import { CONTRACT_VERSION, screenMessageSchema } from '#shared/contract/messages.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { Fault, Result } from '#shared/result.ts';
import { fail } from '#shared/result.ts';
import { FramePump } from './frame-pump.ts';
import { Outbox } from './outbox.ts';
import type { HostClock, HostLog, ScreenPort } from './screen-port.ts';
import { realClock } from './screen-port.ts';

/** Messages that a window may send at once, and how many more each second. A trader's burst of 1,000 orders fits many times over. */
const BURST = 20_000;
const BURST_PER_SECOND = 5_000;
/** Commands of one window that may be under way together; more are refused, not queued. */
const MAX_UNDER_WAY = 5_000;
/** Messages that are no message at all, before the window is closed. */
const MAX_UNREADABLE = 50;
/** The id of an answer to a message that carried none. The screen never uses it. */
const NO_ID = -1;

export interface RouterOptions {
  readonly log: HostLog;
  readonly clock?: HostClock;
}

/** What the transport calls. Neither call throws. */
export interface ScreenRoute {
  /** A message of the screen, parsed but not trusted. */
  receive(message: unknown): void;
  /** The wire is gone: the session ends. May be called more than once. */
  closed(): void;
}

/** Opens a session of the core for a window and answers it until either side ends. */
export function routeScreen(core: Core, port: ScreenPort, options: RouterOptions): ScreenRoute {
  const route = new Route(core.open(), port, options);
  route.welcome();
  return route;
}

class Route implements ScreenRoute {
  readonly #session: ScreenSession;
  readonly #port: ScreenPort;
  readonly #log: HostLog;
  readonly #clock: HostClock;
  readonly #outbox: Outbox;
  #frames: FramePump | null = null;
  #underWay = 0;
  #unreadable = 0;
  #allowance = BURST;
  #allowanceAt: number;
  #ended = false;

  constructor(session: ScreenSession, port: ScreenPort, options: RouterOptions) {
    this.#session = session;
    this.#port = port;
    this.#log = options.log;
    this.#clock = options.clock ?? realClock;
    this.#allowanceAt = this.#clock.now();
    this.#outbox = new Outbox(port, this.#clock, (reason) => this.#close(reason), (message, cause) => this.#unwritable(message, cause));
  }

  welcome(): void {
    // Listening first: a change that happens while the snapshots are taken follows them and cannot fall between.
    const early: Parameters<Outbox['pushChange']>[0][] = [];
    let welcomed = false;
    this.#session.onChange((change) => (welcomed ? this.#outbox.pushChange(change) : early.push(change)));
    const snapshots = this.#session.snapshots();
    this.#outbox.push({ type: 'hello', version: CONTRACT_VERSION, session: this.#session.id });
    for (const snapshot of snapshots) this.#outbox.pushChange(snapshot);
    this.#outbox.push({ type: 'ready' });
    for (const change of early) this.#outbox.pushChange(change);
    welcomed = true;
    this.#outbox.flush();
    if (this.#ended) return;
    this.#frames = new FramePump(this.#session.market, this.#clock, (frame) => this.#sendFrame(frame));
  }

  receive(message: unknown): void {
    if (this.#ended || !this.#allowed()) return;
    const parsed = screenMessageSchema.safeParse(message);
    if (!parsed.success) {
      const id = idOf(message);
      this.#answer(id, fail('message-invalid', whereAndWhy(parsed.error.issues)));
      if (id === NO_ID && ++this.#unreadable > MAX_UNREADABLE) this.#close('it sends what is no message');
      return;
    }
    if (parsed.data.type === 'painted') {
      this.#frames?.painted(parsed.data.frame);
      return;
    }
    void this.#command(parsed.data.id, parsed.data.command, parsed.data.ask);
  }

  closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#outbox.end();
    this.#frames?.end();
    this.#session.close();
  }

  async #command(id: number, name: string, ask: unknown): Promise<void> {
    if (!Object.hasOwn(commands, name)) return this.#answer(id, fail('command-unknown', { command: name }));
    const command = name as CommandName;
    const parsed = commands[command].ask.safeParse(ask);
    if (!parsed.success) {
      const { where, reason } = whereAndWhy(parsed.error.issues);
      return this.#answer(id, fail('message-invalid', { where: where ? `${name}.${where}` : name, reason }));
    }
    if (this.#underWay >= MAX_UNDER_WAY) return this.#answer(id, fail('requests-too-many', { max: MAX_UNDER_WAY }));
    this.#underWay += 1;
    let result: Result<unknown>;
    try {
      result = await this.#session.handle(command, parsed.data);
    } catch (cause) {
      this.#log('error', `${name} failed: ${text(cause)}`);
      result = fail('internal');
    }
    this.#underWay -= 1;
    this.#answer(id, result);
  }

  #answer(id: number, result: Result<unknown>): void {
    this.#outbox.push(result.ok ? { type: 'answer', id, ok: true, value: result.value } : { type: 'answer', id, ok: false, fault: result.fault });
  }

  #sendFrame(frame: Float64Array): void {
    try {
      this.#port.sendFrame(frame);
    } catch (cause) {
      this.#log('error', `A market frame could not be sent: ${text(cause)}`);
      this.#close('a market frame could not be sent');
    }
  }

  /** A message that the wire refuses. A lost answer can be told; a lost change would leave a wrong screen, so it starts anew. */
  #unwritable(message: CoreMessage, cause: unknown): void {
    this.#log('error', `A message of type ${message.type} could not be sent: ${text(cause)}`);
    const fault: Fault = { code: 'internal' };
    if (message.type === 'answer' && message.ok) this.#outbox.push({ type: 'answer', id: message.id, ok: false, fault });
    else this.#close('a change could not be sent');
  }

  /** Whether the window is inside its rate; closes it when it is not. */
  #allowed(): boolean {
    const now = this.#clock.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#allowanceAt) * BURST_PER_SECOND) / 1000);
    this.#allowanceAt = now;
    if (this.#allowance < 1) {
      this.#close('it sends more messages than anyone could mean');
      return false;
    }
    this.#allowance -= 1;
    return true;
  }

  #close(reason: string): void {
    if (this.#ended) return;
    this.#log('warning', `The window ${this.#session.id} was closed: ${reason}`);
    this.closed();
    this.#port.close(reason);
  }
}

/** The id under which a malformed message can still be answered. */
function idOf(message: unknown): number {
  if (typeof message !== 'object' || message === null) return NO_ID;
  const id: unknown = Object.getOwnPropertyDescriptor(message, 'id')?.value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : NO_ID;
}

type Issue = z.core.$ZodIssue;

/** The first thing that is wrong, short enough for a sentence whatever was sent. */
function whereAndWhy(issues: readonly Issue[]): { where: string; reason: string } {
  const [first] = issues;
  if (!first) return { where: '', reason: '' };
  // Of a union's branches the one that came closest tells most.
  if (first.code === 'invalid_union' && first.errors.length > 0) {
    return whereAndWhy([...first.errors].sort((a, b) => a.length - b.length)[0]);
  }
  return { where: first.path.map(String).join('.').slice(0, 80), reason: first.message.slice(0, 160) };
}

const text = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
