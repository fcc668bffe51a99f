/** A feed around another one: what it adds has the inner one's days and clock. */
import type { ReplayStatus } from '#shared/model/replay.ts';
import type { Feed } from './feed.ts';

export abstract class FeedAround implements Pick<Feed, 'days' | 'time' | 'tradingDay'> {
  protected readonly inner: Feed;
  /** Place of the first instrument that is not the inner feed's. */
  protected readonly first: number;

  constructor(inner: Feed) {
    this.inner = inner;
    this.first = inner.instruments.length;
  }

  get days(): ReplayStatus['days'] {
    return this.inner.days;
  }

  get time(): number {
    return this.inner.time;
  }

  get tradingDay(): string {
    return this.inner.tradingDay;
  }
}
