/**
 * The topics as they stand: what is published goes to every window in order, and a window that opens later is sent the
 * snapshot. Orders, fills and the log are bounded here to their newest; nothing is dropped on the way to a window that is open.
 */
import type { Publisher } from './core.ts';
import type { TopicChange, TopicName, Topics } from '#shared/contract/topics.ts';
import { TOPIC_FILLS, TOPIC_KEYS, TOPIC_LOG, TOPIC_NAMES, TOPIC_ORDERS } from '#shared/contract/topics.ts';
import { isFinal, type Order } from '#shared/model/order.ts';

/** Topics that are events: nothing to show to who comes later. */
const EVENTS: ReadonlySet<TopicName> = new Set(['firings', 'ownFirings', 'candles', 'timeShares', 'tests']);

const KEPT: Partial<Record<TopicName, number>> = { orders: TOPIC_ORDERS, fills: TOPIC_FILLS, log: TOPIC_LOG };

type Listener = (change: TopicChange) => void;

export class TopicBoard implements Publisher {
  readonly #items = new Map<TopicName, Map<string, Topics[TopicName]>>(TOPIC_NAMES.map((name) => [name, new Map()]));
  readonly #listeners = new Set<Listener>();

  publish<T extends TopicName>(topic: T, items: readonly Topics[T][], removed: readonly string[] = []): void {
    if (items.length === 0 && removed.length === 0) return;
    if (!EVENTS.has(topic)) this.#keep(topic, items, removed);
    const change: TopicChange = { topic, snapshot: false, items, removed };
    for (const listener of this.#listeners) listener(change);
  }

  #keep<T extends TopicName>(topic: T, items: readonly Topics[T][], removed: readonly string[]): void {
    const kept = this.#items.get(topic)!;
    const keyOf = TOPIC_KEYS[topic];
    for (const item of items) kept.set(keyOf(item), item);
    for (const key of removed) kept.delete(key);
    const limit = KEPT[topic];
    // Trimmed in steps, so that a burst does not walk the map at every item.
    if (limit !== undefined && kept.size > limit * 2) this.#trim(topic, kept, limit);
  }

  /** Lets the oldest go down to `limit`; an order that is still open stays. */
  #trim(topic: TopicName, kept: Map<string, Topics[TopicName]>, limit: number): void {
    let over = kept.size - limit;
    for (const [key, item] of kept) {
      if (over <= 0) break;
      if (topic === 'orders' && !isFinal((item as Order).state)) continue;
      kept.delete(key);
      over--;
    }
  }

  /** One snapshot per topic that has one. */
  snapshots(): TopicChange[] {
    const changes: TopicChange[] = [];
    for (const [topic, kept] of this.#items) {
      if (EVENTS.has(topic)) continue;
      const limit = KEPT[topic];
      if (limit !== undefined && kept.size > limit) this.#trim(topic, kept, limit);
      changes.push({ topic, snapshot: true, items: [...kept.values()], removed: [] });
    }
    return changes;
  }

  /** Tells `listener` every change from now on, until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
