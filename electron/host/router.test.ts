import { expect, test } from 'vitest';
import type { CoreMessage } from '#shared/contract/messages.ts';
import { FRAME } from '#shared/contract/frame.ts';
import { fail, ok } from '#shared/result.ts';
import { logLine, ScriptedCore } from '#test/stand-ins/core.ts';
import { FRAME_GAP_MS } from './frame-pump.ts';
import { MAX_BUFFERED_BYTES } from './outbox.ts';
import { routeScreen } from './router.ts';
import type { HostClock, ScreenPort } from './screen-port.ts';

/** Time that moves only when the test says so. Tasks due at once run at the end of the turn, as `step(0)`. */
class TestClock implements HostClock {
  #now = 0;
  #tasks: { at: number; run: () => void }[] = [];
  now(): number {
    return this.#now;
  }
  after(ms: number, run: () => void): () => void {
    const task = { at: this.#now + ms, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }
  step(ms = 0): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#tasks.filter((task) => task.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}

class TestPort implements ScreenPort {
  readonly sent: CoreMessage[] = [];
  readonly frames: Float64Array[] = [];
  closedFor: string | null = null;
  buffered = 0;
  refuse: ((message: CoreMessage) => boolean) | null = null;
  send(message: CoreMessage): void {
    if (this.refuse?.(message)) throw new TypeError('not cloneable');
    this.sent.push(structuredClone(message));
  }
  sendFrame(frame: Float64Array): void {
    this.frames.push(frame);
  }
  close(reason: string): void {
    this.closedFor = reason;
  }
}

function open(prepare: (core: ScriptedCore) => void = () => undefined) {
  const [core, port, clock, log] = [new ScriptedCore(), new TestPort(), new TestClock(), [] as string[]];
  prepare(core);
  const route = routeScreen(core, port, { clock, log: (_level, text) => log.push(text) });
  const [session] = core.sessions;
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
    clock.step();
  };
  return { core, port, clock, log, route, session, settle };
}

const types = (port: TestPort): string[] => port.sent.map((message) => message.type);
const painted = (frame: number) => ({ type: 'painted', frame });

test('a window is greeted, told everything, then ready', () => {
  const { port } = open();
  expect(types(port)).toEqual(['hello', 'change', 'ready']);
});

test('a change that happens while the snapshots are taken follows them, once', async () => {
  const { port, settle } = open((core) => {
    core.snapshots = (session) => {
      session.publish(logLine(7));
      return [{ topic: 'log', snapshot: true, items: [], removed: [] }];
    };
  });
  await settle();
  expect(types(port)).toEqual(['hello', 'change', 'ready', 'change']);
  expect(port.sent[3]).toEqual({ type: 'change', changes: [logLine(7)] });
});

test('changes of one turn travel together, and keep their order with answers', async () => {
  const { port, session, route, settle } = open();
  session.answerWith = async () => {
    session.publish(logLine(3));
    return ok('done');
  };
  session.publish(logLine(1));
  session.publish(logLine(2));
  route.receive({ type: 'command', id: 1, command: 'core.status', ask: {} });
  await settle();
  session.publish(logLine(4));
  await settle();
  expect(port.sent.slice(3)).toEqual([
    { type: 'change', changes: [logLine(1), logLine(2), logLine(3)] },
    { type: 'answer', id: 1, ok: true, value: 'done' },
    { type: 'change', changes: [logLine(4)] },
  ]);
});

test('the core is handed the parsed ask; a refused one never reaches it', async () => {
  const { port, session, route, settle } = open();
  route.receive({ type: 'command', id: 1, command: 'order.cancel', ask: { order: 'o-1' } });
  route.receive({ type: 'command', id: 2, command: 'order.cancel', ask: { order: 'o-1', also: true } });
  route.receive({ type: 'command', id: 3, command: 'order.cancel', ask: null });
  await settle();
  expect(session.asked).toEqual([{ command: 'order.cancel', ask: { order: 'o-1' } }]);
  expect(port.sent.slice(3)).toMatchObject([
    { id: 2, ok: false, fault: { code: 'message-invalid', params: { where: 'order.cancel' } } },
    { id: 3, ok: false, fault: { code: 'message-invalid' } },
    { id: 1, ok: true },
  ]);
});

test.each(['nothing.such', '__proto__', 'constructor', 'toString', ''])('the command “%s” is unknown', async (command) => {
  const { port, route, settle } = open();
  route.receive({ type: 'command', id: 9, command, ask: {} });
  await settle();
  expect(port.sent.at(-1)).toEqual({ type: 'answer', id: 9, ok: false, fault: { code: 'command-unknown', params: { command } } });
});

test('a malformed message is answered under its id where it has one', async () => {
  const { port, route, settle } = open();
  route.receive({ type: 'command', id: 5, command: 7, ask: {} });
  route.receive('nonsense');
  await settle();
  expect(port.sent.slice(3)).toMatchObject([
    { id: 5, ok: false, fault: { code: 'message-invalid', params: { where: 'command' } } },
    { id: -1, ok: false, fault: { code: 'message-invalid' } },
  ]);
});

test('a window that sends only nonsense is closed', () => {
  const { port, route, session, log } = open();
  for (let i = 0; i < 60; i++) route.receive({ type: 'painted', frame: -1 });
  expect(port.closedFor).toBeTruthy();
  expect(session.closed).toBe(true);
  expect(log).toHaveLength(1);
});

test('a flood is closed, a burst of orders is not', async () => {
  const { port, route, clock } = open();
  const cancel = (id: number) => ({ type: 'command', id, command: 'order.cancel', ask: { order: 'o' } });
  for (let i = 0; i < 3000; i++) route.receive(cancel(i));
  await Promise.resolve();
  clock.step(1000);
  expect(port.closedFor).toBeNull();
  for (let i = 0; i < 40_000; i++) route.receive(painted(0));
  expect(port.closedFor).toContain('more messages');
});

test('commands that never end are refused beyond a bound, and go through again when some have ended', async () => {
  const { port, route, session, settle, clock } = open();
  const endings: (() => void)[] = [];
  session.answerWith = () => new Promise((resolve) => endings.push(() => resolve(ok(null))));
  for (let i = 0; i < 5001; i++) route.receive({ type: 'command', id: i, command: 'core.status', ask: {} });
  await settle();
  expect(port.sent.at(-1)).toMatchObject({ id: 5000, ok: false, fault: { code: 'requests-too-many' } });
  endings[0]();
  await settle();
  clock.step(1000);
  route.receive({ type: 'command', id: 6000, command: 'core.status', ask: {} });
  expect(session.asked).toHaveLength(5001);
});

test('a core that throws is an answer to the screen and a line in the log', async () => {
  const { port, route, session, log, settle } = open();
  session.answerWith = () => Promise.reject(new Error('a bug'));
  route.receive({ type: 'command', id: 1, command: 'core.status', ask: {} });
  await settle();
  expect(port.sent.at(-1)).toEqual({ type: 'answer', id: 1, ok: false, fault: { code: 'internal' } });
  expect(log.join()).toContain('a bug');
});

test('a refusal of the core passes as it is', async () => {
  const { port, route, session, settle } = open();
  session.answerWith = async () => fail('order-unknown', { order: 'x' });
  route.receive({ type: 'command', id: 1, command: 'order.cancel', ask: { order: 'x' } });
  await settle();
  expect(port.sent.at(-1)).toEqual({ type: 'answer', id: 1, ok: false, fault: { code: 'order-unknown', params: { order: 'x' } } });
});

test('a frame leaves when there is something new and the last one was painted', () => {
  const { port, session, route, clock } = open();
  expect(port.frames).toHaveLength(0);
  session.market.touch();
  clock.step();
  expect(port.frames).toHaveLength(1);
  session.market.touch();
  clock.step(1000);
  expect(port.frames).toHaveLength(1);
  route.receive(painted(1));
  clock.step();
  expect(port.frames).toHaveLength(2);
  expect(port.frames[1][FRAME.number]).toBe(2);
});

test('frames keep their distance however fast the screen paints', () => {
  const { port, session, route, clock } = open();
  for (let ms = 0; ms < 1000; ms++) {
    session.market.touch();
    clock.step(1);
    if (port.frames.length > 0) route.receive(painted(port.frames.length));
  }
  expect(port.frames.length).toBeGreaterThan(1000 / FRAME_GAP_MS - 5);
  expect(port.frames.length).toBeLessThanOrEqual(1000 / FRAME_GAP_MS + 1);
});

test('nothing is built for a window that does not paint, and an answer to another frame gives no credit', () => {
  const { port, session, route, clock } = open();
  for (let i = 0; i < 10_000; i++) {
    session.market.touch();
    clock.step(1);
    if (i % 1000 === 999) route.receive(painted(i));
  }
  expect(port.frames).toHaveLength(1);
  expect(session.market.built).toBe(1);
});

test('a view that is dirty from the start is sent', () => {
  const { port, clock } = open((core) => {
    core.snapshots = (session) => {
      session.market.touch();
      return [];
    };
  });
  clock.step();
  expect(port.frames).toHaveLength(1);
});

test('a window that does not read is closed before it costs memory', async () => {
  const { port, session, settle, log } = open();
  port.buffered = MAX_BUFFERED_BYTES + 1;
  session.publish(logLine(1));
  await settle();
  expect(port.closedFor).toContain('does not read');
  expect(session.closed).toBe(true);
  expect(log).toHaveLength(1);
  session.publish(logLine(2));
  await settle();
  expect(port.sent).toHaveLength(3);
});

test('an answer that cannot be written becomes a refusal; a change that cannot starts the window anew', async () => {
  const { port, session, route, settle } = open();
  port.refuse = (message) => message.type === 'answer' && message.ok;
  route.receive({ type: 'command', id: 1, command: 'core.status', ask: {} });
  await settle();
  await settle();
  expect(port.sent.at(-1)).toEqual({ type: 'answer', id: 1, ok: false, fault: { code: 'internal' } });
  port.refuse = (message) => message.type === 'change';
  session.publish(logLine(1));
  await settle();
  expect(port.closedFor).toBeTruthy();
});

test('when the wire is gone nothing more is sent, and late answers go nowhere', async () => {
  const { port, session, route, settle } = open();
  let end: () => void = () => undefined;
  session.answerWith = () => new Promise((resolve) => (end = () => resolve(ok(null))));
  route.receive({ type: 'command', id: 1, command: 'core.status', ask: {} });
  route.closed();
  route.closed();
  end();
  session.publish(logLine(1));
  session.market.touch();
  await settle();
  route.receive({ type: 'command', id: 2, command: 'core.status', ask: {} });
  await settle();
  expect(port.sent).toHaveLength(3);
  expect(session.market.closed).toBe(true);
  expect(session.asked).toHaveLength(1);
});
