/**
 * One zustand store per topic: the items by key, replaced as the core says. Arrays and maps are new at each change, so that
 * selectors compare by identity.
 */
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { TopicChange, TopicName, Topics } from '#shared/contract/topics.ts';
import { TOPIC_KEYS } from '#shared/contract/topics.ts';
import type { Client } from '#renderer/client/client.ts';

export interface TopicState<T> {
  readonly byKey: ReadonlyMap<string, T>;
  /** In order of first arrival. */
  readonly items: readonly T[];
}

export type TopicStore<T> = UseBoundStore<StoreApi<TopicState<T>>>;

/** The next state of a topic's store. Pure. */
export function applyChange<T extends TopicName>(state: TopicState<Topics[T]>, change: TopicChange<T>): TopicState<Topics[T]> {
  const keyOf = TOPIC_KEYS[change.topic] as (item: Topics[T]) => string;
  const byKey = new Map(change.snapshot ? [] : state.byKey);
  for (const item of change.items) byKey.set(keyOf(item), item);
  for (const key of change.removed) byKey.delete(key);
  return { byKey, items: [...byKey.values()] };
}

export const createTopicStore = <T extends TopicName>(_topic: T): TopicStore<Topics[T]> =>
  create<TopicState<Topics[T]>>(() => ({ byKey: new Map(), items: [] }));

/** Feeds a store from the client until the returned function is called. Changes of one animation frame are applied together. */
export function feedTopic<T extends TopicName>(client: Client, topic: T, store: TopicStore<Topics[T]>): () => void {
  return client.on(topic, (change) => store.setState((state) => applyChange(state, change), true));
}
