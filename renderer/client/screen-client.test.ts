import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CoreMessage, ScreenMessage } from '#shared/contract/messages.ts';
import { CONTRACT_VERSION } from '#shared/contract/messages.ts';
import { FRAME_VERSION, frameLength } from '#shared/contract/frame.ts';
import { PLACE, placeOffset, QUEUE } from '#shared/model/broker-queue.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { TRADE } from '#shared/model/trade.ts';
import type { PortEvents } from './port.ts';
import { ScreenClient } from './screen-client.ts';

/** The core's end of one connection. */
class Wire {
  readonly sent: ScreenMessage[] = [];
  closed = false;
  readonly events: PortEvents;

  constructor(events: PortEvents) {
    this.events = events;
  }

  say(message: CoreMessage): void {
    this.events.message(message);
  }

  welcome(version = CONTRACT_VERSION): void {
    this.say({ type: 'hello', version, session: 's' });
    this.say({ type: 'ready' });
  }

  asked(command: string): Extract<ScreenMessage, { type: 'command' }>[] {
    return this.sent.filter((m) => m.type === 'command').filter((m) => m.command === command);
  }

  answer(command: string, value: unknown): void {
    const ask = this.asked(command).at(-1);
    if (!ask) throw new Error(`${command} was not asked`);
    this.say({ type: 'answer', id: ask.id, ok: true, value });
  }

  list(...ids: string[]): void {
    this.answer('instruments.list', ids.map((id, slot) => ({ slot, instrument: { id } })));
  }

  get painted(): number[] {
    return this.sent.filter((m) => m.type === 'painted').map((m) => m.frame);
  }
}

/** A frame with one quote a slot, and prints behind them. */
function frame(number: number, quotes: readonly (readonly [slot: number, last: number])[], prints: readonly (readonly [slot: number, price: number])[] = [], builtAt = 0): Float64Array {
  const built = new Float64Array(frameLength(quotes.length, 0, prints.length));
  built.set([FRAME_VERSION, number, builtAt, quotes.length, 0, prints.length]);
  let at = 8;
  for (const [slot, last] of quotes) {
    built[at] = slot;
    built[at + 1 + QUOTE.last] = last;
    built[at + 1 + QUOTE.receivedAt] = 990;
    at += QUOTE_WIDTH + 1;
  }
  for (const [slot, price] of prints) {
    built[at] = slot;
    built[at + 1 + TRADE.price] = price;
    at += 6;
  }
  return built;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the screen’s end of the contract', () => {
  const wires: Wire[] = [];
  const waits: { ms: number; done: () => void }[] = [];
  let paints: (() => void)[] = [];
  let client: ScreenClient;
  let instruments: string[] = [];
  const wire = (): Wire => wires.at(-1)!;
  const paint = (): void => {
    const now = paints;
    paints = [];
    for (const p of now) p();
  };

  beforeEach(() => {
    vi.stubGlobal('reportError', (cause: unknown) => console.warn(String(cause)));
    wires.length = waits.length = 0;
    paints = [];
    instruments = [];
    client = new ScreenClient({
      open: (events) => {
        const opened = new Wire(events);
        wires.push(opened);
        return { send: (m) => opened.sent.push(m), close: () => (opened.closed = true) };
      },
      requestFrame: (p) => paints.push(p),
      now: () => 1000,
      after: (ms, done) => {
        waits.push({ ms, done });
        return () => undefined;
      },
      onInstruments: (all) => (instruments = all.map((i) => i.id)),
    });
    client.connect();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is up with `ready`, not before, and reads the instruments first', () => {
    expect(client.link).toBe('connecting');
    wire().say({ type: 'hello', version: CONTRACT_VERSION, session: 's' });
    expect(client.link).toBe('connecting');
    wire().say({ type: 'ready' });
    expect(client.link).toBe('up');
    expect(wire().asked('instruments.list')).toHaveLength(1);
    expect(wire().asked('market.watch')).toHaveLength(0);
  });

  it('answers each ask with its own answer, in whatever order they come', async () => {
    wire().welcome();
    const first = client.ask('order.cancel', { order: 'a' });
    const second = client.ask('order.cancel', { order: 'b' });
    const [a, b] = wire().asked('order.cancel');
    wire().say({ type: 'answer', id: b.id, ok: false, fault: { code: 'order-final' } });
    wire().say({ type: 'answer', id: a.id, ok: true, value: { id: 'a' } });
    expect(await first).toEqual({ ok: true, value: { id: 'a' } });
    expect(await second).toEqual({ ok: false, fault: { code: 'order-final' } });
  });

  it('answers what is under way with connection-lost when the link drops, and sends nothing while it is down', async () => {
    wire().welcome();
    const pending = client.ask('order.cancel', { order: 'a' });
    wire().events.closed('no-core');
    expect(await pending).toEqual({ ok: false, fault: { code: 'connection-lost' } });
    expect(client.link).toBe('lost');
    const sent = wire().sent.length;
    expect(await client.ask('order.cancel', { order: 'b' })).toEqual({ ok: false, fault: { code: 'connection-lost' } });
    expect(wire().sent).toHaveLength(sent);
  });

  it('tries again after growing waits, and from the shortest once it was up', () => {
    for (let i = 0; i < 8; i++) {
      wire().events.closed('no-core');
      waits.at(-1)!.done();
    }
    expect(waits.map((w) => w.ms)).toEqual([100, 250, 500, 1000, 2000, 4000, 4000, 4000]);
    wire().welcome();
    wire().events.closed('no-core');
    expect(waits.at(-1)!.ms).toBe(100);
  });

  it('ignores what a link that was given up still says', () => {
    const old = wire();
    old.welcome();
    old.events.closed('no-core');
    waits.at(-1)!.done();
    old.say({ type: 'ready' });
    expect(client.link).toBe('lost');
  });

  it('does not talk to a core of another version', () => {
    wire().say({ type: 'hello', version: CONTRACT_VERSION + 1, session: 's' });
    expect(client.link).toBe('lost');
    expect(client.trouble).toBe('other-version');
    expect(wire().closed).toBe(true);
  });

  it('watches the union of what its panels look at, told once, and again after a reconnect', async () => {
    wire().welcome();
    wire().list('X.A', 'X.B');
    await settle();
    client.market.look('watchlist', { quotes: ['X.A', 'X.B'] });
    client.market.look('ladder', { quotes: ['X.A'], books: ['X.A'] });
    await settle();
    const asks = wire().asked('market.watch');
    expect(asks.at(-1)!.ask).toEqual({ quotes: ['X.A', 'X.B'], books: ['X.A'], trades: [], queues: [] });
    const told = asks.length;
    client.market.look('chart', { quotes: ['X.B'] });
    client.market.look('ladder', { quotes: ['X.A'], books: ['X.A'] });
    await settle();
    expect(wire().asked('market.watch')).toHaveLength(told);

    wire().events.closed('no-core');
    waits.at(-1)!.done();
    wire().welcome();
    await settle();
    expect(wire().asked('market.watch')).toHaveLength(0);
    wire().list('X.B', 'X.A');
    await settle();
    expect(wire().asked('market.watch').at(-1)!.ask).toEqual({ quotes: ['X.A', 'X.B'], books: ['X.A'], trades: [], queues: [] });
    expect(client.market.slotOf('X.A')).toBe(1);
    expect(instruments).toEqual(['X.B', 'X.A']);
  });

  it('asks again for the bars that are live', async () => {
    wire().welcome();
    void client.ask('candles.watch', { series: [{ instrument: 'X.A', period: '1m' }] });
    wire().events.closed('no-core');
    waits.at(-1)!.done();
    wire().welcome();
    expect(wire().asked('candles.watch').map((m) => m.ask)).toEqual([{ series: [{ instrument: 'X.A', period: '1m' }] }]);
  });

  it('reads the list again when a connection comes up, and when one says that its list is another', async () => {
    wire().welcome();
    const change = (state: string, listing?: number): void => wire().say({ type: 'change', changes: [{ topic: 'connections', snapshot: false, items: [{ id: 'ctp', state, listing } as never], removed: [] }] });
    change('connecting');
    expect(wire().asked('instruments.list')).toHaveLength(1);
    change('up');
    change('up');
    expect(wire().asked('instruments.list')).toHaveLength(2);
    change('up', 7);
    change('up', 7);
    expect(wire().asked('instruments.list')).toHaveLength(3);
    change('down', 7);
    expect(wire().asked('instruments.list')).toHaveLength(3);
    change('off', 8);
    expect(wire().asked('instruments.list')).toHaveLength(4);
  });

  describe('with the market on', () => {
    beforeEach(async () => {
      wire().welcome();
      wire().list('X.A', 'X.B');
      await settle();
      client.market.look('watchlist', { quotes: ['X.A', 'X.B'], trades: ['X.A'] });
      await settle();
      paint();
    });

    it('paints once a frame and acknowledges after the painters, never before', () => {
      const order: string[] = [];
      client.market.onPaint((dirty) => order.push(`painted ${[...dirty].join()} acks ${wire().painted.join()}`));
      wire().events.frame(frame(7, [[1, 120]]));
      expect(wire().painted).toEqual([]);
      expect(client.market.quotes[QUOTE_WIDTH + QUOTE.last]).toBe(120);
      paint();
      expect(order).toEqual(['painted 1 acks ']);
      expect(wire().painted).toEqual([7]);
      paint();
      expect(wire().painted).toEqual([7]);
    });

    it('measures from tick to paint, and takes a quote that is newly looked at for no tick', () => {
      wire().events.frame(frame(1, [[0, 5]], [], 985));
      paint();
      expect(client.market.paintDelays).toEqual([]);
      wire().events.frame(frame(2, [[0, 6]], [], 995));
      paint();
      expect(client.market.paintDelays).toEqual([10]);
      wire().events.frame(frame(3, [[1, 6]], [], 999));
      paint();
      expect(client.market.paintDelays).toEqual([10]);
    });

    it('holds the acknowledgement for as long as the window does not paint', () => {
      wire().events.frame(frame(1, [[0, 1]]));
      expect(paints).toHaveLength(1);
      expect(wire().painted).toEqual([]);
    });

    it('goes on painting and acknowledging when a panel’s painter fails', () => {
      const painted = vi.fn();
      client.market.onPaint(() => {
        throw new Error('a bug of one panel');
      });
      client.market.onPaint(painted);
      wire().events.frame(frame(3, [[0, 5]]));
      paint();
      expect(painted).toHaveBeenCalledOnce();
      expect(wire().painted).toEqual([3]);
    });

    it('keeps the newest broker queue of an instrument, in place', () => {
      const queueFrame = (number: number, broker: number): Float64Array => {
        const built = new Float64Array(frameLength(0, 0, 0, 1));
        built.set([FRAME_VERSION, number, 0, 0, 0, 0, 0, 1, 1]);
        built[9 + QUEUE.asks] = 1;
        built[9 + placeOffset('ask', 0) + PLACE.broker] = broker;
        return built;
      };
      const seen: number[][] = [];
      client.market.onPaint((dirty) => seen.push([...dirty]));
      wire().events.frame(queueFrame(1, 5338));
      paint();
      const queue = client.market.queue(1)!;
      wire().events.frame(queueFrame(2, 8305));
      expect([client.market.queue(0), queue[QUEUE.asks], queue[placeOffset('ask', 0) + PLACE.broker]]).toEqual([undefined, 1, 8305]);
      expect(seen).toEqual([[1]]);
    });

    it('leaves out a frame that is not whole', () => {
      const torn = frame(1, [[0, 5]]).slice(0, 12);
      wire().events.frame(torn);
      paint();
      expect(wire().painted).toEqual([]);
      expect(client.market.quotes[QUOTE.last]).not.toBe(5);
    });

    it('turns every quote stale in the moment the link is lost, and paints that', () => {
      wire().events.frame(frame(1, [[0, 5], [1, 6]]));
      paint();
      const seen: number[][] = [];
      client.market.onPaint((dirty) => seen.push([...dirty]));
      const version = client.market.quoteVersions[0];
      wire().events.closed('no-core');
      expect(client.market.quotes[QUOTE.stale]).toBe(1);
      expect(client.market.quotes[QUOTE_WIDTH + QUOTE.stale]).toBe(1);
      expect(client.market.quotes[QUOTE.last]).toBe(5);
      expect(client.market.quoteVersions[0]).toBeGreaterThan(version);
      paint();
      expect(seen).toEqual([[0, 1]]);
    });

    it('never acknowledges a frame of the last link on the next', () => {
      wire().events.frame(frame(9, [[0, 5]]));
      wire().events.closed('no-core');
      waits.at(-1)!.done();
      wire().welcome();
      paint();
      expect(wire().painted).toEqual([]);
    });

    it('forgets prices when the core has numbered its instruments anew', async () => {
      wire().events.frame(frame(1, [[0, 5], [1, 6]]));
      paint();
      wire().events.closed('no-core');
      waits.at(-1)!.done();
      wire().welcome();
      wire().list('X.B', 'X.A');
      await settle();
      expect(client.market.quotes[QUOTE.last]).toBeNaN();
    });

    it('marks what nobody looks at any more as stale', async () => {
      wire().events.frame(frame(1, [[0, 5], [1, 6]]));
      client.market.look('watchlist', { quotes: ['X.A'] });
      await settle();
      expect(client.market.quotes[QUOTE.stale]).toBe(0);
      expect(client.market.quotes[QUOTE_WIDTH + QUOTE.stale]).toBe(1);
    });

    it('keeps the newest prints of an instrument, oldest first, in bounded memory', () => {
      const tape = client.market.tape(0);
      const { records } = tape;
      for (let n = 1; n <= 2500; n++) wire().events.frame(frame(n, [], [[0, n]]));
      expect(tape.size).toBe(2000);
      expect(tape.pushed).toBe(2500);
      expect(tape.records).toBe(records);
      expect(records[tape.offsetOf(0) + TRADE.price]).toBe(501);
      expect(records[tape.offsetOf(1999) + TRADE.price]).toBe(2500);
    });
  });
});
