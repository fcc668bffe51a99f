/**
 * One zustand store per topic: the items by key, replaced as the core says. Arrays and maps are new at each change, so that
 * selectors compare by identity. Changes that come between two animation frames are applied together, in order.
 */
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { TopicChange, TopicName, Topics } from '#shared/contract/topics.ts';
import { TOPIC_FILLS, TOPIC_KEYS, TOPIC_LOG, TOPIC_ORDERS } from '#shared/contract/topics.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import type { Client } from '#renderer/client/client.ts';

export interface TopicState<T> {
  readonly byKey: ReadonlyMap<string, T>;
  /** In order of first arrival. */
  readonly items: readonly T[];
}

export type TopicStore<T> = UseBoundStore<StoreApi<TopicState<T>>>;

/** How many of a topic are kept here, as in the core. Orders that are still open are kept beyond it. */
const KEPT: Partial<Record<TopicName, number>> = { orders: TOPIC_ORDERS, fills: TOPIC_FILLS, log: TOPIC_LOG };

/** The next state of a topic's store. Pure. */
export function applyChange<T extends TopicName>(state: TopicState<Topics[T]>, change: TopicChange<T>): TopicState<Topics[T]> {
  return applyChanges(state, [change]);
}

/** The state after several changes of one topic, in order, made in one go. Pure. */
export function applyChanges<T extends TopicName>(state: TopicState<Topics[T]>, changes: readonly TopicChange<T>[]): TopicState<Topics[T]> {
  const last = changes.findLastIndex((change) => change.snapshot);
  const byKey = new Map(last >= 0 ? [] : state.byKey);
  let topic: T | undefined;
  for (const change of last > 0 ? changes.slice(last) : changes) {
    topic = change.topic;
    const keyOf = TOPIC_KEYS[change.topic] as (item: Topics[T]) => string;
    for (const item of change.items) byKey.set(keyOf(item), item);
    for (const key of change.removed) byKey.delete(key);
  }
  if (topic !== undefined) trim(topic, byKey);
  return { byKey, items: [...byKey.values()] };
}

/** Lets the oldest go once twice as many as are kept have come. */
function trim<T extends TopicName>(topic: T, byKey: Map<string, Topics[T]>): void {
  const kept = KEPT[topic];
  if (kept === undefined || byKey.size <= kept * 2) return;
  let over = byKey.size - kept;
  for (const [key, item] of byKey) {
    if (over <= 0) return;
    if (topic === 'orders' && !isFinal((item as Order).state)) continue;
    byKey.delete(key);
    over--;
  }
}

export const createTopicStore = <T extends TopicName>(_topic: T): TopicStore<Topics[T]> =>
  create<TopicState<Topics[T]>>(() => ({ byKey: new Map(), items: [] }));

/** Feeds a store from the client until the returned function is called. */
export function feedTopic<T extends TopicName>(client: Client, topic: T, store: TopicStore<Topics[T]>, batch: ChangeBatch): () => void {
  const apply = (changes: readonly TopicChange<T>[]): void => store.setState((state) => applyChanges(state, changes), true);
  return client.on(topic, (change) => batch.add(change, apply));
}

type Apply<T extends TopicName> = (changes: readonly TopicChange<T>[]) => void;

/**
 * The first changes after a quiet frame are applied at once, so that an acknowledgement is painted in the very next frame; what
 * comes after them waits for that frame: a thousand orders in a second are a hundred updates of a store, not a thousand.
 */
export class ChangeBatch {
  readonly #schedule: (flush: () => void) => void;
  readonly #waiting = new Map<TopicName, { readonly changes: TopicChange[]; readonly apply: Apply<TopicName> }>();
  #scheduled = false;

  /** @param schedule calls back once, soon */
  constructor(schedule: (flush: () => void) => void) {
    this.#schedule = schedule;
  }

  add<T extends TopicName>(change: TopicChange<T>, apply: Apply<T>): void {
    const waiting = this.#waiting.get(change.topic);
    if (waiting) waiting.changes.push(change);
    else this.#waiting.set(change.topic, { changes: [change], apply: apply as unknown as Apply<TopicName> });
    if (this.#scheduled) return;
    this.#scheduled = true;
    // At the end of this message: what came together is applied together.
    queueMicrotask(() => this.#apply());
    this.#schedule(() => this.flush());
  }

  /** Applies what waits, now. */
  flush(): void {
    this.#scheduled = false;
    this.#apply();
  }

  #apply(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { changes, apply } of waiting) apply(changes);
  }
}

/** The next animation frame, or a moment later where the window is hidden and has none: orders and fills go on. */
export function soon(flush: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    flush();
  };
  const timer = setTimeout(once, 100);
  requestAnimationFrame(once);
}
