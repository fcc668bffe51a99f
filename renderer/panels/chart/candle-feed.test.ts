import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CandleUpdate, TopicChange } from '#shared/contract/topics.ts';
import type { Candle } from '#shared/model/candle.ts';
import { fail, ok } from '#shared/result.ts';
import type { Client } from '#renderer/client/client.ts';
import { setClient } from '#renderer/client/current.ts';
import { useLink } from '#renderer/state/link.ts';
import { CandleFeed } from './candle-feed.ts';

const bar = (time: number, close = 100): Candle => ({ time, open: 100, high: 100, low: 100, close, volume: 1, openInterest: 0 });
const closes = (bars: readonly Candle[]) => bars.map((b) => `${b.time}:${b.close}`);

/** The core's end: answers are given by the test, when it wants. */
class Core {
  readonly asked: { command: string; ask: unknown }[] = [];
  readonly #answers: ((answer: unknown) => void)[] = [];
  #listener: (change: TopicChange<'candles'>) => void = () => {};

  readonly client = {
    ask: (command: string, ask: unknown) => {
      this.asked.push({ command, ask });
      if (command !== 'candles.load') return Promise.resolve(ok(null));
      return new Promise((resolve) => this.#answers.push(resolve));
    },
    on: (_topic: string, listener: (change: TopicChange<'candles'>) => void) => {
      this.#listener = listener;
      return () => (this.#listener = () => {});
    },
  } as unknown as Client;

  async answer(candles: readonly Candle[], complete: boolean): Promise<void> {
    this.#answers.shift()?.(ok({ candles, complete }));
    await vi.advanceTimersByTimeAsync(0);
  }

  async refuse(code: 'broker-down' | 'history-unavailable' = 'broker-down'): Promise<void> {
    this.#answers.shift()?.(fail(code, { instrument: 'X', period: '1m' }));
    await vi.advanceTimersByTimeAsync(0);
  }

  live(...candles: Candle[]): void {
    this.#send(candles.map((candle) => ({ instrument: 'X', period: '1m', candle, reset: false })));
  }

  reset(): void {
    this.#send([{ instrument: 'X', period: '1m', candle: null, reset: true }]);
  }

  #send(items: CandleUpdate[]): void {
    this.#listener({ topic: 'candles', snapshot: false, items, removed: [] });
  }

  get loads(): number {
    return this.asked.filter((a) => a.command === 'candles.load').length;
  }
}

describe('the bars of a series', () => {
  let core: Core;
  let feed: CandleFeed;
  const seen: string[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    seen.length = 0;
    core = new Core();
    setClient(core.client);
    useLink.setState({ state: 'up' });
    feed = new CandleFeed({ instrument: 'X', period: '1m', adjustment: 'forward' }, {
      onBars: (bars, reason) => seen.push(`${reason} ${closes(bars).join(' ')}`),
      onLive: (bars, from) => seen.push(`live from ${from} ${closes(bars.slice(from)).join(' ')}`),
      onFault: (fault) => seen.push(fault.code),
    });
  });

  afterEach(() => {
    feed.close();
    vi.useRealTimers();
  });

  it('are the newest page, with what came live while it was on its way', async () => {
    core.live(bar(2, 105), bar(3));
    await core.answer([bar(1), bar(2)], true);
    expect(seen).toEqual(['loaded 1:100 2:105 3:100']);
  });

  it('are those of the quotes alone where the connection keeps none', async () => {
    core.live(bar(1));
    await core.refuse('history-unavailable');
    core.live(bar(2));
    await vi.advanceTimersByTimeAsync(100);
    expect(seen).toEqual(['loaded 1:100', 'live from 0 1:100 2:100']);
    void feed.loadOlder();
    expect(core.loads).toBe(1);
  });

  it('are drawn at most ten times a second, however often they change', async () => {
    await core.answer([bar(1)], true);
    for (let i = 0; i < 500; i++) core.live(bar(2, 100 + i));
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.slice(1)).toEqual(['live from 0 1:100 2:599']);
  });

  it('grow backwards one page at a time until there is no more', async () => {
    await core.answer([bar(5)], false);
    void feed.loadOlder();
    void feed.loadOlder();
    expect(core.loads).toBe(2);
    expect(core.asked.at(-1)?.ask).toMatchObject({ before: 5 });
    await core.answer([bar(3), bar(4)], true);
    expect(seen.at(-1)).toBe('older 3:100 4:100 5:100');
    void feed.loadOlder();
    expect(core.loads).toBe(2);
  });

  it('start anew when the feed jumps, and an answer to an earlier question is not taken', async () => {
    await core.answer([bar(5)], false);
    void feed.loadOlder();
    core.reset();
    await core.answer([bar(3)], true);
    expect(seen).toEqual(['loaded 5:100']);
    await core.answer([bar(8)], true);
    expect(seen.at(-1)).toBe('loaded 8:100');
  });

  it('are loaded and watched again when the link comes back', async () => {
    await core.answer([bar(5)], true);
    useLink.setState({ state: 'lost' });
    useLink.setState({ state: 'up' });
    expect(core.asked.slice(-2).map((a) => a.command)).toEqual(['candles.watch', 'candles.load']);
    await core.answer([bar(6)], true);
    expect(seen.at(-1)).toBe('loaded 6:100');
  });

  it('tell why they could not be loaded, and can be asked for again', async () => {
    await core.refuse();
    expect(seen).toEqual(['broker-down']);
    feed.reload();
    await core.answer([bar(1)], true);
    expect(seen.at(-1)).toBe('loaded 1:100');
  });

  it('are no longer watched after closing', () => {
    feed.close();
    expect(core.asked.at(-1)).toEqual({ command: 'candles.watch', ask: { series: [] } });
  });
});
