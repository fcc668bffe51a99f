import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimeShareUpdate, TopicChange } from '#shared/contract/topics.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { fail, ok, type Fault } from '#shared/result.ts';
import type { Client } from '#renderer/client/client.ts';
import { setClient } from '#renderer/client/current.ts';
import { useLink } from '#renderer/state/link.ts';
import { TimeShareFeed } from './time-share-feed.ts';

const point = (time: number, price = 100): TimeSharePoint => ({ time, price, average: price, volume: 1 });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('the time-share of an instrument', () => {
  const asked: { command: string; ask: unknown }[] = [];
  let answers: ((answer: unknown) => void)[] = [];
  let listener: (change: TopicChange<'timeShares'>) => void = () => {};
  const told: string[] = [];
  const faults: Fault[] = [];
  let feed: TimeShareFeed;

  const tell = (update: Partial<TimeShareUpdate>): void => listener({ topic: 'timeShares', snapshot: false, items: [{ instrument: 'X', points: [], reset: false, ...update }], removed: [] });
  const answer = async (points: readonly TimeSharePoint[]): Promise<void> => {
    answers.shift()?.(ok({ points }));
    await settle();
  };
  const watched = (): unknown[] => asked.filter(({ command }) => command === 'time-share.watch').map(({ ask }) => ask);

  beforeEach(() => {
    asked.length = 0;
    answers = [];
    told.length = 0;
    faults.length = 0;
    setClient({
      ask: (command: string, ask: unknown) => {
        asked.push({ command, ask });
        return command === 'time-share.load' ? new Promise((resolve) => answers.push(resolve)) : Promise.resolve(ok(null));
      },
      on: (_topic: string, to: typeof listener) => {
        listener = to;
        return () => (listener = () => {});
      },
    } as unknown as Client);
    useLink.setState({ state: 'up' });
    feed = new TimeShareFeed('X', (points) => told.push(points.map(({ time, price }) => `${time}:${price}`).join(' ')), (fault) => faults.push(fault));
  });
  afterEach(() => feed.close());

  it('is loaded, goes on, and is all anew after a jump', async () => {
    expect(watched()).toEqual([{ instruments: ['X'] }]);
    await answer([point(1), point(2)]);
    tell({ points: [point(2, 101), point(3)] });
    tell({ instrument: 'Y', points: [point(9)] });
    tell({ points: [point(7)], reset: true });
    expect(told).toEqual(['1:100 2:100', '1:100 2:101 3:100', '7:100']);
    feed.close();
    expect(watched().at(-1)).toEqual({ instruments: [] });
    tell({ points: [point(8)] });
    expect(told.length).toBe(3);
  });

  it('keeps what came while it was loaded, and leaves out an answer that another loading has overtaken', async () => {
    tell({ points: [point(2, 105)] });
    expect(told).toEqual([]);
    await answer([point(1), point(2)]);
    expect(told).toEqual(['1:100 2:105']);
    feed.reload();
    feed.reload();
    await answer([point(1)]);
    expect(told.length).toBe(1);
    await answer([point(3)]);
    expect(told.at(-1)).toBe('3:100');
  });

  it('says why it cannot be loaded, and begins again with a new link', async () => {
    answers.shift()?.(fail('connection-lost'));
    await settle();
    expect(faults.map(({ code }) => code)).toEqual(['connection-lost']);
    useLink.setState({ state: 'lost' });
    useLink.setState({ state: 'up' });
    expect(watched().length).toBe(2);
    await answer([point(4)]);
    expect(told).toEqual(['4:100']);
  });
});
