/** The topics as a screen keeps them: items by key, in the order in which they came first. */
import { TOPIC_KEYS, type TopicChange, type TopicName, type Topics } from '#shared/contract/topics.ts';

export interface TopicMirror {
  take(change: TopicChange): void;
  all<T extends TopicName>(topic: T): readonly Topics[T][];
}

export function createTopicMirror(): TopicMirror {
  const items = new Map<TopicName, Map<string, unknown>>();
  return {
    take({ topic, snapshot, items: changed, removed }) {
      const known = (snapshot ? null : items.get(topic)) ?? new Map<string, unknown>();
      items.set(topic, known);
      const key = TOPIC_KEYS[topic] as (item: unknown) => string;
      for (const item of changed) known.set(key(item), item);
      for (const gone of removed) known.delete(gone);
    },
    all: <T extends TopicName>(topic: T) => [...(items.get(topic)?.values() ?? [])] as Topics[T][],
  };
}
